package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What both hardware timers are made of: ticks of the APB clock through a prescaler, computed from
 * guest time when somebody looks, and the control register.
 */
final class TimerCounter implements Stateful {

    private static final int RUN = 1 << 7;
    private static final int STATUS = 1 << 8;
    private static final int[] PRESCALE = {1, 16, 256, 256};

    private final Clock clock;
    private final ClockTree tree;
    private int control;
    /** Ticks at {@link #sinceNanos}. */
    private long base;
    private long sinceNanos;

    /** @param reschedule sets the owner's alarm anew after the APB clock has changed */
    TimerCounter(Clock clock, ClockTree tree, Runnable reschedule) {
        this.clock = clock;
        this.tree = tree;
        tree.onChange(this::settle, reschedule);
    }

    int control() {
        return control;
    }

    void control(int value) {
        settle();
        control = value & ~STATUS | control & STATUS;
    }

    void raiseStatus() {
        control |= STATUS;
    }

    void clearStatus() {
        control &= ~STATUS;
    }

    long ticks() {
        return running() ? base + tree.cyclesIn(clock.nanos() - sinceNanos) / prescale() : base;
    }

    void ticks(long value) {
        base = value;
        sinceNanos = clock.nanos();
    }

    /** Makes the present count the base, so that another rate holds from now on. */
    private void settle() {
        ticks(ticks());
    }

    /** Sets {@code alarm} to {@code ahead} ticks from the present count, or cancels it when stopped. */
    void schedule(Clock.Alarm alarm, long ahead) {
        if (running()) {
            alarm.at(sinceNanos + tree.nanosOf((ticks() - base + ahead) * prescale()));
        } else {
            alarm.cancel();
        }
    }

    private boolean running() {
        return (control & RUN) != 0 && !tree.stopped();
    }

    private int prescale() {
        return PRESCALE[control >> 2 & 3];
    }

    void reset() {
        control = 0;
        ticks(0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(control);
        out.writeLong(base);
        out.writeLong(sinceNanos);
    }

    @Override
    public void load(DataInput in) throws IOException {
        control = in.readInt();
        base = in.readLong();
        sinceNanos = in.readLong();
    }
}
