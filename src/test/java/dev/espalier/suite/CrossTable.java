package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import dev.espalier.suite.DefectTable.Defect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * By hand: every build against every suite, one gate each, as {@code docs/defects.md} says. The rows are kept in the
 * folder {@code espalier.crossTable}; a build whose rows are there is not run again.
 */
class CrossTable {

    private static final Path FOLDER = Path.of(System.getProperty("espalier.crossTable", "target/espalier/cross-table"));
    private static final String BROKER = System.getProperty("espalier.broker.kind", "embedded");
    private static final List<String> HEAD = List.of("build", "suite", "verdict", "check", "board s", "million cycles", "message");
    private static final int BUILD = 0;
    private static final int SUITE = 1;
    private static final int VERDICT = 2;
    private static final double MEGAHERTZ = 80;
    private static final int LONGEST_MESSAGE = 240;

    @Test
    void every_build_against_every_suite() throws IOException {
        Rows rows = Rows.in(FOLDER.resolve("cross-table.csv"), HEAD);
        List<Defect> defects = DefectTable.defects();
        Set<String> done = rows.all().stream().map(row -> row.get(BUILD)).collect(Collectors.toSet());
        if (!done.contains(DefectTable.GOOD)) {
            rows.append(rows(DefectTable.GOOD, BuildRun.of(DefectTable.GOOD, List.of(), BROKER, report(DefectTable.GOOD))));
        }
        for (Defect defect : defects) {
            if (!done.contains(defect.build())) {
                rows.append(rows(defect.build(),
                    BuildRun.of(defect.build(), List.of(), BROKER, report(defect.build()), defect.promises())));
                System.out.println("done: " + defect);
            }
        }

        Files.writeString(FOLDER.resolve("cross-table.md"), markdown(defects, rows.all()));

        assertThat(suites(rows.all(), DefectTable.GOOD, Verdict.PASS)).isEqualTo(new TreeSet<>(SuiteRunner.names()));
        for (Defect defect : defects) {
            assertThat(suites(rows.all(), defect.build(), Verdict.FAIL)).as(defect.build()).containsAll(defect.caughtBy());
        }
    }

    private static Path report(String build) {
        return FOLDER.resolve(build);
    }

    /** One row for each suite: of its first check that failed, else of the first that did not pass, else of its last. */
    private static List<List<String>> rows(String build, BuildRun run) {
        List<List<String>> rows = new ArrayList<>();
        for (String suite : SuiteRunner.names()) {
            List<Integer> mine = new ArrayList<>();
            for (int i = 0; i < run.checks().size(); i++) {
                if (run.checks().get(i).suite().equals(suite)) {
                    mine.add(i);
                }
            }
            int told = mine.stream().filter(i -> run.checks().get(i).verdict() == Verdict.FAIL).findFirst()
                .or(() -> mine.stream().filter(i -> run.checks().get(i).verdict() != Verdict.PASS).findFirst())
                .orElse(mine.get(mine.size() - 1));
            rows.add(row(build, run, mine.get(0), told));
        }
        return rows;
    }

    private static List<String> row(String build, BuildRun run, int first, int told) {
        Check check = run.checks().get(told);
        double since = first == 0 ? 0 : seconds(run, first - 1);
        double took = seconds(run, told) - since;
        String message = check.message().lines().filter(line -> !line.isBlank()).limit(3).collect(Collectors.joining(" "));
        return List.of(build, check.suite(), check.verdict().name(), check.verdict() == Verdict.PASS ? "" : check.name(),
            "%.1f".formatted(took), "%.0f".formatted(took * MEGAHERTZ),
            message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
    }

    private static double seconds(BuildRun run, int check) {
        return run.boardTimes().get(check).toMillis() / 1e3;
    }

    private static Set<String> suites(List<List<String>> rows, String build, Verdict verdict) {
        return rows.stream().filter(row -> row.get(BUILD).equals(build) && row.get(VERDICT).equals(verdict.name()))
            .map(row -> row.get(SUITE)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String markdown(List<Defect> defects, List<List<String>> rows) {
        Map<Verdict, String> signs = Map.of(Verdict.PASS, ".", Verdict.FAIL, "F", Verdict.ERROR, "E", Verdict.INCONCLUSIVE, "?",
            Verdict.SKIPPED, "-");
        StringBuilder text = new StringBuilder("# Every build against every suite\n\nF failed, . passed, ? inconclusive, E error, - skipped."
            + " **F**: a suite that claims the defect.\n\n| build | ")
            .append(String.join(" | ", SuiteRunner.names())).append(" |\n|---|").append("---|".repeat(SuiteRunner.names().size())).append('\n');
        List<String> builds = new ArrayList<>(List.of(DefectTable.GOOD));
        defects.forEach(defect -> builds.add(defect.build()));
        for (String build : builds) {
            Set<String> claims = defects.stream().filter(defect -> defect.build().equals(build))
                .flatMap(defect -> defect.caughtBy().stream()).collect(Collectors.toSet());
            text.append("| ").append(build);
            rows.stream().filter(row -> row.get(BUILD).equals(build)).forEach(row -> {
                String sign = signs.get(Verdict.valueOf(row.get(VERDICT)));
                text.append(" | ").append(claims.contains(row.get(SUITE)) ? "**" + sign + "**" : sign);
            });
            text.append(" |\n");
        }
        text.append("\n## Where each was caught\n\n| ").append(String.join(" | ", HEAD)).append(" |\n|").append("---|".repeat(HEAD.size()))
            .append('\n');
        rows.stream().filter(row -> row.get(VERDICT).equals(Verdict.FAIL.name()))
            .forEach(row -> text.append("| ").append(String.join(" | ", row.stream().map(cell -> cell.replace("|", "\\|")).toList()))
                .append(" |\n"));
        return text.toString();
    }
}
