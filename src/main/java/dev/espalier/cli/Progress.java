package dev.espalier.cli;

import dev.espalier.gate.Check;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.Verdict;
import dev.espalier.suite.SuiteProgress;
import dev.espalier.time.TimeSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;

/** What a person sees while a gate runs: one line a check, with the time since the start. */
final class Progress implements SuiteProgress {

    private final PrintWriter out;
    /** Only a terminal shows what is under way; in a log each check has one line. */
    private final boolean terminal = System.console() != null;
    private final TimeSource wall = TimeSource.wall();
    private final long beganNanos = wall.nanos();

    Progress(PrintWriter out) {
        this.out = out;
    }

    /** A line about the bench. */
    void say(String line) {
        print("          " + line);
    }

    @Override
    public void started(String suite, String name) {
        if (terminal) {
            out.printf(Locale.ROOT, "%6.1f s  %-9s %-12s %s ...\r", seconds(), "", suite, name);
            out.flush();
        }
    }

    @Override
    public void finished(Check check, OptionalInt freeHeapBytes) {
        String heap = freeHeapBytes.isPresent() ? ", heap " + freeHeapBytes.getAsInt() : "";
        print("%-9s %-12s %s (%.1f s%s)".formatted(check.verdict(), check.suite(), check.name(), check.elapsed().toMillis() / 1000.0, heap));
        if (check.verdict() != Verdict.PASS) {
            check.message().lines().forEach(line -> print("            " + line));
        }
    }

    /** The last lines: verdict and where to look. */
    void verdict(GateResult result, Path html) {
        out.println();
        out.printf(Locale.ROOT, "%s  %s on %s: %d checks in %.1f s%n", result.verdict(), result.firmware().file(), result.board().name(), result.checks().size(), result.elapsed().toMillis() / 1000.0);
        if (!result.failedSuites().isEmpty()) {
            out.println("failed suites: " + String.join(", ", result.failedSuites()));
        }
        wouldAdd(result);
        out.println("report: " + html);
        out.flush();
    }

    private void wouldAdd(GateResult result) {
        if (result.notAsked().isEmpty()) {
            return;
        }
        out.println("a profile would add:");
        result.notAsked().forEach(each -> out.printf("  %-12s %s (needs %s)%n", each.suite(), each.asks(),
            String.join(", ", each.entries())));
    }

    private void print(String line) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), line);
        out.flush();
    }

    private double seconds() {
        return (wall.nanos() - beganNanos) / 1e9;
    }
}
