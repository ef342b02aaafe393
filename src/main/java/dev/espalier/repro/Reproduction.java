package dev.espalier.repro;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.console.UnexpectedReset;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Tape;
import dev.espalier.heap.HeapFigures;
import dev.espalier.replay.CrashReplay;
import dev.espalier.time.Pause;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Runs scenarios on a bench, one after the other, each from the same beginning. A virtual board is started once for
 * each story and taken back to the moment before the story's first step for every run; a real one is started for
 * every run.
 *
 * <p>The seed of a run chooses how long the board is left alone before the first step, 0 to 250 ms of its time, so
 * that runs with different seeds meet its timers differently.
 */
public final class Reproduction {

    private static final int LONGEST_LEAD_MILLIS = 250;
    /** What was set off by a reply may still be under way. */
    private static final Duration AFTERMATH = Duration.ofSeconds(1);
    /** A board that gave no reply may hang: its hardware watchdog ends that after 6.6 s. */
    private static final Duration WATCHDOGS = Duration.ofSeconds(10);

    private final Bench bench;
    private final Optional<Path> folder;
    private final boolean rewinds;
    private final Map<Story, Play> plays = new EnumMap<>(Story.class);
    /** Whose settings the board has; null when nobody knows. */
    private Play last;
    private int trials;

    private Reproduction(Bench bench, Optional<Path> folder, boolean rewinds) {
        this.bench = bench;
        this.folder = folder;
        this.rewinds = rewinds;
    }

    /** Runs on this bench; nothing is kept. */
    public static Reproduction on(Bench bench) {
        return new Reproduction(bench, Optional.empty(), bench.rewinds());
    }

    /** The same; transcripts of runs that broke the board are kept in a folder, where the bench can tell them apart. */
    public static Reproduction on(Bench bench, Path transcripts) {
        return new Reproduction(bench, Optional.of(transcripts), bench.rewinds());
    }

    /** The same, but the board is started for every run, as a real one always is. */
    public Reproduction startingAnew() {
        return new Reproduction(bench, folder, false);
    }

    /** Whether the board is taken back to the same moment for every run. */
    boolean rewinds() {
        return rewinds;
    }

    /** Runs a scenario with the seed 1. */
    public Trial run(Scenario scenario) {
        return run(scenario, 1);
    }

    /**
     * Runs a scenario.
     *
     * @throws dev.espalier.EspalierException when the bench or the profile cannot play it; nothing is then said of
     *     the firmware
     */
    public Trial run(Scenario scenario, long seed) {
        return run(scenario, seed, false);
    }

    /** The same on tape, where the bench can do that: a run that breaks the board can be replayed exactly. */
    public Trial runOnTape(Scenario scenario, long seed) {
        return run(scenario, seed, bench.rewinds());
    }

    private Trial run(Scenario scenario, long seed, boolean taped) {
        Optional<Path> transcript = folder.filter(any -> rewinds)
            .map(parent -> parent.resolve("run-%04d.log".formatted(++trials)));
        long began = TimeSource.wall().nanos();
        Play play = plays.computeIfAbsent(scenario.story(), story -> Play.of(story, bench, rewinds));
        // From before the start: a board that is taken back begins its tape anew there.
        Optional<Recording> recording = taped ? Optional.of(bench.record()) : Optional.empty();
        try {
            ready(play, transcript);
            Seen seen = play(play, scenario, seed);
            transcript.ifPresent(Reproduction::discard);
            return new Trial(scenario, seed, Trial.Outcome.SURVIVED, Optional.empty(), seen.text(), seen.text(), since(began),
                Optional.empty(), Optional.empty());
        } catch (BoardCrashed crashed) {
            return broken(scenario, seed, Optional.of(crashed.crash()), since(began), transcript, recording);
        } catch (UnexpectedReset restarted) {
            return broken(scenario, seed, Optional.empty(), since(began), transcript, recording);
        } finally {
            recording.ifPresent(Recording::close);
            play.over();
        }
    }

    /** The heap where every run of a story begins, where it can be read. */
    Optional<HeapFigures> heapBefore(Story story) {
        Play play = plays.computeIfAbsent(story, which -> Play.of(which, bench, rewinds));
        ready(play, Optional.empty());
        Optional<HeapFigures> figures = bench.heap().read();
        play.over();
        return figures;
    }

    private void ready(Play play, Optional<Path> transcript) {
        Play before = last;
        last = null;
        play.ready(transcript, before == play);
        last = play;
    }

    private Seen play(Play play, Scenario scenario, long seed) {
        Console console = bench.board().console();
        console.remark("scenario: %s, seed %d".formatted(scenario, seed));
        play.press(scenario);
        Pause.on(console.clock()).of(Duration.ofMillis(new Random(seed).nextInt(LONGEST_LEAD_MILLIS)));
        Seen seen = play.act(scenario);
        console.stayCalm(console.passing(seen.answered() ? AFTERMATH : WATCHDOGS));
        return seen;
    }

    private Trial broken(Scenario scenario, long seed, Optional<Crash> crash, Duration wall, Optional<Path> transcript,
            Optional<Recording> recording) {
        Board board = bench.board();
        String nothing = "restarted without a report; " + board.console().lastWords();
        CrashReader reader = board.console().settings().crashReader();
        String seen = crash.map(reader::headline).orElse(nothing);
        List<String> report = new ArrayList<>();
        crash.flatMap(dump -> FailedAllocation.of(dump, bench.elf())).ifPresent(alloc -> report.addAll(alloc.lines()));
        report.add(crash.map(reader::explain).orElse(nothing));
        return new Trial(scenario, seed, crash.isPresent() ? Trial.Outcome.CRASHED : Trial.Outcome.RESTARTED, crash,
            board.console().masked(seen), board.console().masked(String.join("\n", report)), wall,
            transcript.filter(Files::exists), recording.flatMap(this::tape));
    }

    /** The stretch that ends with the crash: the one with its report, else the last that the board ended by itself. */
    private Optional<Tape> tape(Recording recording) {
        try {
            List<Tape> tapes = recording.tapes();
            return CrashReplay.crashed(tapes)
                .or(() -> tapes.stream().filter(tape -> !tape.endedBy().isEmpty()).reduce((earlier, later) -> later));
        } catch (IOException e) {
            throw new EspalierException("the tape of the run", e.getMessage(), "the command again", e);
        }
    }

    private static void discard(Path transcript) {
        try {
            Files.deleteIfExists(transcript);
        } catch (IOException e) {
            throw new UncheckedIOException("a transcript that nobody needs", e);
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(TimeSource.wall().nanos() - began);
    }
}
