package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Suites run against one of the bundled builds, on a board and with a broker of their own.
 *
 * @param checks what they saw
 * @param boardTimes the board's time since its power-on when each check had its verdict, in the order of the checks
 */
record BuildRun(List<Check> checks, List<Duration> boardTimes) {

    /** Runs the named suites, or all when none is named; the evidence goes to {@code report}. */
    static BuildRun of(String build, Collection<String> suites, String broker, Path report) {
        BenchSettings settings = BenchSettings.defaults()
            .withFirmware(Path.of("firmware/images", build + ".bin"))
            .withBroker(broker)
            .withReport(report);
        try (Bench bench = Bench.open(settings)) {
            Stopwatch watch = new Stopwatch(bench);
            return new BuildRun(SuiteRunner.run(bench, suites, watch), watch.times);
        }
    }

    /** The suites with at least one check of this verdict. */
    Set<String> suitesWith(Verdict verdict) {
        return with(verdict).map(Check::suite).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every check that did not pass, with its message. */
    String whatWasNotPassed() {
        return checks.stream()
            .filter(check -> check.verdict() != Verdict.PASS)
            .map(check -> "%s %s: %s%n%s".formatted(check.verdict(), check.suite(), check.name(), check.message()))
            .collect(Collectors.joining("\n\n"));
    }

    private java.util.stream.Stream<Check> with(Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict);
    }

    private static final class Stopwatch implements SuiteProgress {

        private final Bench bench;
        private final List<Duration> times = new ArrayList<>();

        private Stopwatch(Bench bench) {
            this.bench = bench;
        }

        @Override
        public void started(String suite, String name) {
            // the end counts
        }

        @Override
        public void finished(Check check, OptionalInt freeHeapBytes) {
            times.add(Duration.ofNanos(bench.board().clock().nanos()));
        }
    }
}
