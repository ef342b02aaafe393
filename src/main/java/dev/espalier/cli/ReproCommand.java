package dev.espalier.cli;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.report.ReportFolder;
import dev.espalier.repro.Hunt;
import dev.espalier.repro.Parameter;
import dev.espalier.repro.RegressionTest;
import dev.espalier.repro.Reproduction;
import dev.espalier.repro.Scenario;
import dev.espalier.repro.TapePlayer;
import dev.espalier.repro.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier repro}: the smallest scenario that crashes a firmware, or how often a given one does. */
@Command(name = "repro", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Finds the smallest scenario that crashes a firmware; with --runs, says how often a scenario does.",
    footer = {"", "Scenarios: config-page, reconnect, reader. Numbers: cycles, clients, held, bytes, delay, heap.",
        "A scenario is one line: --scenario \"config-page clients=2 heap=6000\"", "",
        "On a virtual board a crash is replayed from its tape, and what led to it is told.", "",
        "Exit code: 0 it ran and nothing crashed; 1 it crashed; 2 the bench is at fault or cannot play the scenario."})
final class ReproCommand implements Callable<Integer>, CommonOptions.Holder {

    private static final int BROKE = 1;
    /** Runs in which a crash that comes now and then should show. */
    private static final int OFTEN = 20;
    private static final Pattern EARLIER = Pattern.compile("run-\\d+\\.log|crash\\.(txt|tape)");

    @Spec
    private CommandSpec spec;

    @Option(names = "--scenario", paramLabel = "SCENARIO",
        description = "What is done, and numbers that shall stay as they are, in one line.")
    private String line;

    @Option(names = "--set", paramLabel = "NUMBER=N", description = "One more number of the scenario that shall stay as it is.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "N", description = "Run the scenario as it is N times and say how often it crashed.")
    private Integer runs;

    @Option(names = "--fresh", description = "Start the virtual board for every run, as a real one always is.")
    private boolean fresh;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1",
        description = "Of the first run; the following ones count on. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--replay", paramLabel = "TAPE",
        description = "Instead of a scenario: replay the tape of an earlier crash, and say what led to it.")
    private Path tape;

    @Option(names = "--junit", paramLabel = "FILE.java", description = "Write the smallest scenario down as a JUnit test.")
    private Path junit;

    @Mixin
    private BenchOptions options;

    @Option(names = "--report", paramLabel = "DIR",
        description = "Folder of transcripts and of what was found. Default: target/espalier/repro.")
    private Path report;

    @Mixin
    private CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        if (tape != null) {
            return replay();
        }
        Scenario scenario = scenario();
        if (runs != null && runs < 1) {
            throw new EspalierException("a number of runs from 1 up", "--runs " + runs, "--runs 20");
        }
        BenchSettings bench = benchSettings();
        ReportFolder.create(bench.report());
        forgetEarlier(bench.report());
        ReproProgress progress = new ReproProgress(spec.commandLine().getOut(), runs);
        try (Bench opened = Bench.open(bench, progress::say)) {
            Reproduction reproduction = Reproduction.on(opened, bench.report());
            Hunt hunt = new Hunt(opened, fresh ? reproduction.startingAnew() : reproduction, seed, progress::ran);
            Optional<Trial> broken = runs == null ? search(hunt, scenario, bench, progress) : series(hunt, scenario, progress);
            broken.ifPresent(trial -> leave(opened, bench.report(), trial, command(bench, trial, 1), progress));
            progress.line("report: " + bench.report());
            return broken.isPresent() ? BROKE : 0;
        }
    }

    private int replay() {
        Optional<Path> symbols = options.elfs().stream().findFirst().or(() -> options.firmware().map(ReproCommand::elfBeside)
            .filter(Files::isRegularFile));
        TapePlayer.Played played = TapePlayer.play(tape, symbols);
        spec.commandLine().getOut().println(played.text());
        spec.commandLine().getOut().flush();
        return played.crash().isPresent() ? BROKE : 0;
    }

    private static Path elfBeside(Path image) {
        return image.resolveSibling(image.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ".elf");
    }

    private Optional<Trial> search(Hunt hunt, Scenario scenario, BenchSettings bench, ReproProgress progress) {
        Optional<Hunt.Quarry> found = hunt.smallest(scenario, fixed(scenario));
        if (found.isEmpty()) {
            progress.nothing(scenario);
            return Optional.empty();
        }
        Hunt.Quarry quarry = found.get();
        boolean always = quarry.confirmed().count() == quarry.confirmed().of();
        String again = command(bench, quarry.broken(), always ? 1 : OFTEN);
        progress.found(quarry, again);
        if (junit != null) {
            write(junit, RegressionTest.of(junit, bench.firmware(), bench.profile(), quarry, again));
            progress.line("JUnit test: " + junit);
        }
        return Optional.of(quarry.broken());
    }

    private Optional<Trial> series(Hunt hunt, Scenario scenario, ReproProgress progress) {
        Hunt.Series series = hunt.runs(scenario, runs);
        progress.series(scenario, series);
        return series.first();
    }

    private Scenario scenario() {
        if (line == null) {
            throw new EspalierException("a scenario, or a tape to replay", "neither", "--scenario config-page, or --replay TAPE");
        }
        Scenario scenario = Scenario.parse(line);
        for (String setting : settings) {
            scenario = scenario.with(setting);
        }
        return scenario;
    }

    /** Numbers that were named, gentle or not. */
    private Set<Parameter> fixed(Scenario scenario) {
        Set<Parameter> fixed = EnumSet.noneOf(Parameter.class);
        List<String> named = new ArrayList<>(List.of(line.strip().split("\\s+")));
        named.remove(0);
        named.addAll(settings);
        named.forEach(setting -> fixed.add(scenario.parameter(setting)));
        return fixed;
    }

    private BenchSettings benchSettings() {
        BenchSettings described = options.settings();
        return described.withReport(report == null ? described.report().resolveSibling("repro") : report);
    }

    /** One line that does it again. */
    private String command(BenchSettings bench, Trial trial, int times) {
        List<String> words = new ArrayList<>(List.of("./espalier repro"));
        if (!bench.board().equals("virtual")) {
            words.add("--board " + bench.board());
        }
        words.add("--firmware " + bench.firmware());
        bench.elfs().forEach(file -> words.add("--elf " + file));
        bench.profile().ifPresent(file -> words.add("--profile " + file));
        words.add("--scenario \"%s\" --runs %d".formatted(trial.scenario(), times));
        if (trial.seed() != 1) {
            words.add("--seed " + trial.seed());
        }
        if (fresh) {
            words.add("--fresh");
        }
        return String.join(" ", words);
    }

    /** What an earlier hunt left must not be taken for this one's. */
    private static void forgetEarlier(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> EARLIER.matcher(file.getFileName().toString()).matches()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new EspalierException("a report folder without an earlier hunt's files", e.getMessage(), "another folder with --report", e);
        }
    }

    /** Leaves the crash in the report folder, and where there is a tape, what a replay of it shows. */
    private static void leave(Bench opened, Path folder, Trial trial, String again, ReproProgress progress) {
        Path tape = folder.resolve("crash.tape");
        Optional<TapePlayer.Played> replayed = TapePlayer.saveAndPlay(trial, tape, opened.elf());
        replayed.ifPresent(played -> {
            progress.replayed(played.text());
            String symbols = opened.firmwareFacts().elf().isEmpty() ? "" : " --elf " + opened.firmwareFacts().elf();
            progress.line("replay: ./espalier repro --replay " + tape + symbols);
        });
        write(folder.resolve("crash.txt"), String.join("\n", trial.scenario() + ", seed " + trial.seed(), again, "", trial.report(),
            "", replayed.map(TapePlayer.Played::text).orElse(""), "",
            trial.crash().map(crash -> String.join("\n", crash.lines())).orElse(""), ""));
    }

    private static void write(Path file, String text) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new EspalierException("to write " + file, "that failed: " + e.getMessage(), "a folder that can be written to", e);
        }
    }
}
