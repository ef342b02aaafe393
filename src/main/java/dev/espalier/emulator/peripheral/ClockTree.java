package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the frequencies come from: the PLL feeds the peripheral (APB) clock, 52 MHz out of reset with
 * the usual 26 MHz crystal and 80 MHz once software has programmed it; the CPU runs at that or twice
 * that.
 */
public final class ClockTree implements Stateful {

    /** The usual crystal. */
    public static final int CRYSTAL_HZ = 26_000_000;
    /** APB clock out of reset: twice the crystal's. */
    public static final int RESET_HZ = 2 * CRYSTAL_HZ;
    /** APB clock with the PLL programmed. */
    public static final int PLL_HZ = 80_000_000;

    private final Clock clock;
    private final List<Runnable> before = new ArrayList<>();
    private final List<Runnable> after = new ArrayList<>();
    private int apbHz = RESET_HZ;
    private boolean doubled;
    private boolean stopped;

    public ClockTree(Clock clock) {
        this.clock = clock;
    }

    /** Frequency of the UARTs, timers and watchdog, Hz. */
    public int apbHz() {
        return apbHz;
    }

    /** Whether light sleep has stopped the APB clock. */
    public boolean stopped() {
        return stopped;
    }

    /** Stops the APB clock for a light sleep, or lets it go on. */
    public void stop(boolean on) {
        if (on != stopped) {
            before.forEach(Runnable::run);
            stopped = on;
            after.forEach(Runnable::run);
        }
    }

    /** Registers a block that counts APB cycles; told just before and just after the frequency changes or the clock stops. */
    void onChange(Runnable settle, Runnable reschedule) {
        before.add(settle);
        after.add(reschedule);
    }

    /** Changes the APB clock, and the CPU's with it. */
    void apbHz(int hz) {
        if (hz != apbHz) {
            before.forEach(Runnable::run);
            apbHz = hz;
            apply();
            after.forEach(Runnable::run);
        }
    }

    /** Runs the CPU at twice the APB clock, or at the same. */
    void doubleCpu(boolean twice) {
        if (twice != doubled) {
            doubled = twice;
            apply();
        }
    }

    private void apply() {
        clock.frequencyHz(doubled ? 2 * apbHz : apbHz);
    }

    /** APB cycles in {@code nanos}. */
    long cyclesIn(long nanos) {
        return nanos / 1_000_000_000L * apbHz + nanos % 1_000_000_000L * apbHz / 1_000_000_000L;
    }

    /** Nanoseconds that {@code cycles} of the APB clock take, rounded up. */
    long nanosOf(long cycles) {
        return cycles / apbHz * 1_000_000_000L + (cycles % apbHz * 1_000_000_000L + apbHz - 1) / apbHz;
    }

    /** As a reset of the digital part leaves it: running, the CPU not doubled; the PLL is of the {@link AnalogBus}. */
    public void reset() {
        stop(false);
        doubleCpu(false);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(apbHz);
        out.writeBoolean(doubled);
        out.writeBoolean(stopped);
    }

    @Override
    public void load(DataInput in) throws IOException {
        apbHz = in.readInt();
        doubled = in.readBoolean();
        stopped = in.readBoolean();
    }
}
