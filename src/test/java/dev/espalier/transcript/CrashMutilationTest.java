package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to reports between the chip and whoever reads them. */
class CrashMutilationTest {

    private static final long SEED = 8266;

    static List<DumpSample> samples() {
        return DumpSample.all(SEED);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_report_as_it_came(DumpSample sample) {
        Crash crash = only(sample, sample.lines());

        assertThat(crash.origin().whole()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void wrapped_by_a_terminal_at_any_column(DumpSample sample) {
        for (int width = 12; width <= 130; width++) {
            only(sample, wrapped(sample.lines(), width));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void wrapped_at_a_few_characters_its_numbers_are_still_there(DumpSample sample) {
        for (int width = 1; width < 12; width++) {
            List<Crash> crashes = CrashLog.of(String.join("\n", wrapped(sample.lines(), width)));

            assertThat(crashes).hasSize(1);
            assertThat(crashes.get(0).registers()).isEqualTo(sample.registers());
            assertThat(crashes.get(0).stacks()).isEqualTo(sample.stacks());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void wrapped_between_words_and_quoted(DumpSample sample) {
        for (int width = 24; width <= 130; width++) {
            only(sample, each(betweenWords(sample.lines(), width), "> > "));
            only(sample, each(betweenWords(sample.lines(), width), ">"));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void with_what_monitors_and_forums_put_before_a_line(DumpSample sample) {
        for (String prefix : List.of("12:34:56.789 -> ", "> ", ">", "    ", "\t", "| ", "[12:34:56:789] ",
            "2020-01-02 12:34:56.789  ", "\u00C2\u00A0\u00C2\u00A0", "\u001B[0;32m", "   12.345678  115200 < ")) {
            only(sample, each(sample.lines(), prefix));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void time_stamped_then_wrapped(DumpSample sample) {
        for (int width = 40; width <= 130; width++) {
            only(sample, wrapped(each(sample.lines(), "12:34:56.789 -> "), width));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void all_on_one_line_or_without_its_blank_lines(DumpSample sample) {
        only(sample, List.of(String.join(" ", sample.lines())));
        only(sample, List.of(String.join("  ", sample.lines()).replace(">", "&gt;").replace("<", "&lt;")));
        only(sample, sample.lines().stream().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void with_any_line_ends(DumpSample sample) {
        for (String end : List.of("\n", "\r\n", "\r\r\n", "\n\r", "\r")) {
            found(sample, CrashLog.of("boot\n" + String.join(end, sample.lines()) + end + "and on" + end));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void interleaved_with_other_output(DumpSample sample) {
        Random random = new Random(SEED);
        for (int noise = 1; noise <= 3; noise++) {
            List<String> lines = new ArrayList<>();
            for (String line : sample.lines()) {
                lines.add(line);
                for (int i = 0; i < noise; i++) {
                    lines.add(Noise.line(random));
                }
            }

            only(sample, lines);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void wrapped_and_interleaved(DumpSample sample) {
        Random random = new Random(SEED);
        for (int width = 30; width <= 90; width += 3) {
            List<String> lines = new ArrayList<>();
            for (String line : wrapped(sample.lines(), width)) {
                lines.add(line);
                if (random.nextInt(3) == 0) {
                    lines.add("[mqtt] keep-alive " + random.nextInt(100) + " ms");
                }
            }

            List<Crash> crashes = CrashLog.of(String.join("\n", lines));

            assertThat(crashes).as("width %d", width).hasSize(1);
            assertThat(crashes.get(0).registers()).isEqualTo(sample.registers());
            assertThat(crashes.get(0).stacks()).isEqualTo(sample.stacks());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void between_binary_garbage(DumpSample sample) {
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            String before = Noise.bytes(random, 2000);
            String after = Noise.bytes(random, 2000);

            found(sample, CrashLog.of(before + "\n" + String.join("\r\n", sample.lines()) + "\r\n" + after));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void cut_off_anywhere_it_tells_what_was_there_and_nothing_else(DumpSample sample) {
        String text = String.join("\n", sample.lines());
        for (int end = 0; end < text.length(); end += 1 + end % 7) {
            for (Crash crash : CrashLog.of(text.substring(0, end))) {
                tellsNothingWrong(sample, crash);
            }
            for (Crash crash : CrashLog.of(text.substring(end))) {
                tellsNothingWrong(sample, crash);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void with_bytes_lost_or_damaged_it_tells_nothing_wrong(DumpSample sample) {
        Random random = new Random(SEED);
        for (int i = 0; i < 150; i++) {
            StringBuilder text = new StringBuilder(String.join("\n", sample.lines()));
            for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.setCharAt(at, (char) (0x80 + random.nextInt(0x20)));
                }
            }

            for (Crash crash : CrashLog.of(text.toString())) {
                tellsNothingWrong(sample, crash);
            }
        }
    }

    @Test
    void one_damaged_row_costs_only_its_own_words() {
        DumpSample sample = samples().get(0);
        List<String> lines = new ArrayList<>(sample.lines());
        int row = lines.indexOf(lines.stream().filter(line -> line.startsWith("3ff")).findFirst().orElseThrow());
        lines.set(row, lines.get(row).substring(0, 20));

        List<Crash> crashes = CrashLog.of(String.join("\n", lines));

        assertThat(crashes).hasSize(1);
        List<Crash.Word> whole = sample.stacks().get(0).memory();
        assertThat(crashes.get(0).stacks().get(0).memory()).isEqualTo(whole.subList(4, whole.size()));
    }

    @Test
    void two_lines_that_a_stranger_pasted_as_one() {
        List<Crash> crashes = CrashLog.of("Can't load the config page without getting a Exception (29): epc1=0x4000e1b2 "
            + "epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000 ctx: sys");

        assertThat(crashes).hasSize(1);
        assertThat(crashes.get(0).summary(Symbols.rom())).isEqualTo(
            "Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000");
        assertThat(crashes.get(0).origin()).isEqualTo(new Crash.Origin(Crash.Source.DUMP, 1, 1, false));
    }

    @Test
    void a_register_that_was_cut_off_is_not_told() {
        Crash crash = CrashLog.of("Exception (28):\nepc1=0x40201234 epc2=0x00000000 epc3=0x00000000 excvad").get(0);

        assertThat(crash.registers()).hasValueSatisfying(registers -> {
            assertThat(registers.tells(Crash.Register.EPC1)).isTrue();
            assertThat(registers.tells(Crash.Register.EXCVADDR)).isFalse();
        });
        assertThat(crash.summary(Symbols.rom())).isEqualTo("Exception (28): LoadProhibited at 0x40201234");
    }

    // ---- what is expected

    private static Crash only(DumpSample sample, List<String> lines) {
        return found(sample, CrashLog.of(String.join("\n", lines) + "\n"));
    }

    private static Crash found(DumpSample sample, List<Crash> crashes) {
        assertThat(crashes).as(sample.name()).hasSize(1);
        Crash crash = crashes.get(0);
        assertThat(crash.kind()).isEqualTo(sample.kind());
        assertThat(crash.registers()).isEqualTo(sample.registers());
        assertThat(crash.stacks()).isEqualTo(sample.stacks());
        assertThat(crash.lastFailedAlloc()).isEqualTo(sample.failedAlloc());
        assertThat(crash.panic().map(CrashMutilationTest::withoutBlanks)).isEqualTo(sample.panic().map(CrashMutilationTest::withoutBlanks));
        return crash;
    }

    /** Whether there was a blank where a line was wrapped is not always to be known. */
    private static Crash.Panic withoutBlanks(Crash.Panic panic) {
        return new Crash.Panic(panic.file(), panic.line(), panic.function(), panic.assertion().map(text -> text.replace(" ", "")));
    }

    private static void tellsNothingWrong(DumpSample sample, Crash crash) {
        Optional<Crash.Registers> whole = sample.registers();
        crash.registers().ifPresent(registers -> {
            for (Crash.Register register : registers.told()) {
                assertThat(value(registers, register)).isEqualTo(value(whole.orElseThrow(), register));
            }
        });
        Map<Integer, List<Integer>> words = sample.stacks().stream().flatMap(stack -> stack.memory().stream())
            .collect(Collectors.groupingBy(Crash.Word::address, Collectors.mapping(Crash.Word::value, Collectors.toList())));
        for (Crash.Stack stack : crash.stacks()) {
            for (Crash.Word word : stack.memory()) {
                if (!words.getOrDefault(word.address(), List.of()).contains(word.value())) {
                    fail("%s never had %08x at %08x", sample.name(), word.value(), word.address());
                }
            }
        }
    }

    private static int value(Crash.Registers registers, Crash.Register register) {
        return switch (register) {
            case EPC1 -> registers.epc1();
            case EPC2 -> registers.epc2();
            case EPC3 -> registers.epc3();
            case EXCVADDR -> registers.excvaddr();
            case DEPC -> registers.depc();
        };
    }

    // ---- mutilations

    private static List<String> wrapped(List<String> lines, int width) {
        return lines.stream().flatMap(line -> line.length() <= width ? Stream.of(line)
            : Stream.iterate(0, at -> at < line.length(), at -> at + width)
                .map(at -> line.substring(at, Math.min(line.length(), at + width)))).toList();
    }

    private static List<String> betweenWords(List<String> lines, int width) {
        List<String> wrapped = new ArrayList<>();
        for (String line : lines) {
            String rest = line.stripTrailing();
            while (rest.length() > width) {
                int at = rest.lastIndexOf(' ', width);
                int end = at <= 0 ? width : at;
                wrapped.add(rest.substring(0, end).stripTrailing());
                rest = rest.substring(end).strip();
            }
            wrapped.add(rest);
        }
        return wrapped;
    }

    private static List<String> each(List<String> lines, String prefix) {
        return lines.stream().map(line -> prefix + line).toList();
    }
}
