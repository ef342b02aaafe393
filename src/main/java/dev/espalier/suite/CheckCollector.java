package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;

/** Turns what JUnit reports into checks: an assertion is the firmware's fault, all else the bench's. */
final class CheckCollector implements TestExecutionListener {

    private final Bench bench;
    private final SuiteProgress progress;
    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Long> startedNanos = new HashMap<>();

    private TestPlan plan;

    CheckCollector(Bench bench, SuiteProgress progress) {
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
        startedNanos.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
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

    private void add(TestIdentifier test, Verdict verdict, String message) {
        long began = startedNanos.getOrDefault(test.getUniqueId(), System.nanoTime());
        Check check = new Check(suiteOf(test), nameOf(test), verdict, message,
            Duration.ofNanos(System.nanoTime() - began), bench.transcriptName());
        checks.add(check);
        progress.finished(check);
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

    private static String messageOf(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.toString() : message.strip();
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
        return test.getDisplayName().replaceAll("\\(.*\\)$", "").replace('_', ' ');
    }
}
