package dev.espalier.time;

import java.time.Duration;

/**
 * The end of a wait for a board, on two clocks.
 *
 * <p>A board's time may run faster than the wall (idle guest time is skipped) or slower (a busy
 * interpreter). A deadline expires only when both the limit in board time and a fair time on the
 * wall have passed: neither clock alone may cut a wait short. A board whose clock stands still
 * would never expire; {@link #stalled} tells that case apart.
 */
public final class Deadline {

    /** Wall time that every wait grants before it may expire, unless told otherwise. */
    public static final Duration FAIR_WALL_TIME = Duration.ofSeconds(2);

    /** A board that is this many times slower than its limit on the wall has stopped. */
    private static final int STALL_FACTOR = 30;
    private static final Duration STALL_FLOOR = Duration.ofSeconds(60);

    private final Duration limit;
    private final Duration fairWall;
    private final TimeSource board;
    private final TimeSource wall;
    private final long boardStart;
    private final long wallStart;

    private Deadline(Duration limit, TimeSource board, Duration fairWall, TimeSource wall) {
        this.limit = limit;
        this.fairWall = fairWall;
        this.board = board;
        this.wall = wall;
        this.boardStart = board.nanos();
        this.wallStart = wall.nanos();
    }

    /** Ends {@code limit} of board time from now, with {@link #FAIR_WALL_TIME} granted. */
    public static Deadline after(Duration limit, TimeSource board) {
        return after(limit, board, FAIR_WALL_TIME);
    }

    /** Ends {@code limit} of board time from now, but not before {@code fairWall} of wall time. */
    public static Deadline after(Duration limit, TimeSource board, Duration fairWall) {
        return after(limit, board, fairWall, TimeSource.wall());
    }

    /** The same with the wall clock given, for tests. */
    public static Deadline after(Duration limit, TimeSource board, Duration fairWall, TimeSource wall) {
        return new Deadline(limit, board, fairWall, wall);
    }

    /** Whether the limit has passed in board time and the fair time has passed on the wall. */
    public boolean expired() {
        return elapsed().compareTo(limit) >= 0 && wallElapsed().compareTo(fairWall) >= 0;
    }

    /**
     * Whether the board's clock is so far behind the wall that the board must have stopped: a fault
     * of the bench. Thirty times the limit, and at least a minute, of wall time with the limit not
     * reached.
     */
    public boolean stalled() {
        if (elapsed().compareTo(limit) >= 0) {
            return false;
        }
        Duration most = limit.multipliedBy(STALL_FACTOR);
        return wallElapsed().compareTo(most.compareTo(STALL_FLOOR) > 0 ? most : STALL_FLOOR) >= 0;
    }

    /** Board time since the deadline was made. */
    public Duration elapsed() {
        return Duration.ofNanos(board.nanos() - boardStart);
    }

    /** Wall time since the deadline was made. */
    public Duration wallElapsed() {
        return Duration.ofNanos(wall.nanos() - wallStart);
    }

    /** The limit in board time. */
    public Duration limit() {
        return limit;
    }

    /** {@code "8.0 s of board time"}. */
    @Override
    public String toString() {
        return "%.1f s of board time".formatted(limit.toNanos() / 1e9);
    }
}
