package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.clock.Clock;
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

    private final CpuState state;
    private final CodeCache code;
    private final Clock clock;

    /** A core that has been reset. Registers itself as the memory's code-change listener. */
    public Cpu(Memory memory, Clock clock) {
        this.clock = clock;
        this.state = new CpuState(memory, clock);
        this.code = new CodeCache(memory);
        reset();
    }

    /** Puts the core into its state after a chip reset; interrupt inputs are released. */
    public void reset() {
        state.reset(RESET_VECTOR);
        code.clear();
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
            step();
        }
    }

    /** Executes instructions until something must be looked at; an exception of the guest ends it too. */
    private void step() {
        CpuState core = state;
        try {
            do {
                CodeCache.Entry entry = code.at(core.pc);
                core.nextPc = entry.next;
                entry.step.run(core);
                core.pc = core.nextPc;
                clock.advance(1);
            } while (!core.attention && clock.cycles() < clock.horizon());
        } catch (GuestException exception) {
            clock.advance(1);
            core.raise(exception.exceptionCause(), exception.address());
        } catch (MemoryFault fault) {
            clock.advance(1);
            core.raise(code.causeOf(fault, core.pc), fault.address());
        }
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
        state.load(in);
        code.clear();
    }
}
