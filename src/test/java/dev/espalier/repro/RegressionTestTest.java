package dev.espalier.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The test that is written down: compiled, and run against the build that breaks and against the repaired one. */
class RegressionTestTest {

    private static final Path BROKEN = Path.of("firmware/images/tls-node-null-config.bin");
    private static final String FIRMWARE = "espalier.firmware";
    private static final String COMMAND = "./espalier repro --scenario \"config-page heap=20000\"";

    @TempDir
    Path folder;

    @Test
    void it_is_red_for_the_build_that_breaks_and_green_for_the_repaired_one() throws Exception {
        Path file = folder.resolve("src/test/java/com/example/node/PageCrashTest.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, RegressionTest.of(file, BROKEN, Optional.empty(), quarry(Proportion.of(5, 5)), COMMAND));
        compile(file);

        TestExecutionSummary red = run("com.example.node.PageCrashTest", BROKEN);
        TestExecutionSummary green = run("com.example.node.PageCrashTest", Path.of("firmware/images/tls-node.bin"));

        assertThat(red.getTestsFailedCount()).isEqualTo(1);
        assertThat(red.getFailures().get(0).getException()).isInstanceOf(AssertionError.class)
            .hasMessageContainingAll("unchecked allocation: 8192 bytes", "Exception (29)", "0x4000e1b2");
        assertThat(green.getFailures()).isEmpty();
        assertThat(green.getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void what_crashes_now_and_then_is_run_so_often_that_it_is_seldom_missed() {
        String text = RegressionTest.of(Path.of("CrashTest.java"), BROKEN, Optional.of(Path.of("node.yaml")),
            quarry(Proportion.of(7, 20)), COMMAND);

        assertThat(text).startsWith("import static").contains("@RepeatedTest(28)", "class CrashTest {",
            "@HilTest(firmware = \"%s\", profile = \"node.yaml\")".formatted(BROKEN), "Scenario.parse(\"config-page heap=20000\")");
    }

    @Test
    void a_file_that_cannot_be_a_class_is_refused() {
        for (String name : List.of("crash-test.java", "CrashTest.txt", "class.java")) {
            assertThatThrownBy(() -> RegressionTest.of(Path.of(name), BROKEN, Optional.empty(), quarry(Proportion.of(5, 5)), COMMAND))
                .isInstanceOf(EspalierException.class).hasMessage(
                    "wanted: a file for a Java class; seen: %s; try: --junit src/test/java/ConfigPageCrashTest.java", name);
        }
    }

    private static Hunt.Quarry quarry(Proportion confirmed) {
        Scenario scenario = Scenario.parse("config-page heap=20000");
        Trial broken = new Trial(scenario, 1, Trial.Outcome.CRASHED, Optional.empty(), "Exception (29) */ \\u0022", "", Duration.ZERO,
            Optional.empty(), Optional.empty());
        return new Hunt.Quarry(scenario, scenario, List.of(), confirmed, broken);
    }

    private void compile(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("a JDK runs the tests").isNotNull();

        int result = compiler.run(null, null, null, "-d", folder.toString(), "-cp", System.getProperty("java.class.path"),
            "-Xlint:all", "-Werror", "-proc:none", file.toString());

        assertThat(result).as("the compiler's result for %s", file).isZero();
    }

    private TestExecutionSummary run(String name, Path firmware) throws IOException, ClassNotFoundException {
        String before = System.getProperty(FIRMWARE);
        System.setProperty(FIRMWARE, firmware.toString());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes()}, getClass().getClassLoader());
                LauncherSession session = LauncherFactory.openSession()) {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            session.getLauncher().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(loader.loadClass(name))).build(), summary);
            return summary.getSummary();
        } finally {
            if (before == null) {
                System.clearProperty(FIRMWARE);
            } else {
                System.setProperty(FIRMWARE, before);
            }
        }
    }

    private URL classes() throws MalformedURLException {
        return folder.toUri().toURL();
    }
}
