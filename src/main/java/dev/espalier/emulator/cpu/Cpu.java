package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.clock.Clock;
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

    private final int[] registers = new int[16];
    private final Clock clock;
    private int pc;
    private boolean waiting;

    /** A core that has been reset. Registers itself as the memory's code-change listener. */
    public Cpu(Memory memory, Clock clock) {
        this.clock = clock;
        reset();
    }

    /** Puts the core into its state after a chip reset; interrupt inputs are released. */
    public void reset() {
        pc = RESET_VECTOR;
        waiting = false;
    }

    /** Executes until the clock's horizon is reached or WAITI puts the core to sleep. */
    public void run() {
        clock.advance(Math.max(0, clock.horizon() - clock.cycles()));
    }

    /** Whether the core sleeps in WAITI with no enabled interrupt pending. */
    public boolean waiting() {
        return waiting;
    }

    /** Address of the next instruction. */
    public int pc() {
        return pc;
    }

    /** Continues at {@code address}, as a debugger or a test would have it. */
    public void pc(int address) {
        pc = address;
    }

    /** Address register {@code number}, 0 to 15. */
    public int register(int number) {
        return registers[number];
    }

    /** Sets address register {@code number}, 0 to 15. */
    public void register(int number, int value) {
        registers[number] = value;
    }

    @Override
    public void raise(int number) {
        waiting = false;
    }

    @Override
    public void lower(int number) {
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(pc);
    }

    @Override
    public void load(DataInput in) throws IOException {
        pc = in.readInt();
    }
}
