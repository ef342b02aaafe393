package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.DirectRam;
import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.isa.SpecialRegister;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Registers of the core and what happens when the special ones are written: the state both engines work on. */
final class CpuState {

    static final int PS_INTLEVEL = 0xF;
    static final int PS_EXCM = 0x10;
    static final int PS_UM = 0x20;
    /** PS after a reset: interrupts masked, exception mode. */
    private static final int PS_RESET = 0x1F;
    private static final int VECBASE_RESET = 0x40000000;
    /** Every region accessible, cache bypassed: the attributes after a reset. */
    private static final int TLB_RESET = 0x22222222;
    private static final int CONFIGID0 = 0xC28CDAFA;
    private static final int CONFIGID1 = 0x1082B6F6;

    /** So that a run's count fits an int with room to spare. */
    private static final int LONGEST_RUN = 1 << 29;

    private static final int DEBUG_VECTOR = 0x10;
    private static final int NMI_VECTOR = 0x20;
    private static final int KERNEL_VECTOR = 0x30;
    private static final int USER_VECTOR = 0x50;
    private static final int DOUBLE_VECTOR = 0x70;
    private static final int DEBUG_LEVEL = 2;
    private static final int NMI_LEVEL = 3;

    /** Where loads and stores go; changes only while no engine runs. */
    Memory memory;
    final Clock clock;
    final Interrupts interrupts = new Interrupts();
    /** Address registers a0 to a15. */
    final int[] a = new int[16];
    int pc;
    /** Where to continue after the present instruction. */
    int nextPc;
    int sar;
    boolean waiting;
    /** Set when the engines must look up before the next instruction: an interrupt is due or the core sleeps. */
    boolean attention;

    /** Data RAM that translated code touches directly. */
    final int ramBase;
    final int ramBytes;
    final byte[] ram;
    /** Cycles counted in the present run of the engines, and how many of them the clock has been told. */
    int executed;
    private int accounted;
    /** The engines stop before they count more than this. */
    int limit;
    /** Told when LITBASE changes: translations have it folded in. */
    Runnable literalBaseChanged = () -> { };

    private final int[] special = new int[SpecialRegister.values().length];
    private long ccountOffset;
    private final Clock.Alarm timer;

    CpuState(Memory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
        this.timer = clock.alarm("cpu.ccompare0", this::timerMatched);
        DirectRam direct = memory.directRam();
        ramBase = direct.base();
        ram = direct.bytes();
        ramBytes = ram.length;
    }

    /** Begins a run of the engines at the clock's present count. */
    void beginRun() {
        executed = 0;
        accounted = 0;
        refreshLimit();
    }

    /** Tells the clock of the cycles executed so far. */
    void account() {
        clock.advance(executed - accounted);
        accounted = executed;
    }

    /** Takes a changed horizon or a due interrupt into account; the clock must be up to date. */
    void refreshLimit() {
        limit = attention ? 0 : executed + (int) Math.min(clock.horizon() - clock.cycles(), LONGEST_RUN);
    }

    void reset(int resetVector) {
        Arrays.fill(a, 0);
        Arrays.fill(special, 0);
        interrupts.reset();
        timer.cancel();
        ccountOffset = -clock.cycles();
        sar = 0;
        pc = resetVector;
        put(SpecialRegister.PS, PS_RESET);
        put(SpecialRegister.VECBASE, VECBASE_RESET);
        put(SpecialRegister.ITLB, TLB_RESET);
        put(SpecialRegister.DTLB, TLB_RESET);
        waiting = false;
        lookUp();
    }

    int get(SpecialRegister register) {
        return switch (register) {
            case SAR -> sar;
            case INTERRUPT -> interrupts.pending();
            case INTENABLE -> interrupts.enabled();
            case CCOUNT -> ccount();
            case CONFIGID0 -> CONFIGID0;
            case CONFIGID1 -> CONFIGID1;
            default -> special[register.ordinal()];
        };
    }

    /** Writes a special register as WSR does: only its writable bits, with its effects. */
    void set(SpecialRegister register, int value) {
        int bits = value & register.writable();
        switch (register) {
            case SAR -> sar = bits;
            case LITBASE -> {
                boolean changed = special[register.ordinal()] != bits;
                put(register, bits);
                if (changed) {
                    literalBaseChanged.run();
                }
            }
            case INTSET -> interrupts.latch(bits);
            case INTCLEAR -> interrupts.clear(bits);
            case INTENABLE -> interrupts.enable(bits);
            case CCOUNT -> {
                ccountOffset = bits - clock.cycles();
                armTimer();
            }
            case CCOMPARE0 -> {
                put(register, bits);
                interrupts.clear(Interrupts.TIMER);
                armTimer();
            }
            default -> put(register, bits);
        }
        lookUp();
    }

    /** To be called whenever an interrupt may have become due or ceased to be. */
    void lookUp() {
        boolean due = interrupts.due(special[SpecialRegister.PS.ordinal()]);
        if (due) {
            waiting = false;
        }
        attention = due || waiting;
    }

    void sleep() {
        waiting = true;
        lookUp();
    }

    /** Enters a general exception at the present instruction. */
    void raise(ExceptionCause cause, int address) {
        switch (cause) {
            case INSTRUCTION_FETCH_ERROR, LOAD_STORE_ERROR, LOAD_STORE_ALIGNMENT, INSTRUCTION_FETCH_PROHIBITED,
                LOAD_PROHIBITED, STORE_PROHIBITED -> put(SpecialRegister.EXCVADDR, address);
            default -> {
            }
        }
        enter(cause);
    }

    private void enter(ExceptionCause cause) {
        int ps = get(SpecialRegister.PS);
        int vector;
        if ((ps & PS_EXCM) != 0) {
            put(SpecialRegister.DEPC, pc);
            vector = DOUBLE_VECTOR;
        } else {
            put(SpecialRegister.EPC1, pc);
            vector = (ps & PS_UM) != 0 ? USER_VECTOR : KERNEL_VECTOR;
        }
        put(SpecialRegister.EXCCAUSE, cause.number());
        put(SpecialRegister.PS, ps | PS_EXCM);
        pc = get(SpecialRegister.VECBASE) + vector;
        lookUp();
    }

    /** Raises a debug exception before {@code nextPc} is used, unless the interrupt level masks it. */
    void raiseDebug(int debugCause) {
        int ps = get(SpecialRegister.PS);
        int level = (ps & PS_EXCM) != 0 ? Math.max(1, ps & PS_INTLEVEL) : ps & PS_INTLEVEL;
        if (level >= DEBUG_LEVEL) {
            return;
        }
        put(SpecialRegister.DEBUGCAUSE, debugCause);
        put(SpecialRegister.EPC2, pc);
        put(SpecialRegister.EPS2, ps);
        put(SpecialRegister.PS, ps & ~PS_INTLEVEL | PS_EXCM | DEBUG_LEVEL);
        nextPc = get(SpecialRegister.VECBASE) + DEBUG_VECTOR;
        lookUp();
    }

    /** Takes the interrupt that is due, if any, before the instruction at {@code pc}. */
    void takeInterrupt() {
        int ps = get(SpecialRegister.PS);
        if (!interrupts.due(ps)) {
            return;
        }
        if (!interrupts.nmiDue()) {
            enter(ExceptionCause.LEVEL_1_INTERRUPT);
            return;
        }
        interrupts.clear(Interrupts.NMI);
        put(SpecialRegister.EPC3, pc);
        put(SpecialRegister.EPS3, ps);
        put(SpecialRegister.PS, ps & ~PS_INTLEVEL | PS_EXCM | NMI_LEVEL);
        pc = get(SpecialRegister.VECBASE) + NMI_VECTOR;
        lookUp();
    }

    /** RFI: only levels 2 and 3 have their own EPS and EPC. */
    void returnFromLevel(int level) {
        switch (level) {
            case DEBUG_LEVEL -> resume(SpecialRegister.EPS2, SpecialRegister.EPC2);
            case NMI_LEVEL -> resume(SpecialRegister.EPS3, SpecialRegister.EPC3);
            default -> throw new GuestException(ExceptionCause.ILLEGAL_INSTRUCTION, 0);
        }
    }

    private void resume(SpecialRegister eps, SpecialRegister epc) {
        nextPc = get(epc);
        set(SpecialRegister.PS, get(eps));
    }

    private void put(SpecialRegister register, int value) {
        special[register.ordinal()] = value;
    }

    private int ccount() {
        return (int) (clock.cycles() + ccountOffset);
    }

    private void armTimer() {
        long ahead = get(SpecialRegister.CCOMPARE0) - ccount() & 0xFFFFFFFFL;
        timer.at(clock.nanosAt(clock.cycles() + (ahead == 0 ? 1L << 32 : ahead)));
    }

    private void timerMatched() {
        // A change of frequency since the alarm was set moves the match; it is then not yet reached.
        if (ccount() - get(SpecialRegister.CCOMPARE0) >= 0) {
            interrupts.latch(Interrupts.TIMER);
            lookUp();
        }
        armTimer();
    }

    void save(DataOutput out) throws IOException {
        for (int value : a) {
            out.writeInt(value);
        }
        for (int value : special) {
            out.writeInt(value);
        }
        out.writeInt(pc);
        out.writeInt(sar);
        out.writeBoolean(waiting);
        out.writeLong(ccountOffset);
        out.writeInt(interrupts.levels());
        out.writeInt(interrupts.latched());
        out.writeInt(interrupts.enabled());
    }

    void load(DataInput in) throws IOException {
        for (int i = 0; i < a.length; i++) {
            a[i] = in.readInt();
        }
        for (int i = 0; i < special.length; i++) {
            special[i] = in.readInt();
        }
        pc = in.readInt();
        sar = in.readInt();
        waiting = in.readBoolean();
        ccountOffset = in.readLong();
        interrupts.restore(in.readInt(), in.readInt(), in.readInt());
        lookUp();
    }
}
