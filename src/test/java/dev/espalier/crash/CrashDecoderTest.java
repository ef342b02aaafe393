package dev.espalier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.dwarf.SourceFrame;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashLog;
import dev.espalier.transcript.RomSymbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be said of a crash of which only the report is at hand. */
class CrashDecoderTest {

    private static final Path CRASHES = Path.of("fixtures/crashes");

    @Test
    void the_readers_crash_is_out_of_memory_in_zalloc_though_no_ELF_file_is_there() throws IOException {
        Crash crash = CrashLog.read(CRASHES.resolve("core-2.3.0-null-memset.txt")).get(0);

        DecodedCrash decoded = CrashDecoder.withoutElf().decode(crash);

        assertThat(decoded.headline()).isEqualTo("out of memory in zalloc or calloc: memset cleared a null pointer; "
            + "it was to clear at least 16 bytes, in ROM memset+0x22, ctx: sys");
        assertThat(decoded.registers()).isEqualTo(
            "Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys");
        assertThat(decoded.explanation()).anyMatch(text -> text.startsWith("Cores before 2.4.1 clear the block"))
            .anyMatch(text -> text.startsWith("ctx sys: it was the SDK, the network stack, or a call-back"))
            .anyMatch(text -> text.startsWith("With the ELF file of that build"));
        assertThat(decoded.frames()).extracting(CrashFrame::symbol).contains("ROM memset+0x22", "ROM task loop (ets_run)");
    }

    @Test
    void a_core_that_tells_failed_allocations_and_told_none_was_given_a_null_pointer() {
        Crash crash = exception(29, 0x4000E1B2, 0, "--------------- CUT HERE FOR EXCEPTION DECODER ---------------\n");

        assertThat(CrashDecoder.withoutElf().decode(crash).headline()).startsWith("a null pointer was passed to the ROM's memset");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "29 | 0x4000df64 | 0x00000000 | a null pointer was passed to the ROM's memcpy | memcpy's destination was 0x00000000.",
        "28 | 0x4000df60 | 0x00000000 | a null pointer was passed to the ROM's memcpy | memcpy's source was 0x00000000.",
        "28 | 0x4000bf80 | 0x00000000 | a null pointer was passed to the ROM's strlen | strlen's text was 0x00000000.",
        "28 | 0x40201234 | 0x00000018 | load through a null pointer, at offset 24 of what it should point to | --elf",
        "29 | 0x40201234 | 0x64636261 | store through a pointer that was overwritten with the text \"abcd\" | --elf",
        "28 | 0x40201234 | 0xfeefeffe | load through a pointer that was never set: its value is the stack's filling | --elf",
        "28 | 0x40201234 | 0xffffffff | load through a pointer of 0xffffffff: erased flash or EEPROM | --elf",
        "29 | 0x40201234 | 0x40230000 | store to mapped flash, which cannot be written | --elf",
        " 3 | 0x40201234 | 0x402303d0 | 8- or 16-bit access to mapped flash, which answers whole words only | pgm_read_byte()",
        " 9 | 0x40201234 | 0x3ffe8001 | misaligned 16- or 32-bit access at 0x3ffe8001 | must be a multiple of the width",
        " 0 | 0x4000dce5 | 0x00000000 | division by zero, in ROM __divsi3 (division by zero) | the divisor was zero",
        " 0 | 0x4000e25d | 0x00000000 | division by zero, in ROM __udivsi3 (division by zero) | the divisor was zero",
        " 6 | 0x40201234 | 0x00000000 | division by zero | the divisor was zero",
        "20 | 0x00000000 | 0x00000000 | call of a null function pointer | EPC1 is where it led",
        " 2 | 0x3ffee5e0 | 0x3ffee5e0 | jump to 0x3ffee5e0, which is no code | data RAM",
        "31 | 0x40201234 | 0x00000000 | exception 31 (reserved) | the report is damaged"})
    void a_cause_is_told_in_plain_words(int cause, String epc1, String address, String headline, String why) {
        DecodedCrash decoded = CrashDecoder.withoutElf()
            .decode(exception(cause, Integer.decode(epc1), (int) Long.decode(address).longValue(), ""));

        assertThat(decoded.headline()).startsWith(headline);
        assertThat(String.join("\n", decoded.explanation())).contains(why);
    }

    @Test
    void a_register_that_was_lost_is_not_taken_for_a_null_pointer() {
        Crash crash = CrashLog.of("\nException (28):\nepc1=0x40201234 epc2=0x00000000 epc3=0x000\n\n>>>stack>>>\n\nctx: cont\n"
            + "sp: 3ffffc10 end: 3fffffc0 offset: 0190\n3ffffda0:  40201238 00000000 3fff81c4 401004f4  \n<<<stack<<<\n").get(0);

        DecodedCrash decoded = CrashDecoder.withoutElf().decode(crash);

        assertThat(decoded.headline()).startsWith("a load from where no memory is").doesNotContain("null");
    }

    @Test
    void a_stack_that_is_no_systems_stack_has_overflowed_though_the_report_says_sys() {
        Crash crash = CrashLog.of("\nException (29):\nepc1=0x40201234 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000\n\n"
            + "ctx: sys \nsp: 3ffee9f0 end: 3fffffb0 offset: 01a0\n\n>>>stack>>>\n3ffeeb90:  40201238 00000000 3fff81c4 401004f4  \n"
            + "<<<stack<<<\n").get(0);

        assertThat(CrashDecoder.withoutElf().decode(crash).explanation().get(0)).startsWith("The sketch's stack has overflowed");
    }

    @Test
    void other_levels_are_told_where_they_hold_something() {
        Crash crash = CrashLog.of("Exception (28):\nepc1=0x40201234 epc2=0x00000000 epc3=0x4000bf64 excvaddr=0x00000010 depc=0x4000e1b2\n"
            + "\nctx: sys \nsp: 3ffffc10 end: 3fffffb0 offset: 01a0\n\n>>>stack>>>\n3ffffdb0:  3fff3814 00001f52 3fff81c4 401004f4  \n"
            + "<<<stack<<<\n").get(0);

        assertThat(CrashDecoder.withoutElf().decode(crash).explanation())
            .contains("A second exception came while the first was being handled, at 0x4000e1b2, ROM memset+0x22 (depc).",
                "The last NMI had interrupted 0x4000bf64, ROM strlen+0x18 (epc3).");
    }

    @Test
    void the_rom_is_known_by_its_whole_symbol_list_and_by_famous_places() {
        assertThat(RomSymbols.nameOf(0x4000E190)).contains("ROM memset");
        assertThat(RomSymbols.nameOf(0x4000E1B2)).contains("ROM memset+0x22");
        assertThat(RomSymbols.nameOf(0x40001B44)).contains("ROM mem_malloc+0x4");
        assertThat(RomSymbols.nameOf(0x40001D14)).as("not in the virtual board's ROM").contains("ROM eprintf");
        assertThat(RomSymbols.nameOf(0x40000F49)).contains("ROM task loop (ets_run)");
        assertThat(RomSymbols.nameOf(0x3FFFDE10)).contains("ROM UartDev");
        assertThat(RomSymbols.nameOf(0x3FFFDE11)).isEmpty();
        assertThat(RomSymbols.nameOf(0x40201234)).isEmpty();
    }

    @Test
    void source_lines_are_found_below_a_folder_whatever_is_before_them_in_the_recorded_path(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("node/src"));
        Files.writeString(folder.resolve("node/src/page.cpp"), "first\nsecond\n");
        SourceFrame recorded = new SourceFrame("serve", "/home/somebody/node/src/page.cpp", 2, false);
        SourceFrame bare = new SourceFrame("serve", "/elsewhere/page.cpp", 2, false);

        assertThat(SourceLines.in(List.of(), List.of(folder)).line(recorded)).contains("second");
        assertThat(SourceLines.in(List.of(), List.of(folder.resolve("node/src"))).line(bare)).as("another's page.cpp").isEmpty();
        assertThat(SourceLines.in(List.of(folder.resolve("node/src")), List.of()).line(bare)).contains("second");
        assertThat(SourceLines.in(List.of(), List.of(folder)).line(new SourceFrame("serve", "node/src/page.cpp", 3, false))).isEmpty();
        assertThat(SourceLines.around(Optional.of(folder.resolve("node/build/out/node.elf")), List.of())
            .line(new SourceFrame("serve", "./src/page.cpp", 1, false))).contains("first");
    }

    private static Crash exception(int cause, int epc1, int address, String before) {
        return CrashLog.of(("%s\nException (%d):\nepc1=0x%08x epc2=0x00000000 epc3=0x00000000 excvaddr=0x%08x depc=0x00000000\n\nctx: cont \n"
            + "sp: 3ffef570 end: 3ffef770 offset: 01a0\n\n>>>stack>>>\n3ffef710:  00000001 3ffee5c0 3ffef740 402023c9  \n<<<stack<<<\n")
            .formatted(before, cause, epc1, address)).get(0);
    }
}
