package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who listens to a board hears of a crash with the line that completes its report. */
class LiveCrashTest {

    private final CrashParser parser = new CrashParser();

    static List<DumpSample> samples() {
        return DumpSample.all(4711);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_report_is_handed_out_with_its_last_line_or_the_one_behind_it(DumpSample sample) {
        List<String> lines = new ArrayList<>(sample.lines());
        lines.removeIf(String::isBlank);
        String last = lines.get(lines.size() - 1);

        for (String line : lines.subList(0, lines.size() - 1)) {
            assertThat(parser.accept(line)).as("at %s", line).isEmpty();
        }
        Optional<Crash> crash = parser.accept(last);
        if (last.startsWith("<<<stack")) {
            assertThat(crash).as("a failed allocation may follow, and no mark").isEmpty();
            assertThat(parser.inProgress()).isTrue();
            crash = parser.accept("setup");
        }

        assertThat(crash).hasValueSatisfying(found -> {
            assertThat(found.kind()).isEqualTo(sample.kind());
            assertThat(found.registers()).isEqualTo(sample.registers());
            assertThat(found.stacks()).isEqualTo(sample.stacks());
            assertThat(found.origin().whole()).isTrue();
        });
        assertThat(parser.inProgress()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_report_that_breaks_off_is_handed_out_by_the_next_start(DumpSample sample) {
        int half = sample.lines().indexOf(sample.lines().stream().filter(line -> line.contains("epc1=") || line.startsWith("3ff"))
            .reduce((first, second) -> second).orElseThrow());

        for (String line : sample.lines().subList(0, half + 1)) {
            if (parser.accept(line).isPresent()) {
                assertThat(sample.kind()).isEqualTo(Crash.Kind.FATAL_EXCEPTION);
                return;
            }
        }
        Optional<Crash> crash = parser.accept(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)");

        assertThat(crash).hasValueSatisfying(found -> {
            assertThat(found.origin().whole()).isFalse();
            assertThat(found.reset()).map(BootBanner::cause).contains(ResetCause.EXTERNAL);
            assertThat(found.stacks()).isEqualTo(sample.stacks());
        });
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_report_that_breaks_off_is_handed_out_when_the_application_goes_on(DumpSample sample) {
        if (sample.kind() == Crash.Kind.FATAL_EXCEPTION) {
            return;
        }
        int end = sample.lines().indexOf("<<<stack<<<");
        sample.lines().subList(0, end).forEach(line -> assertThat(parser.accept(line)).isEmpty());

        Optional<Crash> crash = Optional.empty();
        int held = 0;
        while (crash.isEmpty() && held < 20) {
            crash = parser.accept("still alive, heap " + held++);
        }

        assertThat(held).isLessThanOrEqualTo(9);
        assertThat(crash).hasValueSatisfying(found -> assertThat(found.stacks()).isEqualTo(sample.stacks()));
    }

    @Test
    void what_the_chip_remembers_is_no_new_crash() {
        assertThat(parser.accept("Fatal exception:29 flag:2 (EXCEPTION) epc1:0x4000e1b2 epc2:0x00000000 epc3:0x00000000 "
            + "excvaddr:0x00000000 depc:0x00000000")).isEmpty();
        assertThat(parser.inProgress()).isFalse();
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void two_crashes_on_one_line_are_handed_out_one_after_the_other() {
        String fatal = "Fatal exception (28): epc1=0x40243016, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000 ";

        assertThat(parser.accept(fatal + fatal)).isPresent();
        assertThat(parser.inProgress()).isTrue();
        assertThat(parser.finish()).isPresent();
        assertThat(parser.finish()).isEmpty();
    }
}
