package dev.espalier.repro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {

    @ParameterizedTest
    @ValueSource(strings = {"config-page", "config-page clients=2 heap=6000", "reconnect cycles=20 bytes=400 delay=0", "reader cycles=3"})
    void a_line_is_read_and_written_again(String line) {
        assertThat(Scenario.parse(line)).hasToString(line).isEqualTo(Scenario.parse(line));
    }

    @Test
    void a_number_that_is_gentle_is_left_out() {
        Scenario scenario = Scenario.parse("  config-page   heap=6000  clients=1 ");

        assertThat(scenario).hasToString("config-page heap=6000");
        assertThat(scenario.limits(Parameter.CLIENTS)).isFalse();
        assertThat(scenario.value(Parameter.CLIENTS)).isEqualTo(1);
        assertThat(scenario.with(Parameter.HEAP, Parameter.HEAP.gentle())).hasToString("config-page");
    }

    @Test
    void a_change_leaves_the_scenario_that_it_came_from_as_it_was() {
        Scenario before = Scenario.parse("config-page");

        Scenario after = before.with("held=3");

        assertThat(before).hasToString("config-page");
        assertThat(after).hasToString("config-page held=3").isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "config-pge          | a scenario | 'config-pge' | one of config-page, reconnect, reader",
        "reader heap=10      | a parameter of the scenario reader | 'heap' | one of cycles, clients, bytes, delay",
        "config-page heap=x  | a setting such as heap=1 | 'heap=x' | a whole number",
        "config-page heap    | a setting such as heap=1 | 'heap' | a whole number",
        "config-page clients=17 | clients of 1 to 16 (browsers at once) | 17 | a number in between"}, quoteCharacter = '"')
    void what_is_no_scenario_is_told_in_three_parts(String line, String wanted, String seen, String advice) {
        assertThatThrownBy(() -> Scenario.parse(line)).isInstanceOf(EspalierException.class)
            .hasMessage("wanted: %s; seen: %s; try: %s", wanted, seen, advice);
    }
}
