package dev.espalier.cli;

import dev.espalier.EspalierException;
import dev.espalier.bench.Attachment;
import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.Evidence;
import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.bench.Releases;
import dev.espalier.gate.BoardFacts;
import dev.espalier.gate.Check;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.HeapTrend;
import dev.espalier.gate.NotAsked;
import dev.espalier.gate.ReleaseFacts;
import dev.espalier.gate.Verdict;
import dev.espalier.profile.Profile;
import dev.espalier.report.ReportFolder;
import dev.espalier.suite.SuiteRunner;
import dev.espalier.time.WallClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier gate}: flash, run the suites, say the verdict, leave the report. */
@Command(name = "gate", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Flashes a firmware, runs the suites against it and gives a verdict.",
    footer = {"", "Exit code: 0 PASS; 1 any check FAILed; 2 the bench is at fault, the evidence is not enough, or nothing ran."})
final class GateCommand implements Callable<Integer>, CommonOptions.Holder {

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOptions options;

    @Option(names = "--previous", paramLabel = "IMG",
        description = "The last release. Default: the profile's.")
    private Path previous;

    @Option(names = "--init", paramLabel = "IMG",
        description = "Flashed first, to write the settings once.")
    private Path init;

    @Option(names = "--baseline", paramLabel = "JSON",
        description = "The last release's gate.json, to tell growth.")
    private Path baseline;

    @Option(names = "--suite", paramLabel = "NAME,...", hideParamSyntax = true, split = ",",
        completionCandidates = SuiteNames.class,
        description = "Only these suites, of ${COMPLETION-CANDIDATES}. Default: all.")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--report", paramLabel = "DIR",
        description = "Folder of the report and the transcripts. Default: target/espalier/gate.")
    private Path report;

    @Mixin
    private CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        Instant started = WallClock.utc().instant();
        return gate(options.settings().withReport(report).withReleases(Releases.of(previous, init, baseline)), started);
    }

    private int gate(BenchSettings settings, Instant started) {
        SuiteRunner.requireKnown(suites);
        ReportFolder folder = ReportFolder.create(settings.report());
        Progress progress = new Progress(spec.commandLine().getOut());
        List<Check> checks = new ArrayList<>();
        try {
            Bench.requireKnown(settings);
            FirmwareUnderTest subject = FirmwareUnderTest.read(settings);
            checks.addAll(SuiteRunner.runBeforeFlashing(subject, suites, progress));
            GateResult result = SuiteRunner.needsBoard(suites) ? onBoard(subject, checks, folder, progress, started)
                : result(subject, checks, new BoardFacts("none", "no board", "", 0), "none was needed", new Evidence(), started);
            folder.write(result);
            progress.verdict(result, folder.html());
            return result.verdict().exitCode();
        } catch (RuntimeException fault) {
            leaveFault(fault, folder, settings, checks, started);
            throw fault;
        }
    }

    private GateResult onBoard(FirmwareUnderTest subject, List<Check> checks, ReportFolder folder, Progress progress, Instant started) {
        try (Bench bench = Bench.open(subject, progress::say)) {
            checks.addAll(SuiteRunner.runOnBoard(bench, suites, progress));
            folder.writeCrashes(bench.board().crashes().stream()
                .map(bench.board().console().settings().crashReader()::everything)
                .map(bench.board().console()::masked).toList());
            return result(subject, checks, bench.boardFacts(), bench.brokerName(), bench.evidence(), started);
        }
    }

    private GateResult result(FirmwareUnderTest subject, List<Check> checks, BoardFacts board, String brokerName, Evidence evidence,
            Instant started) {
        return new GateResult(verdict(checks, !suites.isEmpty()), started, since(started), subject.profile().name(), board,
            subject.facts(), brokerName, checks, evidence.heap(), evidence.boot(), notAsked(subject.profile()),
            new ReleaseFacts(Optional.of(subject.imageFacts()), subject.growth(), evidence.upgrade()));
    }

    /** Whoever asks for certain suites is not told of others. */
    private List<NotAsked> notAsked(Profile promised) {
        return SuiteRunner.notAsked(promised).stream().filter(each -> suites.isEmpty() || suites.contains(each.suite())).toList();
    }

    /** A gate that ends early says so in its folder too: whoever reads only that must not be left without a verdict. */
    private static void leaveFault(RuntimeException fault, ReportFolder folder, BenchSettings settings, List<Check> before,
            Instant started) {
        String message = fault instanceof EspalierException ? fault.getMessage() : "internal error: " + fault;
        List<Check> checks = new ArrayList<>(before);
        checks.add(new Check("bench", "the bench works", Verdict.ERROR, message, since(started), ""));
        String kind = settings.board().equals(Attachment.VIRTUAL) ? "virtual" : "real";
        try {
            folder.write(new GateResult(Verdict.ERROR, started, since(started),
                settings.profile().map(Path::toString).orElse(""), new BoardFacts(kind, settings.board(), "", 0),
                new FirmwareFacts(settings.firmware().toString(), 0, "", "", false), "none was needed", checks,
                HeapTrend.NONE, List.of(), List.of()));
        } catch (EspalierException second) {
            fault.addSuppressed(second);
        }
    }

    private static Duration since(Instant started) {
        return Duration.between(started, WallClock.utc().instant());
    }

    /** A suite asked for by name must not be skipped: then nothing was said about what was asked. */
    static Verdict verdict(List<Check> checks, boolean suitesNamed) {
        List<Verdict> verdicts = checks.stream()
            .map(Check::verdict)
            .map(v -> v == Verdict.SKIPPED && suitesNamed ? Verdict.INCONCLUSIVE : v)
            .toList();
        return Verdict.over(verdicts);
    }

    /** For the help page. */
    private static final class SuiteNames extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        SuiteNames() {
            super(SuiteRunner.names());
        }
    }
}
