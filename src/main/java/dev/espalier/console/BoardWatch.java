package dev.espalier.console;

import com.google.re2j.Pattern;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.BootParser;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashParser;
import dev.espalier.transcript.CrashReader;
import dev.espalier.transcript.ResetCause;
import dev.espalier.transcript.TranscriptLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Keeps book of what happens to the board: starts, crashes, and which of them nobody asked for. Not
 * thread-safe; the console guards it.
 */
final class BoardWatch {

    /** Read polls without a byte after which a crash report is taken as it is. */
    private static final int SILENT_POLLS = 6;
    /** A board on a busy machine may stop for a while in the middle of a report: then its own time stands still, too. */
    private static final long SILENT_BOARD_NANOS = 200_000_000;
    /** But a board that has stopped for good is not waited for. */
    private static final int STOPPED_POLLS = 100;
    private static final Pattern ESCAPED = Pattern.compile("\\\\x[0-9a-f]{2}");

    /** Something nobody asked for, with the index of the line that showed it. */
    record Incident(long index, Optional<Crash> crash, Boot boot) {

        /** What a wait throws because of it. */
        AssertionError error(CrashReader reader, String lastWords) {
            if (crash.isPresent()) {
                return new BoardCrashed(crash.get(), reader, lastWords);
            }
            return new UnexpectedReset("the board restarted though nobody asked it to (%s); %s"
                .formatted(boot.cause(), lastWords), boot);
        }
    }

    /** A restart that was asked for. */
    record Restart(long index, Boot boot) {
    }

    /** Whether a start by the reset line that was not ours is the board's own wake pulse. */
    private final boolean sleeps;
    private int wakes;
    private final BootParser bootParser = new BootParser();
    private final CrashParser crashParser = new CrashParser();
    private BootParser.Meaning meaning = BootParser.Meaning.NONE;
    private final List<Crash> crashes = new ArrayList<>();
    private final List<Boot> boots = new ArrayList<>();
    private final List<Boot> unexpected = new ArrayList<>();
    private final List<Boot> selfResets = new ArrayList<>();
    private final Deque<Restart> announcedRestarts = new ArrayDeque<>();
    private int announced;
    /** The first start that is seen is ours: the console opened, or pulled the reset line. */
    private boolean ours = true;
    private boolean starting;
    private Incident incident;
    private long crashBegan = -1;
    private long lastIndex;
    private int silentPolls;
    private long silentFrom;

    BoardWatch(boolean sleeps) {
        this.sleeps = sleeps;
    }

    /** How often the board has woken from a deep sleep. */
    int wakes() {
        return wakes;
    }

    /** Takes a line; whether it completed a crash report. */
    boolean line(TranscriptLine line) {
        silentPolls = 0;
        lastIndex = line.index();
        String text = line.text().indexOf('\\') < 0 ? line.text() : ESCAPED.matcher(line.text()).replaceAll("");
        boolean before = crashParser.inProgress();
        Optional<Crash> crash = crashParser.accept(line.text());
        if (!before && crashParser.inProgress()) {
            crashBegan = line.index();
        }
        crash.ifPresent(this::crashed);
        meaning = bootParser.accept(text);
        started(line.index());
        return crash.isPresent();
    }

    /** What the last line meant for the start of the board. */
    BootParser.Meaning meaning() {
        return meaning;
    }

    /**
     * A read poll brought nothing; whether that ended a crash report.
     *
     * @param nanos the board's time
     */
    boolean silence(long nanos) {
        if (silentPolls++ == 0) {
            silentFrom = nanos;
        }
        boolean silent = silentPolls >= SILENT_POLLS && nanos - silentFrom >= SILENT_BOARD_NANOS || silentPolls >= STOPPED_POLLS;
        if (!silent || !crashParser.inProgress()) {
            return false;
        }
        Optional<Crash> crash = crashParser.finish();
        crash.ifPresent(this::crashed);
        return crash.isPresent();
    }

    /** Whether the last read poll brought nothing. */
    boolean idle() {
        return silentPolls > 0;
    }

    void harnessReset() {
        forget();
        ours = true;
    }

    /** The board is running: its next start is not ours. */
    void running() {
        ours = false;
    }

    /** The link comes back from a boot-loader session. */
    void flashed() {
        forget();
        selfResets.clear();
        ours = true;
    }

    /** The board has restarted, and nothing of what its ROM said could be read. */
    void lostReset(long index) {
        Boot boot = new Boot(Optional.empty(), false, List.of(), Optional.empty(), Optional.empty(), true);
        book(index, boot);
    }

    void announce() {
        announced++;
    }

    /** Announces a restart unless one is announced or has just happened. */
    void announceOnce() {
        if (incident != null && incident.crash().isEmpty()) {
            announcedRestarts.add(new Restart(incident.index(), incident.boot()));
            unexpected.remove(incident.boot());
            incident = null;
        } else if (!announced()) {
            announced++;
        }
    }

    boolean announced() {
        return announced > 0 || !announcedRestarts.isEmpty();
    }

    Optional<Restart> takeAnnounced() {
        return Optional.ofNullable(announcedRestarts.poll());
    }

    Optional<Incident> incident() {
        return Optional.ofNullable(incident);
    }

    /** Lines from this index on came after the first incident. */
    long incidentIndex() {
        return incident == null ? Long.MAX_VALUE : incident.index();
    }

    List<Crash> crashes() {
        return crashes;
    }

    List<Boot> boots() {
        return boots;
    }

    List<Boot> unexpected() {
        return unexpected;
    }

    /** Restarts since the last flash that the board did by itself, announced or not. */
    List<Boot> selfResets() {
        return selfResets;
    }

    private void forget() {
        while (crashParser.finish().isPresent()) {
            // What was said before is over.
        }
        incident = null;
        announced = 0;
        announcedRestarts.clear();
        starting = false;
    }

    private void crashed(Crash crash) {
        crashes.add(crash);
        if (incident == null) {
            incident = new Incident(crashBegan >= 0 ? crashBegan : lastIndex, Optional.of(crash), bootParser.boot());
        }
        crashBegan = -1;
    }

    /** Books a new start, and mends the last one's record as more of it is read. */
    private void started(long index) {
        if (meaning == BootParser.Meaning.RESET) {
            starting = true;
            Boot boot = bootParser.boot();
            book(index, boot);
        } else if (starting && meaning != BootParser.Meaning.NONE) {
            boots.set(boots.size() - 1, bootParser.boot());
            starting = meaning != BootParser.Meaning.HAND_OVER;
        }
    }

    private void book(long index, Boot boot) {
        boots.add(boot);
        if (ours) {
            ours = false;
        } else {
            selfStarted(index, boot);
        }
    }

    private void selfStarted(long index, Boot boot) {
        selfResets.add(boot);
        if (boot.cause() == ResetCause.DEEP_SLEEP || sleeps && boot.cause() == ResetCause.EXTERNAL) {
            // The firmware itself set the timer that wakes it: this is how it lives, not how it fails.
            wakes++;
            return;
        }
        if (announced > 0) {
            announced--;
            announcedRestarts.add(new Restart(index, boot));
            return;
        }
        unexpected.add(boot);
        if (incident == null) {
            incident = new Incident(index, Optional.empty(), boot);
        }
    }
}
