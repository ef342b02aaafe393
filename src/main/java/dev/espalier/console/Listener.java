package dev.espalier.console;

import dev.espalier.link.SerialLink;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.time.Duration;

/**
 * Makes lines of bytes, keeps book of them, and keeps the link at the rate that the board speaks. Not
 * thread-safe; the console guards it.
 */
final class Listener {

    private static final long NOW = -1;

    private final SerialLink link;
    private final TimeSource clock;
    private final long origin;
    private final Log log;
    private final BoardWatch watch;
    private final BaudFollower follower;
    /** When the bytes being examined arrived, by the board's clock; {@link #NOW} between reads. */
    private long stamp = NOW;
    private long garbageFrom;
    private String failure;
    /** Whether the link takes the board's rate by itself; {@link #heardBaud} is then the last one. */
    private boolean following;
    private int heardBaud;

    Listener(SerialLink link, Log log, BoardWatch watch, BaudFollower follower) {
        this.link = link;
        this.clock = link.clock();
        this.origin = clock.nanos();
        this.log = log;
        this.watch = watch;
        this.follower = follower;
    }

    /**
     * Leaves the rate to the link, where it can measure the board's, or takes it back.
     *
     * @throws IOException when the link has gone
     */
    void follow(boolean on) throws IOException {
        following = link.followBaud(on);
        heardBaud = link.baud();
    }

    /** Takes what has arrived. */
    void arrived(byte[] buffer, int count) {
        stamp = link.arrivalNanos();
        if (following && heardBaud != link.baud()) {
            endLine();
            heardBaud = link.baud();
            remark("the board speaks at %d baud".formatted(heardBaud));
        }
        for (int i = 0; i < count; i++) {
            TranscriptLine line = log.received(buffer[i], now(), link.baud());
            boolean before = follower.inGarbage();
            boolean change = follower.accept(buffer[i]);
            if (follower.inGarbage() && !before) {
                garbageFrom = log.end();
            }
            if (follower.lostReset()) {
                watch.lostReset(garbageFrom);
                remark("a restart went by at the wrong baud rate");
            }
            if (change && line == null) {
                line = log.endPartial();
            }
            if (line != null) {
                examine(line);
            }
            applyBaud();
        }
        stamp = NOW;
        log.flush();
    }

    /** A read poll brought nothing. */
    void silence() {
        if (watch.silence(clock.nanos())) {
            follower.crashed();
            applyBaud();
        }
    }

    /** Ends a line that has begun: somebody else speaks. */
    void endLine() {
        TranscriptLine line = log.endPartial();
        if (line != null) {
            examine(line);
        }
    }

    /** The board is being held in reset: its ROM speaks next. */
    void reset() {
        endLine();
        remark("reset by RTS");
        follower.reset();
        applyBaud();
    }

    /** The link comes back from a boot-loader session; its rate is set at the reset that must follow. */
    void returned() {
        follower.reset();
    }

    /** The board's application is running. */
    void running() {
        follower.running();
    }

    /** A remark in the transcript. */
    void remark(String text) {
        line(Direction.NOTE, text);
    }

    /** A whole line of another direction. */
    void line(Direction direction, String text) {
        log.line(direction, now(), link.baud(), text);
        log.flush();
    }

    /** Puts the link at the rate that is wanted. */
    void applyBaud() {
        if (following || link.baud() == follower.wanted()) {
            return;
        }
        try {
            link.baud(follower.wanted());
            endLine();
            remark("listening at %d baud".formatted(link.baud()));
        } catch (IOException e) {
            failure = e.getMessage();
        }
    }

    /** Why the link's rate could not be set, null when it could. */
    String failure() {
        return failure;
    }

    private void examine(TranscriptLine line) {
        if (watch.line(line)) {
            follower.crashed();
        }
        follower.line(watch.meaning());
    }

    private Duration now() {
        return Duration.ofNanos(Math.max(0, (stamp == NOW ? clock.nanos() : stamp) - origin));
    }
}
