package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashParserTest {

    private final CrashParser parser = new CrashParser();

    @Test
    void the_2_3_0_grammar_with_its_trailing_blanks() throws IOException {
        Crash crash = only(fixture("core-2.3.0-null-memset.txt"));

        assertThat(crash.headline()).isEqualTo("Exception (29):");
        assertThat(crash.context()).contains("sys");
        assertThat(crash.stacks().get(0)).satisfies(stack -> {
            assertThat(stack.offset()).isEqualTo(0x1A0);
            assertThat(stack.words()).hasSize(8).contains(0x40000F49);
        });
        assertThat(crash.summary(Symbols.rom())).isEqualTo(
            "Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys");
    }

    @Test
    void the_2_7_soft_watchdog() throws IOException {
        Crash crash = only(fixture("core-2.7-soft-wdt.txt"));

        assertThat(crash.summary(Symbols.rom())).isEqualTo("Soft WDT reset, ctx: sys");
        assertThat(crash.registers()).isEmpty();
    }

    @Test
    void the_3_1_grammar_with_two_stacks_and_the_failed_allocation() throws IOException {
        Crash crash = only(fixture("core-3.1-out-of-heap.txt"));

        assertThat(crash.stacks()).extracting(Crash.Stack::context).containsExactly("bearssl", "cont");
        assertThat(crash.lastFailedAlloc()).contains(new Crash.FailedAlloc(0x40201234, 2064));
        assertThat(crash.registers()).map(Crash.Registers::epc1).contains(0x4000E1B2);
    }

    @Test
    void a_panic_is_known_by_its_place_not_by_the_announcement() throws IOException {
        assertThat(only(fixture("core-3.1-panic.txt")).summary(Symbols.rom()))
            .isEqualTo("Panic core_esp8266_main.cpp:191 __yield, ctx: cont");
    }

    @Test
    void an_abort_of_2_3_0_is_seen_behind_the_sketchs_unfinished_line() throws IOException {
        Crash crash = only(fixture("core-2.3.0-abort-behind-text.txt"));

        assertThat(crash.summary(Symbols.rom())).isEqualTo("Abort called, ctx: cont");
        assertThat(crash.stacks().get(0).words()).hasSize(24);
    }

    @Test
    void a_smashed_stack_of_3_1_has_the_place_where_it_was_noticed() throws IOException {
        Crash crash = only(fixture("core-3.1-stack-smash.txt"));

        assertThat(crash.headline()).isEqualTo("Stack smashing detected.");
        assertThat(crash.registers()).map(Crash.Registers::epc1).contains(0x40201dc6);
        assertThat(crash.context()).contains("cont");
    }

    @Test
    void each_division_of_the_rom_is_known_by_where_it_finds_a_zero() {
        Symbols rom = Symbols.rom();

        assertThat(List.of(0x4000dce5, 0x4000e25d, 0x4000e296)).extracting(rom::nameOf).containsExactly(
            Optional.of("ROM __divsi3 (division by zero)"), Optional.of("ROM __udivsi3 (division by zero)"),
            Optional.of("ROM __umodsi3 (division by zero)"));
        assertThat(rom.nameOf(0x4000e230)).contains("ROM __udivsi3+0x14");
    }

    @Test
    void the_roms_fatal_exception_is_complete_with_its_registers() throws IOException {
        Crash crash = only(fixture("rom-fatal.txt"));

        assertThat(crash.summary(Symbols.rom()))
            .isEqualTo("Fatal exception (28): LoadProhibited at 0x40243016, address 0x00000000");
    }

    @Test
    void a_report_cut_off_by_a_restart_is_still_a_report() throws IOException {
        List<String> lines = new ArrayList<>(fixture("core-3.1-out-of-heap.txt").subList(0, 11));
        lines.add(" ets Jan  8 2013,rst cause:4, boot mode:(3,6)");

        Crash crash = only(lines);

        assertThat(crash.stacks().get(0).words()).hasSize(4);
    }

    @Test
    void two_reports_in_a_row_are_two() throws IOException {
        List<String> lines = new ArrayList<>(fixture("core-3.1-panic.txt"));
        lines.addAll(fixture("core-2.7-soft-wdt.txt"));

        assertThat(crashes(lines)).extracting(Crash::headline)
            .containsExactly("Panic core_esp8266_main.cpp:191 __yield", "Soft WDT reset");
    }

    @Test
    void words_of_an_application_that_look_like_a_headline_are_no_crash() {
        assertThat(crashes(List.of("Panic button pressed", "all is well", "Abort called", "by the user", "ctx: cont", "They said: Abort called", "again")))
            .isEmpty();
        assertThat(parser.inProgress()).isFalse();
    }

    @Test
    void a_damaged_row_does_not_lose_the_report() throws IOException {
        List<String> lines = new ArrayList<>(fixture("core-3.1-panic.txt"));
        lines.add(10, "3ffffc10:  4020?234 0000");

        assertThat(only(lines).stacks().get(0).words()).hasSize(4);
    }

    private Crash only(List<String> lines) {
        List<Crash> crashes = crashes(lines);
        assertThat(crashes).hasSize(1);
        return crashes.get(0);
    }

    private List<Crash> crashes(List<String> lines) {
        List<Crash> crashes = new ArrayList<>();
        lines.stream().map(parser::accept).flatMap(Optional::stream).forEach(crashes::add);
        parser.finish().ifPresent(crashes::add);
        return crashes;
    }

    private static List<String> fixture(String name) throws IOException {
        return Files.readAllLines(Path.of("fixtures/crashes", name), StandardCharsets.ISO_8859_1);
    }
}
