package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;

/** Turns what JUnit reports into checks: an assertion is the firmware's fault, all else the bench's. */
final class CheckCollector implements TestExecutionListener {

    private static final int LAST_LINES = 8;

    /** Empty while only the image is looked at. */
    private final Optional<Bench> bench;
    private final SuiteProgress progress;
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Long> startedNanos = new HashMap<>();
    private final TimeSource wall = TimeSource.wall();

    private TestPlan plan;
    private int crashesBefore;

    CheckCollector(Optional<Bench> bench, SuiteProgress progress) {
        this.bench = bench;
        this.progress = progress;
    }

    List<Check> checks() {
        return List.copyOf(checks);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        startedNanos.put(test.getUniqueId(), wall.nanos());
        if (test.isTest()) {
            crashesBefore = bench.map(there -> there.board().crashes().size()).orElse(0);
            progress.started(suiteOf(test), nameOf(test));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest() || test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            add(test, Verdict.SKIPPED, reason);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        if (test.isTest()) {
            add(test, verdictOf(thrown), thrown == null ? "" : messageOf(thrown));
        } else if (thrown != null) {
            add(test, verdictOf(thrown), messageOf(thrown));
        }
    }

    /** What was thrown, and for a failure the board's last lines and what crashed, where the message has none. */
    private String messageOf(Throwable thrown) {
        String message = thrown.getMessage() == null || thrown.getMessage().isBlank()
            ? thrown.toString() : thrown.getMessage().strip();
        if (thrown instanceof TestAbortedException) {
            return message.replaceFirst("^Assumption failed: ", "");
        }
        if (bench.isEmpty() || !(thrown instanceof AssertionError) || message.contains("last lines of the board:")) {
            return bench.isEmpty() ? message : crashDuring(thrown, message) + message;
        }
        Console console = bench.get().board().console();
        String lines = console.lastLines(LAST_LINES).stream().map(TranscriptLine::toString).collect(Collectors.joining("\n"));
        String lastWords = message.contains("transcript: ") ? "" : "\n" + console.lastWords();
        return crashDuring(thrown, message) + message + lastWords + "\nlast lines of the board:\n" + lines;
    }

    /** A crash is the first thing that is said, also where the test noticed only that nobody answered. */
    private String crashDuring(Throwable thrown, String message) {
        List<Crash> all = bench.orElseThrow().board().crashes();
        if (thrown instanceof BoardCrashed || all.size() <= crashesBefore) {
            return "";
        }
        String first = explain(all.get(crashesBefore));
        return message.contains(first) ? "" : "the board crashed during the test: %s\n".formatted(first);
    }

    private String explain(Crash crash) {
        return bench.orElseThrow().board().console().settings().crashReader().explain(crash);
    }

    private void add(TestIdentifier test, Verdict verdict, String message) {
        long began = startedNanos.getOrDefault(test.getUniqueId(), wall.nanos());
        Check check = new Check(suiteOf(test), nameOf(test), verdict,
            bench.map(there -> there.board().console().masked(message)).orElse(message),
            Duration.ofNanos(wall.nanos() - began), bench.map(Bench::transcriptName).orElse(""));
        checks.add(check);
        progress.finished(check, bench.map(Bench::freeHeapBytes).orElse(OptionalInt.empty()));
    }

    private static Verdict verdictOf(Throwable thrown) {
        if (thrown == null) {
            return Verdict.PASS;
        }
        if (thrown instanceof NotEnoughEvidence) {
            return Verdict.INCONCLUSIVE;
        }
        if (thrown instanceof TestAbortedException) {
            return Verdict.SKIPPED;
        }
        return thrown instanceof AssertionError ? Verdict.FAIL : Verdict.ERROR;
    }

    /** The suite's class is above the test in the plan; a dynamic test has no source of its own. */
    private String suiteOf(TestIdentifier test) {
        for (Optional<TestIdentifier> at = Optional.of(test); at.isPresent(); at = plan.getParent(at.get())) {
            Optional<String> id = at.get().getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> SuiteRunner.nameOf(((ClassSource) source).getJavaClass()));
            if (id.isPresent()) {
                return id.get();
            }
        }
        return "gate";
    }

    private static String nameOf(TestIdentifier test) {
        if (test.isContainer() && test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            return "the whole suite";
        }
        return test.getDisplayName().replaceAll("\\(.*\\)$", "").replace('_', ' ');
    }
}
