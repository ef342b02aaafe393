package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.isa.SpecialRegister;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The LX106 core: executes instructions from {@link Memory}, one cycle of the {@link Clock} each.
 *
 * <p>Guest thread only. The machine's loop sets a slice on the clock, calls {@link #run}, runs the due
 * alarms, and skips idle time while {@link #waiting}.
 */
public final class Cpu implements InterruptLines, Stateful {

    /** Where execution begins after a reset (facts sheet, section 4). */
    public static final int RESET_VECTOR = 0x40000080;

    /** Length of CALL0 and CALLX0. */
    static final int CALL_BYTES = 3;

    /** Entries of an instruction before its translation pays. */
    private static final int HOT = 60;
    /** Never translate: the walker alone, as the reference. */
    static final int NEVER = Integer.MAX_VALUE;

    private final CpuState state;
    private final CodeCache code;
    private final TranslationShop shop;
    private final Clock clock;
    private final int hot;
    private final Memory memory;
    private UnprovidedFunctions unprovided = UnprovidedFunctions.NONE;
    private ExceptionListener exceptions = ExceptionListener.NONE;
    /** Null unless every instruction is told of. */
    private ExecutionObserver observer;

    /** A core that has been reset. Registers itself as the memory's code-change listener. */
    public Cpu(Memory memory, Clock clock) {
        this(memory, clock, HOT);
    }

    /** @param hot entries of an instruction before it is translated */
    Cpu(Memory memory, Clock clock, int hot) {
        this(memory, clock, Redirects.NONE, hot);
    }

    Cpu(Memory memory, Clock clock, Redirects redirects, int hot) {
        this.hot = hot;
        this.clock = clock;
        this.memory = memory;
        this.state = new CpuState(memory, clock);
        this.code = new CodeCache(memory, redirects);
        this.shop = new TranslationShop(state, code);
        state.literalBaseChanged = code::clear;
        reset();
    }

    /** Functions where execution stops with an {@link IllegalStateException} that names them; none at first. */
    public void unprovided(UnprovidedFunctions functions) {
        unprovided = functions;
    }

    /** Tells {@code listener} of the guest's exceptions. */
    public void onException(ExceptionListener listener) {
        exceptions = listener;
    }

    /**
     * Tells {@code watcher} of every instruction and every store from now on, between two slices; null ends it. The
     * walker alone executes meanwhile: slower, and the guest does not notice.
     */
    public void observe(ExecutionObserver watcher) {
        observer = watcher;
        state.memory = watcher == null ? memory : new ObservedMemory(memory, watcher);
    }

    /** From the next instruction on, control goes elsewhere at these places and no others; another program has been loaded. */
    public void redirect(Redirects others) {
        code.redirect(others);
    }

    /**
     * Tells {@code watch} each time the core is about to execute the instruction at {@code address}: the
     * registers and the clock are as before it. An interrupt that is due comes first. Guest time passes
     * as without it. Takes the place of the watch that was there; null takes it away.
     */
    public void watch(int address, Runnable watch) {
        code.watch(address, watch);
    }

    /** Puts the core into its state after a chip reset; interrupt inputs are released. */
    public void reset() {
        dropUnlessSameLiteralBase(0);
        state.reset(RESET_VECTOR);
    }

    /** Executes until the clock's horizon is reached or WAITI puts the core to sleep. */
    public void run() {
        while (clock.cycles() < clock.horizon()) {
            if (state.attention) {
                state.takeInterrupt();
                if (state.waiting) {
                    return;
                }
            }
            execute();
        }
    }

    /** Runs the engines until something must be looked at; an exception of the guest ends it too. */
    private void execute() {
        state.beginRun();
        try {
            if (observer != null) {
                executeObserved();
            }
            boolean entered = true;
            while (state.executed < state.limit) {
                CodePage.Entry entry = code.at(state.pc);
                if (entered && translated(entry)) {
                    continue;
                }
                entered = walk(entry) || entry.walkedOnly;
            }
            state.account();
        } catch (GuestException exception) {
            endFaultyInstruction();
            stopInUnprovidedFunction(exception.exceptionCause());
            exceptions.raised(exception.exceptionCause(), exception.address());
            state.raise(exception.exceptionCause(), exception.address());
        } catch (MemoryFault fault) {
            endFaultyInstruction();
            ExceptionCause cause = code.causeOf(fault, state.pc);
            exceptions.raised(cause, fault.address());
            state.raise(cause, fault.address());
        }
    }

    private void executeObserved() {
        while (state.executed < state.limit) {
            CodePage.Entry entry = code.at(state.pc);
            state.account();
            observer.executes();
            walk(entry);
        }
    }

    private void stopInUnprovidedFunction(ExceptionCause cause) {
        if (cause == ExceptionCause.ILLEGAL_INSTRUCTION) {
            int returnAddress = state.a[0];
            boolean called = disassemble(returnAddress - CALL_BYTES).startsWith("call");
            unprovided.stopAt(state.pc, returnAddress, called);
        }
    }

    private void endFaultyInstruction() {
        state.executed++;
        state.account();
    }

    /** Runs the translation that begins at an instruction, once there is one; false when it did nothing. */
    private boolean translated(CodePage.Entry entry) {
        Translation translation = entry.translation;
        if (translation == null) {
            if (entry.heat < 0 || ++entry.heat < hot) {
                return false;
            }
            translation = entry.translation = shop.make(state.pc, entry);
            entry.heat = translation == null ? -1 : 0;
        }
        if (translation == null || !code.holds(translation)) {
            return false;
        }
        int before = state.executed;
        translation.code.run(state);
        return state.executed != before;
    }

    /** Walks one instruction; true when control went elsewhere than to the next one. */
    private boolean walk(CodePage.Entry entry) {
        state.account();
        state.nextPc = entry.next;
        entry.step.run(state);
        state.pc = state.nextPc;
        state.executed++;
        state.account();
        state.refreshLimit();
        return state.nextPc != entry.next;
    }

    /** Whether the core sleeps in WAITI with no enabled interrupt pending. */
    public boolean waiting() {
        return state.waiting;
    }

    /** Address of the next instruction. */
    public int pc() {
        return state.pc;
    }

    /** Continues at {@code address}, as a debugger or a test would have it. */
    public void pc(int address) {
        state.pc = address;
    }

    /** Address register {@code number}, 0 to 15. */
    public int register(int number) {
        return state.a[number];
    }

    /** Sets address register {@code number}, 0 to 15. */
    public void register(int number, int value) {
        state.a[number] = value;
    }

    /** A special register as RSR reads it. */
    public int special(SpecialRegister register) {
        return state.get(register);
    }

    /** Sets a special register as WSR does. */
    public void special(SpecialRegister register, int value) {
        state.set(register, value);
    }

    /**
     * The assembler text of the instruction at {@code address}, for diagnosis; {@code "?"} for bytes
     * that are no instruction or cannot be fetched.
     */
    public String disassemble(int address) {
        try {
            return code.instruction(address).map(Object::toString).orElse("?");
        } catch (GuestException unreadable) {
            return "?";
        }
    }

    @Override
    public void raise(int number) {
        state.interrupts.raise(number);
        state.lookUp();
    }

    @Override
    public void lower(int number) {
        state.interrupts.lower(number);
        state.lookUp();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        state.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        int before = state.get(SpecialRegister.LITBASE);
        state.load(in);
        dropUnlessSameLiteralBase(before);
    }

    /** Memory may hold anything now; translations can be confirmed only under the LITBASE they were made with. */
    private void dropUnlessSameLiteralBase(int litbase) {
        if (state.get(SpecialRegister.LITBASE) == litbase) {
            code.setAside();
        } else {
            code.clear();
        }
    }
}
