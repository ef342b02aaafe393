package dev.espalier.repro;

import dev.espalier.EspalierException;
import java.nio.file.Path;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/** A scenario written down as a JUnit test that fails as long as the scenario breaks the firmware. */
public final class RegressionTest {

    /** Enough runs to meet what happens now and then with this probability. */
    private static final double MISSED = 0.01;
    private static final int MOST_RUNS = 200;

    private static final String TEXT = """
        %simport static org.assertj.core.api.Assertions.assertThat;

        import dev.espalier.bench.Bench;
        import dev.espalier.junit.HilTest;
        import dev.espalier.repro.Reproduction;
        import dev.espalier.repro.Scenario;
        import dev.espalier.repro.Trial;
        import org.junit.jupiter.api.RepeatedTest;
        import org.junit.jupiter.api.RepetitionInfo;

        /**
         * Written by: %s
         *
         * <p>It broke the firmware %s:
         * %s
         */
        @HilTest(%s)
        class %s {

            @RepeatedTest(%d)
            void the_firmware_survives(Bench bench, RepetitionInfo run) {
                Scenario scenario = Scenario.parse("%s");

                Trial trial = Reproduction.on(bench).run(scenario, %dL + run.getCurrentRepetition());

                assertThat(trial.broke()).as(trial.report()).isFalse();
            }
        }
        """;

    private RegressionTest() {
    }

    /**
     * The test's source.
     *
     * @param file where it will stand: its name is the class's, and folders behind {@code src/test/java} its package
     * @param firmware the image that it is run against unless it is told another
     * @param profile the profile, if one was named
     * @param command the command that found it, as one line
     * @throws EspalierException when the file cannot be a Java class
     */
    public static String of(Path file, Path firmware, Optional<Path> profile, Hunt.Quarry quarry, String command) {
        String name = file.getFileName().toString().replaceFirst("\\.java$", "");
        if (!file.getFileName().toString().endsWith(".java") || !SourceVersion.isName(name)) {
            throw new EspalierException("a file for a Java class", file.toString(), "--junit src/test/java/ConfigPageCrashTest.java");
        }
        String elements = "firmware = \"%s\"".formatted(quoted(firmware.toString()))
            + profile.map(path -> ", profile = \"%s\"".formatted(quoted(path.toString()))).orElse("");
        return TEXT.formatted(packageOf(file), commented(command), quarry.confirmed(), commented(quarry.broken().seen()), elements,
            name, runs(quarry.confirmed()), quarry.scenario(), quarry.broken().seed() - 1);
    }

    /** So many that a crash of the lower end's probability is missed in one of a hundred. */
    private static int runs(Proportion confirmed) {
        if (confirmed.count() == confirmed.of()) {
            return 1;
        }
        double rare = Math.max(confirmed.low(), MISSED);
        return Math.min(MOST_RUNS, (int) Math.ceil(Math.log(MISSED) / Math.log1p(-rare)));
    }

    private static String packageOf(Path file) {
        String folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).map(Path::toString).orElse("")
            .replace('\\', '/');
        String root = "/src/test/java/";
        int at = folder.lastIndexOf(root);
        return at < 0 ? "" : "package %s;%n%n".formatted(folder.substring(at + root.length()).replace('/', '.'));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Text that cannot end the comment it stands in, nor be taken for an escape. */
    private static String commented(String text) {
        return text.replace("*/", "* /").replace("\\", "/").replace("\n", "\n * ");
    }
}
