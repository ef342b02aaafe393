package dev.espalier.suite;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Suites run against one of the bundled builds, on a board and with a broker of their own.
 *
 * @param checks what they saw
 * @param boardTimes the board's time since its power-on when each check had its verdict, in the order of the checks
 * @param report folder of the evidence
 */
record BuildRun(List<Check> checks, List<Duration> boardTimes, Path report) {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final Path PROFILE = Path.of("fixtures/profiles/tls-node.yaml");

    /** Runs the named suites, or all when none is named; the evidence goes to {@code report}. */
    static BuildRun of(String build, Collection<String> suites, String broker, Path report) {
        return of(build, suites, broker, report, Optional.empty());
    }

    /** The same with promises of a defect at the profile's end. */
    static BuildRun of(String build, Collection<String> suites, String broker, Path report, Optional<String> promises) {
        BenchSettings settings = BenchSettings.defaults()
            .withFirmware(IMAGES.resolve(build + ".bin"))
            .withProfile(promises.map(more -> withPromises(more, report)).orElse(null))
            .withBroker(broker)
            .withReport(report);
        try (Bench bench = Bench.open(settings)) {
            Stopwatch watch = new Stopwatch(bench);
            return new BuildRun(SuiteRunner.run(bench, suites, watch), watch.times, report);
        }
    }

    /** The suites with at least one check of this verdict. */
    Set<String> suitesWith(Verdict verdict) {
        return with(verdict).map(Check::suite).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The checks of this verdict. */
    Stream<Check> with(Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict);
    }

    /** Every check that did not pass, with its message. */
    String whatWasNotPassed() {
        return checks.stream()
            .filter(check -> check.verdict() != Verdict.PASS)
            .map(check -> "%s %s: %s%n%s".formatted(check.verdict(), check.suite(), check.name(), check.message()))
            .collect(Collectors.joining("\n\n"));
    }

    /** A copy of the bundled profile that says more; what it names relative to its own folder is named outright. */
    private static Path withPromises(String more, Path report) {
        try {
            Files.createDirectories(report);
            String yaml = Files.readString(PROFILE).replace("../../firmware", IMAGES.getParent().toAbsolutePath().toString());
            return Files.writeString(report.resolve("promises.yaml"), yaml + "\n" + more + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
