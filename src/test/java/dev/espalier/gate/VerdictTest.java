package dev.espalier.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PASS PASS                            | PASS",
        "PASS SKIPPED                         | PASS",
        "PASS INCONCLUSIVE SKIPPED            | INCONCLUSIVE",
        "PASS INCONCLUSIVE ERROR SKIPPED      | ERROR",
        "PASS INCONCLUSIVE ERROR SKIPPED FAIL | FAIL",
        "SKIPPED SKIPPED                      | ERROR"})
    void the_gravest_verdict_is_that_of_the_gate(String checks, Verdict gate) {
        List<Verdict> verdicts = Arrays.stream(checks.split(" ")).map(Verdict::valueOf).toList();

        assertThat(Verdict.over(verdicts)).isEqualTo(gate);
    }

    @Test
    void a_gate_that_looked_at_nothing_does_not_open() {
        assertThat(Verdict.over(List.of())).isEqualTo(Verdict.ERROR);
    }

    @ParameterizedTest
    @CsvSource({"PASS, 0", "FAIL, 1", "ERROR, 2", "INCONCLUSIVE, 2", "SKIPPED, 2"})
    void only_pass_exits_with_0_and_only_fail_with_1(Verdict verdict, int code) {
        assertThat(verdict.exitCode()).isEqualTo(code);
    }
}
