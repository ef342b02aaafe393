package dev.espalier.console;

import com.google.re2j.Pattern;
import dev.espalier.EspalierException;
import dev.espalier.link.SerialLink;
import dev.espalier.time.Deadline;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.SecretMask;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one reader of a board's serial link, from before the first reset edge until the bench is put
 * away.
 *
 * <p>A test waits with {@link #expect}: lines are examined once, in order, from behind the last match.
 * A crash, or a reset that was not announced with {@link #expectReset}, ends every wait at once; so it
 * does the next wait when none was under way. {@link #reset} and a boot-loader session begin anew.
 *
 * <p>Thread-safe. Firmware faults are {@link AssertionError}s, a lost link is an
 * {@link EspalierException}. Longer than other files because everything here holds one lock; what
 * can be told apart stands in {@link Listener}, {@link BoardWatch} and {@link Log}.
 */
public final class Console implements AutoCloseable {

    private static final Duration RESET_HOLD = Duration.ofMillis(100);
    private static final Duration READ_POLL = Duration.ofMillis(50);
    private static final long WAIT_MILLIS = 20;
    /** A board whose clock runs ahead has said more than this machine has read yet, but not for long. */
    private static final Duration MOST_BEHIND = Duration.ofSeconds(10);

    private final SerialLink link;
    private final ConsoleSettings settings;
    private final TimeSource clock;
    private final Object lock = new Object();
    private final Log log;
    private final BoardWatch watch;
    private final Listener listener;
    private final Thread reader;
    private SecretMask mask;
    private LoaderSession session;
    private long cursor;
    /** All that had arrived by then, on the board's clock, has been taken in. */
    private long heardUntil;
    private String linkFailure;
    private boolean closed;

    private Console(SerialLink link, ConsoleSettings settings) {
        this.link = link;
        this.settings = settings;
        this.clock = link.clock();
        this.log = new Log(settings.transcript().map(file -> TranscriptFile.create(file, settings.mask()))
            .orElseGet(TranscriptFile::none), settings.mask());
        this.mask = settings.mask();
        this.watch = new BoardWatch(settings.sleeps());
        this.listener = new Listener(link, log, watch, new BaudFollower(settings.bootBaud(), settings.baud()));
        this.reader = new Thread(this::readLoop, "console " + link.name());
        this.reader.setDaemon(true);
    }

    /** Starts listening at the ROM's rate. The console owns the link from now on and closes it. */
    public static Console open(SerialLink link, ConsoleSettings settings) {
        return listen(new Console(link, settings));
    }

    /**
     * Starts listening to a board whose application is running already: at its rate, and with every start of the
     * board an unexpected one. The console owns the link from now on and closes it.
     */
    public static Console openRunning(SerialLink link, ConsoleSettings settings) {
        Console console = new Console(link, settings);
        console.listener.running();
        console.watch.running();
        return listen(console);
    }

    private static Console listen(Console console) {
        console.listener.applyBaud();
        console.follow(console.settings.anyBaud());
        console.reader.start();
        return console;
    }

    /**
     * Resets the board into its application by the reset line; what was said before is over. The rate
     * changes while reset is held, so that neither the application's last bytes nor the ROM's first
     * are read at the wrong one.
     */
    public void reset() {
        try {
            link.lines(false, true);
            settings.pause().of(RESET_HOLD);
            synchronized (lock) {
                listener.reset();
                watch.harnessReset();
                cursor = log.end();
            }
            link.lines(false, false);
        } catch (IOException e) {
            throw linkLost("to reset the board", e.getMessage());
        }
    }

    /**
     * Lends the link to a boot-loader client until it closes what it got. Reset the board afterwards:
     * it is left in whatever state the client left it.
     */
    public SerialLink loaderSession() {
        synchronized (lock) {
            if (session != null) {
                throw new IllegalStateException("a boot-loader session is under way already");
            }
            listener.endLine();
            remark("boot loader session begins");
            follow(false);
            session = new LoaderSession(this, link);
            return session;
        }
    }

    /** A deadline in this board's time. */
    public Deadline within(Duration limit) {
        return Deadline.after(limit, clock);
    }

    /**
     * The end of a stretch of this board's time that is to pass while nobody outside is waited for: no
     * wall time is granted, so what a virtual board skips is over at once.
     */
    public Deadline passing(Duration time) {
        return Deadline.after(time, clock, Duration.ZERO);
    }

    /** Waits for a line that matches a pattern (RE2 syntax, found anywhere in the line). */
    public Match expect(String pattern, Deadline deadline) {
        return expect(Pattern.compile(pattern), deadline);
    }

    /**
     * Waits for a line that matches. A line that has not ended is looked at when the board pauses.
     *
     * @throws ExpectationFailed when none came in time
     * @throws BoardCrashed when the firmware crashed first
     * @throws UnexpectedReset when the board restarted first
     */
    public Match expect(Pattern pattern, Deadline deadline) {
        LineScan scan = new LineScan(pattern);
        synchronized (lock) {
            scan.from(cursor);
            while (true) {
                Optional<Match> match = scan.next(log, watch.incidentIndex(), watch.idle());
                if (match.isPresent()) {
                    cursor = match.get().line().index() + 1;
                    return match.get();
                }
                throwIfOver("line matching /" + pattern + "/", deadline,
                    () -> new ExpectationFailed("no line matched /%s/ within %s; %s".formatted(pattern, deadline, lastWords())));
            }
        }
    }

    /** Waits for these lines in this order, all before the deadline. */
    public List<Match> expectAll(List<Pattern> patterns, Deadline deadline) {
        List<Match> matches = new ArrayList<>();
        for (Pattern pattern : patterns) {
            matches.add(expect(pattern, deadline));
        }
        return matches;
    }

    /** Announces that the board will restart by itself: that one restart is no incident. */
    public void expectReset() {
        synchronized (lock) {
            watch.announce();
        }
    }

    /** Whether an announced restart is still to come or has not been taken by {@link #awaitReset}. */
    public boolean resetAnnounced() {
        synchronized (lock) {
            return watch.announced();
        }
    }

    /**
     * Waits for a restart that the board does by itself, announced or not. One that has happened
     * since the last wait counts.
     */
    public Boot awaitReset(Deadline deadline) {
        synchronized (lock) {
            watch.announceOnce();
            while (true) {
                Optional<BoardWatch.Restart> restart = watch.takeAnnounced();
                if (restart.isPresent()) {
                    cursor = Math.max(cursor, restart.get().index());
                    return restart.get().boot();
                }
                throwIfOver("restart", deadline,
                    () -> new ExpectationFailed("no restart within %s; %s".formatted(deadline, lastWords())));
            }
        }
    }

    /** Throws at once when the board has crashed or restarted unannounced. */
    public void requireCalm() {
        synchronized (lock) {
            throwIncident();
        }
    }

    /**
     * Lets this much of the board's time pass, and takes in all that was said in it; a crash or an
     * unannounced restart ends it at once, as it ends every wait.
     */
    public void stayCalm(Deadline end) {
        synchronized (lock) {
            requireListening("quiet board");
            while (!end.expired()) {
                awaitNews("quiet board", end);
                requireListening("quiet board");
            }
            long until = clock.nanos();
            Deadline catchUp = Deadline.after(Duration.ZERO, clock, MOST_BEHIND);
            while (heardUntil < until && !catchUp.expired()) {
                awaitNews("quiet board", catchUp);
                requireListening("quiet board");
            }
        }
    }

    /** Sends text to the board, in the rate in force. */
    public void send(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        synchronized (lock) {
            listener.endLine();
            listener.line(Direction.SENT, text.replace("\r", "\\x0d").replace("\n", "\\x0a"));
        }
        try {
            link.write(data);
        } catch (IOException e) {
            throw linkLost("to send to the board", e.getMessage());
        }
    }

    /** Waits until something arrives, at most {@code wall} of wall time: for somebody who shows lines as they come. */
    public void awaitChange(Duration wall) {
        synchronized (lock) {
            try {
                if (!closed && linkFailure == null) {
                    lock.wait(Math.max(1, wall.toMillis()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (linkFailure != null) {
                throw linkLost("to listen", linkFailure);
            }
        }
    }

    /** Everything said since the console opened, or what memory still holds of it. */
    public List<TranscriptLine> lines() {
        synchronized (lock) {
            return List.copyOf(log.range(0, Long.MAX_VALUE));
        }
    }

    /** The board's last {@code count} lines. */
    public List<TranscriptLine> lastLines(int count) {
        List<TranscriptLine> received = lines().stream().filter(l -> l.direction() == Direction.RECEIVED).toList();
        return received.subList(Math.max(0, received.size() - count), received.size());
    }

    /** All crashes since the console opened. */
    public List<Crash> crashes() {
        synchronized (lock) {
            return List.copyOf(watch.crashes());
        }
    }

    /** All starts since the console opened, ours included. */
    public List<Boot> boots() {
        synchronized (lock) {
            return List.copyOf(watch.boots());
        }
    }

    /** How often the board has woken from a deep sleep since the console opened. */
    public int wakes() {
        synchronized (lock) {
            return watch.wakes();
        }
    }

    /** Restarts that nobody had announced, since the console opened. */
    public List<Boot> unexpectedResets() {
        synchronized (lock) {
            return List.copyOf(watch.unexpected());
        }
    }

    /** The settings it was opened with. */
    public ConsoleSettings settings() {
        return settings;
    }

    /** The clock that the board lives on. */
    public TimeSource clock() {
        return clock;
    }

    /** {@code last line "..."; 1 reset since flash (wdt); transcript: ...}: how every message about this board ends. */
    public String lastWords() {
        synchronized (lock) {
            return LastWords.of(log, watch.selfResets(), settings.transcript());
        }
    }

    /** Where the transcript is. */
    public Optional<Path> transcript() {
        return settings.transcript();
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        link.close();
        try {
            reader.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            log.close();
        }
    }

    /** Masks more secrets from now on, in the transcript and in memory. */
    public void mask(Collection<String> secrets) {
        synchronized (lock) {
            mask = mask.with(secrets);
            log.mask(mask);
        }
    }

    /** The lines, masked, in which the board has told one of these secrets since the console opened; a thousand at most. */
    public List<TranscriptLine> telltaleLines() {
        synchronized (lock) {
            return List.copyOf(log.telltale());
        }
    }

    /** Text that goes into an artefact beside the transcript, with the same secrets masked. */
    public String masked(String text) {
        synchronized (lock) {
            return mask.apply(text);
        }
    }

    /** Adds a remark of the harness to the transcript. */
    public void remark(String text) {
        synchronized (lock) {
            if (!closed) {
                listener.remark(text);
            }
        }
    }

    void endSession(LoaderSession ended, String summary) {
        synchronized (lock) {
            remark(summary);
            if (session == ended) {
                session = null;
            }
            listener.returned();
            follow(settings.anyBaud());
            watch.flashed();
            cursor = log.end();
        }
    }

    private void follow(boolean on) {
        try {
            listener.follow(on);
        } catch (IOException e) {
            linkFailure = e.getMessage();
        }
    }

    private void readLoop() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                long began = clock.nanos();
                int count = link.read(buffer, 0, buffer.length, READ_POLL);
                synchronized (lock) {
                    if (closed) {
                        return;
                    }
                    deliver(buffer, count);
                    heardUntil = count == 0 ? began : link.arrivalNanos();
                    lock.notifyAll();
                }
            }
        } catch (IOException | RuntimeException e) {
            synchronized (lock) {
                linkFailure = e.getMessage() == null ? e.toString() : e.getMessage();
                if (session != null) {
                    session.fail(linkFailure);
                }
                lock.notifyAll();
            }
        }
    }

    private void deliver(byte[] buffer, int count) {
        if (session != null) {
            if (count > 0) {
                session.deliver(buffer, count);
            }
        } else if (count == 0) {
            listener.silence();
        } else {
            listener.arrived(buffer, count);
        }
        if (listener.failure() != null) {
            linkFailure = listener.failure();
        }
    }

    private void throwIfOver(String wanted, Deadline deadline, Supplier<AssertionError> late) {
        requireListening(wanted);
        if (deadline.expired()) {
            throw late.get();
        }
        awaitNews(wanted, deadline);
    }

    private void requireListening(String wanted) {
        throwIncident();
        if (linkFailure != null) {
            throw linkLost("a " + wanted, linkFailure);
        }
        if (closed) {
            throw new IllegalStateException("the console is closed");
        }
    }

    private void awaitNews(String wanted, Deadline deadline) {
        if (deadline.stalled()) {
            throw new EspalierException("a " + wanted, "the board's clock has nearly stopped: %.1f s in %.0f s of wall time"
                .formatted(deadline.elapsed().toNanos() / 1e9, deadline.wallElapsed().toNanos() / 1e9),
                "this machine is too slow or the virtual board hangs; " + lastWords());
        }
        try {
            lock.wait(WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EspalierException("a " + wanted, "the wait was interrupted", lastWords());
        }
    }

    private void throwIncident() {
        if (watch.incident().isPresent()) {
            throw watch.incident().get().error(settings.crashReader(), lastWords());
        }
    }

    private EspalierException linkLost(String wanted, String seen) {
        return new EspalierException(wanted + " on " + link.name(), "the link failed: " + seen,
            "check that the board is still plugged in; " + lastWords());
    }
}
