package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePrefixTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "    ", "\t", "> ", "> > ", ">> ", "| ", "12:34:56 ", "1:34:56.789 -> ", "12:34:56.789 > ", "[12:34:56] ",
        "[12:34:56:789] ", "2020-01-02 12:34:56,789  ", "2020/01/02T12:34:56.789123Z ", "[2020-01-02 12:34:56] | ",
        "   12.345678  115200 < ", "> 12:34:56.789 -> ", "12:34:56: "})
    void what_monitors_and_forums_put_before_a_line(String prefix) {
        assertThat(LinePrefix.length(prefix + "3ffffdb0:  3fff3814")).isEqualTo(prefix.length());
        assertThat(LinePrefix.length(prefix + ">>>stack>>>")).isEqualTo(prefix.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3ffffdb0:  3fff3814", ">>>stack>>>", "12:34 o'clock", "12:34:56", "12 34 56", "12.345678", "[info] up", ">x"})
    void what_is_the_boards_own(String line) {
        int own = line.equals("12:34:56") ? line.length() : 0;

        assertThat(LinePrefix.length(line)).isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"> 0 && more", ">> 0", "> > x"})
    void no_more_quotation_marks_than_the_line_before_had(String line) {
        assertThat(LinePrefix.length(line, 0)).isZero();
        assertThat(line.substring(0, LinePrefix.length(line, 1)).chars().filter(c -> c == '>').count()).isEqualTo(1);
    }
}
