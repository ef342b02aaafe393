package dev.espalier.cli;

import dev.espalier.repro.Hunt;
import dev.espalier.repro.Scenario;
import dev.espalier.repro.Trial;
import dev.espalier.time.TimeSource;
import java.io.PrintWriter;
import java.util.Locale;

/** What a person sees of a search or a series: one line a run, then what came of it. */
final class ReproProgress {

    /** Of a longer series only crashes and every so many-th run are shown. */
    private static final int SHOWN_RUNS = 25;
    private static final int MILESTONE = 100;
    private static final int WIDTH = 110;

    private final PrintWriter out;
    private final boolean longSeries;
    private final TimeSource wall = TimeSource.wall();
    private final long beganNanos = wall.nanos();
    private int runs;
    private long firstRunNanos;
    private long lastRunNanos;

    /**
     * Begins now.
     *
     * @param planned how many runs there will be; null when nobody knows
     */
    ReproProgress(PrintWriter out, Integer planned) {
        this.out = out;
        this.longSeries = planned != null && planned > SHOWN_RUNS;
    }

    /** A line about the bench. */
    void say(String text) {
        print("          " + text);
    }

    /** A run is over. */
    void ran(Trial trial) {
        runs++;
        lastRunNanos = wall.nanos();
        if (runs == 1) {
            firstRunNanos = lastRunNanos;
        }
        if (!longSeries || trial.broke() || runs % MILESTONE == 0) {
            String seen = trial.seen().lines().findFirst().orElse("");
            print("run %-4d  %-8s  %-40s  %s".formatted(runs, trial.outcome().name().toLowerCase(Locale.ROOT), trial.scenario(),
                seen.length() > WIDTH ? seen.substring(0, WIDTH) + "..." : seen));
        }
    }

    /** Nothing was found. */
    void nothing(Scenario scenario) {
        out.println();
        line("nothing that was tried crashed it: %s, %d runs, up to the hardest".formatted(scenario.story().does(), runs));
    }

    /** The smallest scenario, why it crashes, and how to do it again. */
    void found(Hunt.Quarry quarry, String again) {
        out.println();
        line("smallest scenario that crashes: " + quarry.scenario());
        line("  it began with: " + quarry.upperEnd());
        line("  confirmed: crashed " + quarry.confirmed());
        quarry.gentler().forEach(gentler -> line("  survived: " + gentler));
        out.println();
        quarry.broken().report().lines().forEach(this::line);
        out.println();
        line("again: " + again);
    }

    /** What an exact replay showed. */
    void replayed(String findings) {
        out.println();
        line("replayed exactly:");
        findings.lines().forEach(this::line);
        out.println();
    }

    /** How often it crashed. */
    void series(Scenario scenario, Hunt.Series series) {
        out.println();
        line("%s: crashed %s".formatted(scenario, series.broke()));
        if (runs > 1) {
            line(String.format(Locale.ROOT, "%.2f s a run after the first", (lastRunNanos - firstRunNanos) / 1e9 / (runs - 1)));
        }
        series.first().ifPresent(trial -> {
            out.println();
            trial.report().lines().forEach(this::line);
        });
    }

    /** A line of its own. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    private void print(String text) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (wall.nanos() - beganNanos) / 1e9, text);
        out.flush();
    }
}
