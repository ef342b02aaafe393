package dev.espalier.broker;

import dev.espalier.time.Deadline;
import dev.espalier.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The latest lines a broker wrote, and a way to wait for what one of them says. */
final class BrokerLog {

    private static final int LINES_KEPT = 2_000;
    private static final int LAST_WORDS = 12;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        if (lines.size() == LINES_KEPT) {
            lines.removeFirst();
        }
        lines.addLast(line);
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** What to print when the broker has died or does not come up. */
    synchronized String lastWords() {
        if (lines.isEmpty()) {
            return "it wrote nothing";
        }
        List<String> all = new ArrayList<>(lines);
        return "its last words: "
                + String.join(" | ", all.subList(Math.max(0, all.size() - LAST_WORDS), all.size()));
    }

    /** Waits until the condition holds, looked at after each line and at least every 20 ms. */
    synchronized boolean await(BooleanSupplier condition, Duration timeout) {
        Deadline end = Deadline.after(timeout, TimeSource.wall(), Duration.ZERO);
        while (!condition.getAsBoolean()) {
            if (end.expired()) {
                return false;
            }
            try {
                wait(LOOK_EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
