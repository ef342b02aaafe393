package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import dev.espalier.time.TimeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * By hand: a hundred whole gates of the good build, none of which may reject it, as {@code docs/defects.md} says. The
 * rows are kept in the folder {@code espalier.goodGates}; those that are there are not run again.
 */
class GoodGates {

    private static final Path FOLDER = Path.of(System.getProperty("espalier.goodGates", "target/espalier/good-gates"));
    private static final int GATES = Integer.getInteger("espalier.goodGates.count", 100);
    private static final String BROKER = System.getProperty("espalier.broker.kind", "auto");
    private static final List<String> HEAD = List.of("gate", "verdict", "wall s", "what did not pass");
    private static final int VERDICT = 1;

    @Test
    void a_hundred_gates_never_reject_the_good_build() {
        Rows rows = Rows.in(FOLDER.resolve("good-gates.csv"), HEAD);
        for (int gate = rows.all().size() + 1; gate <= GATES; gate++) {
            long began = TimeSource.wall().nanos();
            BuildRun run = BuildRun.of(DefectTable.GOOD, List.of(), BROKER, FOLDER.resolve("gate-" + gate));
            Verdict verdict = Verdict.over(run.checks().stream().map(Check::verdict).toList());
            rows.append(List.of(List.of(Integer.toString(gate), verdict.name(),
                "%.1f".formatted((TimeSource.wall().nanos() - began) / 1e9), run.whatWasNotPassed())));
            System.out.println("gate " + gate + " of " + GATES + ": " + verdict);
        }

        List<List<String>> others = rows.all().stream().filter(row -> !row.get(VERDICT).equals(Verdict.PASS.name())).toList();
        System.out.printf("%d gates of the good build: %d not passed; with 95 %% confidence at most %.1f %% are rejected%n",
            rows.all().size(), others.size(), others.isEmpty() ? 300.0 / rows.all().size() : Double.NaN);
        assertThat(others.stream().map(row -> String.join(": ", row)).collect(Collectors.toList())).isEmpty();
    }
}
