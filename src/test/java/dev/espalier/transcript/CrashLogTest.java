package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrashLogTest {

    private static final String BANNER = "\n ets Jan  8 2013,rst cause:%d, boot mode:(3,6)\n\n";
    private static final String DUMP = """
        Exception (28):
        epc1=0x40201234 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000004 depc=0x00000000

        ctx: cont
        sp: 3ffefcd0 end: 3ffefea0 offset: 01a0

        >>>stack>>>
        3ffefe70:  e51988ff 3ffeff14 3ffefee0 4020190c
        3ffefe80:  e51988ff 3ffeff14 3ffefee0 4020190c
        3ffefe90:  e51988ff 3ffeff14 3ffefee0 4020190c
        <<<stack<<<
        """;
    private static final String MEMORY = "Reset info: Fatal exception:%d flag:%d (%s) epc1:0x%s epc2:0x00000000 "
        + "epc3:0x00000000 excvaddr:0x00000004 depc:0x00000000\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        core-2.3.0-null-memset.txt       | EXCEPTION         | 2-11 | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys
        core-2.3.0-abort-behind-text.txt | ABORT             | 1-13 | Abort called, ctx: cont
        core-2.4.2-assertion.txt         | ASSERTION         | 2-12 | Panic /home/u/sketch/sketch.ino:212 void keep(const char*): Assertion 'text != nullptr' failed., ctx: cont, last failed alloc: 2064 bytes by 0x4020abcd
        core-2.6-cxx-exception.txt       | CXX_EXCEPTION     | 2-13 | Unhandled C++ exception: OOM, ctx: cont, last failed alloc: 60000 bytes by 0x40202d1c
        core-2.7-soft-wdt.txt            | SOFT_WATCHDOG     | 2-13 | Soft WDT reset, ctx: sys
        core-3.1-out-of-heap.txt         | EXCEPTION         | 2-20 | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: bearssl, last failed alloc: 2064 bytes by 0x40201234
        core-3.1-panic.txt               | PANIC             | 2-14 | Panic core_esp8266_main.cpp:191 __yield, ctx: cont
        core-3.1-soft-wdt.txt            | SOFT_WATCHDOG     | 2-16 | Soft WDT reset Level1Interrupt at 0x40201e31, address 0x00000000, ctx: cont
        core-3.1-stack-smash.txt         | STACK_SMASHED     | 1-24 | Stack smashing detected. Alloca at 0x40201dc6, address 0x00000000, ctx: cont
        core-3.2-alloc-with-place.txt    | EXCEPTION         | 2-17 | Exception (29): StoreProhibited at 0x40204f10, address 0x00000010, ctx: cont, last failed alloc: 2064 bytes by 0x4020abcd
        core-3.2-stack-overflow.txt      | STACK_OVERFLOW    | 2-13 | Stack overflow detected., ctx: cont
        rom-fatal.txt                    | FATAL_EXCEPTION   | 1-2  | Fatal exception (28): LoadProhibited at 0x40243016, address 0x00000000
        sdk-fatal.txt                    | FATAL_EXCEPTION   | 1-2  | Fatal exception (28): LoadProhibited at 0x40243016, address 0x00000000
        hardware-watchdog.txt            | HARDWARE_WATCHDOG | 5-5  | Hardware watchdog
        reset-info.txt                   | EXCEPTION         | 4-4  | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000
        mutilated-forum-post.txt         | EXCEPTION         | 3-14 | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys
        mutilated-one-line.txt           | EXCEPTION         | 1-1  | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000
        mutilated-serial-monitor.txt     | SOFT_WATCHDOG     | 3-14 | Soft WDT reset, ctx: sys
        mutilated-baud-change.txt        | EXCEPTION         | 2-11 | Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys
        """)
    void each_fixture_is_one_crash(String file, Crash.Kind kind, String where, String summary) throws IOException {
        List<Crash> crashes = CrashLog.read(Path.of("fixtures/crashes", file));

        assertThat(crashes).hasSize(1);
        Crash crash = crashes.get(0);
        assertThat(crash.kind()).isEqualTo(kind);
        assertThat(crash.origin().firstLine() + "-" + crash.origin().lastLine()).isEqualTo(where);
        assertThat(crash.summary(Symbols.rom())).isEqualTo(summary);
    }

    @Test
    void the_start_that_followed_is_part_of_it_whether_it_ended_the_report_or_came_later() {
        List<Crash> ended = CrashLog.of(DUMP + BANNER.formatted(2));
        List<Crash> later = CrashLog.of(DUMP + "garbage at another rate\n\u0080\u0081\n" + BANNER.formatted(4));

        assertThat(ended).singleElement().satisfies(crash -> assertThat(reset(crash)).contains(ResetCause.EXTERNAL));
        assertThat(later).singleElement().satisfies(crash -> assertThat(reset(crash)).contains(ResetCause.WATCHDOG));
    }

    @Test
    void the_hardware_watchdog_shows_only_in_the_start_it_causes() {
        List<Crash> crashes = CrashLog.of("working\n" + BANNER.formatted(4) + "wdt reset\nworking\n" + BANNER.formatted(4)
            + BANNER.formatted(2));

        assertThat(crashes).extracting(Crash::kind)
            .containsExactly(Crash.Kind.HARDWARE_WATCHDOG, Crash.Kind.HARDWARE_WATCHDOG);
        assertThat(crashes).extracting(crash -> crash.origin().firstLine()).containsExactly(3L, 8L);
        assertThat(crashes).allSatisfy(crash -> assertThat(reset(crash)).contains(ResetCause.WATCHDOG));
    }

    @Test
    void what_the_chip_remembers_of_a_crash_that_was_dumped_is_no_second_one() {
        String boot = BANNER.formatted(2) + "setup\nReset reason: Exception\n" + MEMORY.formatted(28, 2, "EXCEPTION", "40201234");

        List<Crash> crashes = CrashLog.of(DUMP + boot);

        assertThat(crashes).singleElement().satisfies(crash -> {
            assertThat(crash.origin().source()).isEqualTo(Crash.Source.DUMP);
            assertThat(crash.stacks()).hasSize(1);
        });
    }

    @Test
    void what_the_chip_remembers_of_a_crash_whose_dump_was_lost_is_all_there_is_of_it() {
        List<Crash> crashes = CrashLog.of(DUMP + BANNER.formatted(2) + MEMORY.formatted(28, 2, "EXCEPTION", "40209999"));

        assertThat(crashes).extracting(crash -> crash.registers().orElseThrow().epc1())
            .containsExactly(0x40201234, 0x40209999);
        assertThat(crashes.get(1).origin().source()).isEqualTo(Crash.Source.RESET_INFO);
        assertThat(reset(crashes.get(1))).contains(ResetCause.EXTERNAL);
    }

    @Test
    void what_the_chip_remembers_is_read_from_wrapped_lines_too() {
        String text = BANNER.formatted(2).strip() + "\n" + MEMORY.formatted(28, 2, "EXCEPTION", "40209999");
        for (int width = 5; width < 120; width++) {
            List<Crash> crashes = CrashLog.of(text.replaceAll("(.{" + width + "})", "$1\n"));

            assertThat(crashes).as("width %d", width).singleElement().satisfies(crash -> {
                assertThat(crash.registers().orElseThrow()).isEqualTo(
                    new Crash.Registers(OptionalInt.of(28), 0x40209999, 0, 0, 4, 0));
                assertThat(reset(crash)).contains(ResetCause.EXTERNAL);
            });
        }
    }

    @Test
    void a_division_by_zero_is_one_crash_though_it_is_remembered_as_an_illegal_instruction_of_the_rom() {
        List<Crash> crashes = CrashLog.of(DUMP.replace("(28)", "(6)") + BANNER.formatted(2)
            + MEMORY.formatted(0, 2, "EXCEPTION", "4000dce5"));

        assertThat(crashes).singleElement().satisfies(crash -> assertThat(crash.cause()).hasValue(6));
    }

    @Test
    void the_exception_that_a_panic_raised_to_be_reported_is_not_what_happened() {
        List<Crash> crashes = CrashLog.of("\nPanic a.cpp:3 loop\n\n" + DUMP.substring(DUMP.indexOf("ctx:")) + BANNER.formatted(2)
            + MEMORY.formatted(1, 2, "EXCEPTION", "40100abc"));

        assertThat(crashes).singleElement().satisfies(crash -> {
            assertThat(crash.panic()).contains(new Crash.Panic("a.cpp", 3, "loop", Optional.empty()));
            assertThat(crash.registers()).isEmpty();
        });
    }

    @Test
    void the_registers_that_a_watchdog_left_are_added_to_what_the_banner_said() {
        List<Crash> crashes = CrashLog.of(BANNER.formatted(4) + "wdt reset\nsetup\nReset reason: Hardware Watchdog\n"
            + MEMORY.formatted(4, 1, "WDT", "40105678"));

        assertThat(crashes).singleElement().satisfies(crash -> {
            assertThat(crash.kind()).isEqualTo(Crash.Kind.HARDWARE_WATCHDOG);
            assertThat(crash.registers()).map(Crash.Registers::epc1).contains(0x40105678);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Reset reason: Exception,                EXCEPTION",
        "restart reason = Software Watchdog,     SOFT_WATCHDOG",
        "ESP reset reason: Hardware Watchdog.,   HARDWARE_WATCHDOG",
    })
    void a_sketch_that_prints_only_the_reason_tells_the_kind(String line, Crash.Kind kind) {
        assertThat(CrashLog.of("setup\n" + line + "\nready\n")).singleElement().satisfies(crash -> {
            assertThat(crash.kind()).isEqualTo(kind);
            assertThat(crash.origin()).isEqualTo(new Crash.Origin(Crash.Source.RESET_REASON, 2, 2, true));
        });
    }

    @Test
    void a_reason_that_is_printed_again_and_again_is_one_crash_of_one_start() {
        String status = "Reset reason: Exception\nheap 20000\n" + "working\n".repeat(500);

        assertThat(CrashLog.of(BANNER.formatted(2) + status.repeat(5))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"Reset reason: Power On", "Reset info: flag: 0",
        "Fatal exception:0 flag:6 (EXT_SYS_RST) epc1:0x00000000 epc2:0x00000000 epc3:0x00000000 excvaddr:0x00000000 depc:0x00000000",
        "Getting a Exception (29) when the page is loaded", "Abort called", "Panic button pressed",
        "Paste what stands between >>>stack>>> and <<<stack<<<"})
    void what_is_no_crash(String line) {
        assertThat(CrashLog.of(line + "\nready\n" + BANNER.formatted(2))).isEmpty();
    }

    @Test
    void crashes_are_handed_out_while_the_log_is_read() throws IOException {
        List<Crash> crashes = new ArrayList<>();
        byte[] first = (DUMP + BANNER.formatted(2) + "working\n".repeat(500)).getBytes(StandardCharsets.ISO_8859_1);
        InputStream in = new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int most) {
                if (reads++ == 0) {
                    System.arraycopy(first, 0, into, from, first.length);
                    return first.length;
                }
                assertThat(crashes).hasSize(1);
                return -1;
            }
        };

        CrashLog.read(in, crashes::add);

        assertThat(crashes).hasSize(1);
    }

    @Test
    void a_dump_without_its_first_lines_is_a_crash_of_unknown_kind() {
        List<Crash> crashes = CrashLog.of(DUMP.substring(DUMP.indexOf("sp: ")));

        assertThat(crashes).singleElement().satisfies(crash -> {
            assertThat(crash.kind()).isEqualTo(Crash.Kind.UNKNOWN);
            assertThat(crash.stacks().get(0).words()).hasSize(12);
        });
    }

    @Test
    void rows_alone_tell_the_stack_too() {
        List<Crash> crashes = CrashLog.of(DUMP.substring(DUMP.indexOf("3ffefe80:")));

        assertThat(crashes).singleElement().satisfies(crash -> {
            assertThat(crash.stacks().get(0).sp()).isEqualTo(0x3FFEFE80);
            assertThat(crash.stacks().get(0).end()).isEqualTo(0x3FFEFEA0);
        });
    }

    @Test
    void a_loop_of_fatal_exceptions_is_as_many_crashes() {
        String fatal = "Fatal exception (28): \nepc1=0x40243016, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, depc=0x00000000\n";

        assertThat(CrashLog.of(fatal.repeat(50))).hasSize(50);
    }

    private static Optional<ResetCause> reset(Crash crash) {
        return crash.reset().map(BootBanner::cause);
    }
}
