package dev.espalier.suite;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.gate.Check;
import dev.espalier.gate.NotAsked;
import dev.espalier.junit.BenchHandle;
import dev.espalier.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs suites against one bench through the JUnit Platform and collects their checks. */
public final class SuiteRunner {

    /** Every suite, in the order in which they run: what the later ones rely on is proven first. */
    private static final List<Class<?>> ALL = List.of(
        ImageSuite.class, BootsSuite.class, BootModeSuite.class, EepromSuite.class, ConfigPageSuite.class, ModeSwitchSuite.class,
        RequestsSuite.class, TlsSuite.class, ReconnectSuite.class, WifiSuite.class, HeapSuite.class,
        UpgradeSuite.class, StabilitySuite.class);

    private SuiteRunner() {
    }

    /** Ids of all suites, in their order. */
    public static List<String> names() {
        return ALL.stream().map(SuiteRunner::nameOf).toList();
    }

    /**
     * Runs the named suites, or all when none is named.
     *
     * @throws EspalierException when a name is unknown
     */
    public static List<Check> run(Bench bench, Collection<String> wanted, SuiteProgress progress) {
        List<Check> checks = new ArrayList<>(runBeforeFlashing(bench.subject(), wanted, progress));
        checks.addAll(runOnBoard(bench, wanted, progress));
        return checks;
    }

    /**
     * Runs those of the named suites, or of all, that look at the image only.
     *
     * @throws EspalierException when a name is unknown
     */
    public static List<Check> runBeforeFlashing(FirmwareUnderTest subject, Collection<String> wanted, SuiteProgress progress) {
        return runClasses(new CheckCollector(Optional.empty(), progress), chosen(wanted, true), session -> BenchHandle.lend(subject, session));
    }

    /**
     * Runs those of the named suites, or of all, that need a board.
     *
     * @throws EspalierException when a name is unknown
     */
    public static List<Check> runOnBoard(Bench bench, Collection<String> wanted, SuiteProgress progress) {
        return runClasses(bench, chosen(wanted, false), progress);
    }

    /** Whether one of the named suites needs a board; all of them together do. */
    public static boolean needsBoard(Collection<String> wanted) {
        return !chosen(wanted, false).isEmpty();
    }

    /** What the suites could ask beyond this if the profile said more, in their order. */
    public static List<NotAsked> notAsked(Profile profile) {
        List<NotAsked> notAsked = new ArrayList<>();
        for (Class<?> type : ALL) {
            Suite suite = type.getAnnotation(Suite.class);
            List<String> missing = Arrays.stream(suite.needs()).filter(key -> !profile.has(key)).toList();
            if (!missing.isEmpty()) {
                notAsked.add(new NotAsked(suite.value(), suite.asks(), missing));
            }
        }
        return notAsked;
    }

    static List<Check> runClasses(Bench bench, List<Class<?>> chosen, SuiteProgress progress) {
        return runClasses(new CheckCollector(Optional.of(bench), progress), chosen, session -> BenchHandle.lend(bench, session));
    }

    private static List<Check> runClasses(CheckCollector collector, List<Class<?>> chosen, Consumer<LauncherSession> lend) {
        if (chosen.isEmpty()) {
            return List.of();
        }
        try (LauncherSession session = LauncherFactory.openSession()) {
            lend.accept(session);
            session.getLauncher().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(chosen.stream().map(c -> selectClass(c)).toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build(), collector);
        }
        return collector.checks();
    }

    /**
     * Checks names before a bench is set up for them.
     *
     * @throws EspalierException when one is unknown
     */
    public static void requireKnown(Collection<String> wanted) {
        Set<String> unknown = new TreeSet<>(wanted);
        names().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new EspalierException("a known suite", "'" + String.join("', '", unknown) + "'",
                "one of " + String.join(", ", names()));
        }
    }

    private static List<Class<?>> chosen(Collection<String> wanted, boolean beforeFlashing) {
        requireKnown(wanted);
        return ALL.stream().filter(suite -> wanted.isEmpty() || wanted.contains(nameOf(suite)))
            .filter(suite -> suite.getAnnotation(Suite.class).beforeFlashing() == beforeFlashing).toList();
    }

    static String nameOf(Class<?> suite) {
        return suite.getAnnotation(Suite.class).value();
    }
}
