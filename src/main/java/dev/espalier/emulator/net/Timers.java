package dev.espalier.emulator.net;

import dev.espalier.emulator.clock.Clock;
import java.util.Comparator;
import java.util.TreeSet;

/** Any number of appointments in guest time on one alarm of the clock. Guest thread only. */
final class Timers {

    private final Clock clock;
    private final Clock.Alarm alarm;
    private final TreeSet<Timer> waiting =
        new TreeSet<>(Comparator.<Timer>comparingLong(t -> t.due).thenComparingLong(t -> t.number));
    private long created;

    Timers(Clock clock, String name) {
        this.clock = clock;
        this.alarm = clock.alarm(name, this::ring);
    }

    long nanos() {
        return clock.nanos();
    }

    Timer timer(Runnable action) {
        return new Timer(action);
    }

    void cancelAll() {
        waiting.clear();
        alarm.cancel();
    }

    private void ring() {
        while (!waiting.isEmpty() && waiting.first().due <= clock.nanos()) {
            waiting.pollFirst().action.run();
        }
        arm();
    }

    private void arm() {
        if (waiting.isEmpty()) {
            alarm.cancel();
        } else {
            alarm.at(waiting.first().due);
        }
    }

    /** One appointment, set or not. */
    final class Timer {
        private final Runnable action;
        private final long number = created++;
        private long due;

        private Timer(Runnable action) {
            this.action = action;
        }

        boolean isSet() {
            return waiting.contains(this);
        }

        void in(long nanos) {
            waiting.remove(this);
            due = clock.nanos() + nanos;
            waiting.add(this);
            arm();
        }

        void cancel() {
            if (waiting.remove(this)) {
                arm();
            }
        }
    }
}
