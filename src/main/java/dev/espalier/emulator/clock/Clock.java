package dev.espalier.emulator.clock;

import dev.espalier.emulator.state.Stateful;
import dev.espalier.time.TimeSource;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Guest time: cycles of the CPU clock, the nanoseconds that they stand for, and the alarms that fall
 * due on the way.
 *
 * <p>The core adds to the cycle count as it executes and returns to the machine's loop as soon as the
 * count reaches {@link #horizon}; a device that sets an earlier alarm lowers the horizon, so no alarm
 * is late by more than one instruction. Guest thread only, except {@link #nanos} of the
 * {@link #published} view.
 */
public final class Clock implements Stateful {

    /** Cycles executed or skipped since power-on. */
    private long cycles;
    /** The core stops before the first instruction that would start at or after this count. */
    private long horizon;

    private int frequencyHz;
    private long epochCycles;
    private long epochNanos;
    private final List<Alarm> alarms = new ArrayList<>();
    private volatile long publishedNanos;
    /** Neither a slice nor a skip goes beyond this count. */
    private long bound = Long.MAX_VALUE;
    private boolean outside;
    private LongConsumer outsideAlarm = late -> { };

    /**
     * @param frequencyHz CPU clock, Hz (52 MHz out of reset with a 26 MHz crystal)
     */
    public Clock(int frequencyHz) {
        this.frequencyHz = frequencyHz;
        this.horizon = Long.MAX_VALUE;
    }

    /** Cycles executed or skipped since power-on. */
    public long cycles() {
        return cycles;
    }

    /** Adds executed cycles. Called by the core, once for every instruction or group of instructions. */
    public void advance(long executed) {
        cycles += executed;
    }

    /** The cycle count at which the core must hand back control. */
    public long horizon() {
        return horizon;
    }

    /** Makes the core hand back control after the present instruction. */
    public void interruptSlice() {
        horizon = Math.min(horizon, cycles);
    }

    /** Guest nanoseconds since power-on. */
    public long nanos() {
        return epochNanos + toNanos(cycles - epochCycles);
    }

    /** Guest nanoseconds at which the cycle count is {@code count}, at the present frequency. */
    public long nanosAt(long count) {
        return epochNanos + toNanos(count - epochCycles);
    }

    /** CPU clock in Hz. */
    public int frequencyHz() {
        return frequencyHz;
    }

    /** Changes the CPU clock from now on; alarms keep their guest time. */
    public void frequencyHz(int hz) {
        epochNanos = nanos();
        epochCycles = cycles;
        frequencyHz = hz;
        lowerHorizon();
    }

    /** A named alarm of a device, not yet set. The name must be unique: snapshots find alarms by it. */
    public Alarm alarm(String name, Runnable action) {
        Alarm alarm = new Alarm(name, action, outside);
        alarms.add(alarm);
        return alarm;
    }

    /**
     * Alarms that {@code maker} makes belong to what is outside of the machine: {@link #inside} leaves them out.
     *
     * @param due told whenever one of them is due, before it runs, by how many cycles it is late
     */
    public <T> T outside(Supplier<T> maker, LongConsumer due) {
        outside = true;
        outsideAlarm = due;
        try {
            return maker.get();
        } finally {
            outside = false;
        }
    }

    /** The state without the alarms of what is outside, for a machine that stands alone. */
    public Stateful inside() {
        return new Stateful() {
            @Override
            public void save(DataOutput out) throws IOException {
                Clock.this.save(out, alarms.stream().filter(alarm -> !alarm.outside).toList());
            }

            @Override
            public void load(DataInput in) throws IOException {
                Clock.this.load(in);
            }
        };
    }

    /** Lets neither a slice nor a skip go beyond {@code count}, where something outside takes effect; the greatest long: none. */
    public void bound(long count) {
        bound = count;
        horizon = Math.min(horizon, Math.max(cycles, bound));
    }

    /** Guest nanoseconds of the next alarm, {@link Long#MAX_VALUE} when none is set. */
    public long nextAlarmNanos() {
        long next = Long.MAX_VALUE;
        for (Alarm alarm : alarms) {
            next = Math.min(next, alarm.dueNanos);
        }
        return next;
    }

    /** Begins a slice of at most {@code maxCycles}: sets the horizon to its end or the next alarm. */
    public void beginSlice(long maxCycles) {
        horizon = Math.min(cycles + maxCycles, Math.max(cycles, bound));
        lowerHorizon();
    }

    /** Moves guest time forward to {@code nanos} without executing: the idle wait of the core. */
    public void skipTo(long nanos) {
        long target = Math.min(bound, cyclesAt(nanos));
        if (target > cycles) {
            cycles = target;
        }
        publishedNanos = nanos();
    }

    /** Runs every alarm that is due, earliest first; an alarm may set itself or others again. */
    public void runDueAlarms() {
        publishedNanos = nanos();
        for (Alarm due = due(); due != null; due = due()) {
            if (due.outside) {
                outsideAlarm.accept(cycles - Math.max(due.setCycles, cyclesAt(due.dueNanos)));
            }
            due.dueNanos = Long.MAX_VALUE;
            due.action.run();
        }
    }

    /** Guest time as other threads may read it: exact at slice ends, never ahead of {@link #nanos}. */
    public TimeSource published() {
        return () -> publishedNanos;
    }

    private Alarm due() {
        long now = nanos();
        Alarm first = null;
        for (Alarm alarm : alarms) {
            if (alarm.dueNanos <= now && (first == null || alarm.dueNanos < first.dueNanos)) {
                first = alarm;
            }
        }
        return first;
    }

    private void lowerHorizon() {
        long next = nextAlarmNanos();
        if (next != Long.MAX_VALUE) {
            horizon = Math.min(horizon, Math.max(cycles, cyclesAt(next)));
        }
    }

    private long toNanos(long count) {
        return count / frequencyHz * 1_000_000_000L + count % frequencyHz * 1_000_000_000L / frequencyHz;
    }

    /** First cycle count at which {@link #nanos} has reached {@code nanos}. */
    private long cyclesAt(long nanos) {
        long span = Math.max(0, nanos - epochNanos);
        long seconds = span / 1_000_000_000L;
        long rest = span % 1_000_000_000L;
        return epochCycles + seconds * frequencyHz + (rest * frequencyHz + 999_999_999L) / 1_000_000_000L;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        save(out, alarms);
    }

    private void save(DataOutput out, List<Alarm> kept) throws IOException {
        out.writeLong(cycles);
        out.writeInt(frequencyHz);
        out.writeLong(epochCycles);
        out.writeLong(epochNanos);
        out.writeInt(kept.size());
        for (Alarm alarm : kept) {
            out.writeUTF(alarm.name);
            out.writeLong(alarm.dueNanos);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        cycles = in.readLong();
        frequencyHz = in.readInt();
        epochCycles = in.readLong();
        epochNanos = in.readLong();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            long due = in.readLong();
            alarms.stream().filter(a -> a.name.equals(name)).findFirst()
                .orElseThrow(() -> new IOException("snapshot has an alarm that this machine lacks: " + name))
                .dueNanos = due;
        }
        horizon = cycles;
        publishedNanos = nanos();
    }

    /** One device's next appointment in guest time. */
    public final class Alarm {
        private final String name;
        private final Runnable action;
        private final boolean outside;
        private long dueNanos = Long.MAX_VALUE;
        private long setCycles;

        private Alarm(String name, Runnable action, boolean outside) {
            this.name = name;
            this.action = action;
            this.outside = outside;
        }

        /** Sets or moves the alarm to this guest time; a time already past falls due at once. */
        public void at(long nanos) {
            dueNanos = nanos;
            setCycles = cycles;
            lowerHorizon();
        }

        /** Sets or moves the alarm this many guest nanoseconds ahead. */
        public void in(long nanos) {
            at(Clock.this.nanos() + nanos);
        }

        /** Forgets the appointment. */
        public void cancel() {
            dueNanos = Long.MAX_VALUE;
        }

        /** Guest nanoseconds of the appointment, {@link Long#MAX_VALUE} when there is none. */
        public long dueNanos() {
            return dueNanos;
        }
    }
}
