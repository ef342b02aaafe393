package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryFunctionsTest {

    private static final int STORE_PROHIBITED = 29;
    private static final int LOAD_PROHIBITED = 28;
    private static final int LOAD_STORE_ERROR = 3;
    private static final int A = RomBench.SCRATCH;
    private static final int B = RomBench.SCRATCH_2;
    private static final int AREA = 160;

    private final RomBench rom = new RomBench();
    private final Random random = new Random(20);

    @ParameterizedTest(name = "memset of {0} bytes at null stops at {1}")
    @CsvSource({"16, 4000e1b2", "100, 4000e1b2", "8, 4000e1c3", "4, 4000e1cc", "2, 4000e1d3", "1, 4000e1db"})
    void a_memset_of_the_null_pointer_stops_where_the_chip_does(int count, String epc1) {
        RomBench.Fault fault = rom.tryCall("memset", 0, 0, count);

        assertThat(fault).isEqualTo(new RomBench.Fault(STORE_PROHIBITED, Integer.parseUnsignedInt(epc1, 16), 0));
    }

    @ParameterizedTest(name = "{0} of {1} bytes from null stops at {2}")
    @CsvSource({"memcpy, 100, 4000df60", "memcpy, 8, 4000df7c", "memcpy, 4, 4000df94", "memcpy, 2, 4000dfa4",
        "memcpy, 1, 4000dfb4", "memcmp, 4, 4000debc", "strcpy, 0, 4000bf0e", "strncpy, 9, 4000c10b",
        "strncmp, 4, 4000c005"})
    void a_read_of_the_null_pointer_stops_where_the_chip_does(String function, int count, String epc1) {
        RomBench.Fault fault = rom.tryCall(function, A, 0, count);

        assertThat(fault).isEqualTo(new RomBench.Fault(LOAD_PROHIBITED, Integer.parseUnsignedInt(epc1, 16), 0));
    }

    @ParameterizedTest(name = "{0} of {1} bytes to null stops at {2}")
    @CsvSource({"memcpy, 16, 4000df64", "memcpy, 15, 4000df82", "memcpy, 7, 4000df98", "memcpy, 3, 4000dfa9",
        "memcpy, 1, 4000dfb7", "strcpy, 0, 4000bf1b", "strncpy, 9, 4000c118"})
    void a_write_to_the_null_pointer_stops_where_the_chip_does(String function, int count, String epc1) {
        RomBench.Fault fault = rom.tryCall(function, 0, rom.text(A, "some text"), count);

        assertThat(fault).isEqualTo(new RomBench.Fault(STORE_PROHIBITED, Integer.parseUnsignedInt(epc1, 16), 0));
    }

    @Test
    void the_length_of_the_null_pointer_s_text_and_its_comparison_stop_where_the_chip_does() {
        assertThat(rom.tryCall("strlen", 0)).isEqualTo(new RomBench.Fault(LOAD_PROHIBITED, 0x4000BF80, 0));
        assertThat(rom.tryCall("memcmp", 0, A, 4)).isEqualTo(new RomBench.Fault(LOAD_PROHIBITED, 0x4000DEBE, 0));
        assertThat(rom.tryCall("strncmp", 0, A, 4)).isEqualTo(new RomBench.Fault(LOAD_PROHIBITED, 0x4000C007, 0));
        assertThat(rom.tryCall("strcpy", A + 1, 0)).isEqualTo(new RomBench.Fault(LOAD_PROHIBITED, 0x4000BF3C, 0));
    }

    @Test
    void memset_writes_its_bytes_and_no_others_at_every_alignment() {
        for (int offset = 0; offset < 4; offset++) {
            for (int count = 0; count < 70; count++) {
                byte[] expected = randomArea(A);
                Arrays.fill(expected, 8 + offset, 8 + offset + count, (byte) 0xC3);

                int result = rom.call("memset", A + 8 + offset, 0x12C3, count);

                assertThat(result).isEqualTo(A + 8 + offset);
                assertThat(rom.bytes(A, AREA)).isEqualTo(expected);
            }
        }
    }

    @Test
    void memcpy_copies_between_all_alignments() {
        for (int to = 0; to < 4; to++) {
            for (int from = 0; from < 4; from++) {
                for (int count = 0; count < 40; count++) {
                    byte[] expected = randomArea(A);
                    byte[] source = randomArea(B);
                    System.arraycopy(source, from, expected, 4 + to, count);

                    assertThat(rom.call("memcpy", A + 4 + to, B + from, count)).isEqualTo(A + 4 + to);
                    assertThat(rom.bytes(A, AREA)).as("to %d from %d count %d", to, from, count).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void memmove_copies_between_overlapping_areas() {
        for (int i = 0; i < 500; i++) {
            int to = random.nextInt(60);
            int from = random.nextInt(60);
            int count = random.nextInt(90);
            byte[] expected = randomArea(A);
            System.arraycopy(expected.clone(), from, expected, to, count);

            rom.call("memmove", A + to, A + from, count);

            assertThat(rom.bytes(A, AREA)).as("to %d from %d count %d", to, from, count).isEqualTo(expected);
        }
    }

    @Test
    void memcmp_orders_by_the_first_differing_byte_unsigned() {
        for (int i = 0; i < 300; i++) {
            byte[] left = randomArea(A);
            byte[] right = left.clone();
            int at = random.nextInt(40);
            right[at] = (byte) random.nextInt(256);
            rom.put(B + i % 4, right);
            int count = random.nextInt(AREA - 4);

            int result = rom.call("memcmp", A, B + i % 4, count);

            assertThat(Integer.signum(result))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, 0, count, right, 0, count)));
        }
    }

    @Test
    void memory_functions_read_from_mapped_flash() {
        byte[] content = "text in mapped flash, at an odd address".getBytes(StandardCharsets.ISO_8859_1);
        rom.flash(0x1001, Arrays.copyOf(content, content.length + 1));
        int flash = 0x40201001;

        rom.call("memcpy", A, flash, content.length);

        assertThat(rom.bytes(A, content.length)).isEqualTo(content);
        assertThat(rom.call("memcmp", A, flash, content.length)).isZero();
        assertThat(rom.call("strlen", flash)).isEqualTo(content.length);
        rom.call("strcpy", B, flash);
        assertThat(rom.text(B)).isEqualTo(new String(content, StandardCharsets.ISO_8859_1));
        assertThat(rom.call("strcmp", B, flash)).isZero();
    }

    @Test
    void a_byte_store_to_instruction_ram_is_a_load_store_error() {
        RomBench.Fault fault = rom.tryCall("memcpy", 0x40101001, A, 1);

        assertThat(fault.cause()).isEqualTo(LOAD_STORE_ERROR);
        assertThat(fault.excvaddr()).isEqualTo(0x40101001);
    }

    @Test
    void a_fault_in_a_string_function_shows_that_function() {
        assertFaultWithin("strlen", "strncmp", 0);
        assertFaultWithin("memcpy", "memmove", A, 0, 16);
        assertFaultWithin("strcmp", "strcpy", 0, A);
    }

    private void assertFaultWithin(String function, String next, int... arguments) {
        RomBench.Fault fault = rom.tryCall(function, arguments);

        assertThat(fault.cause()).as(function).isEqualTo(LOAD_PROHIBITED);
        assertThat(fault.epc1()).as(function)
            .isBetween(RomSymbols.address(function), RomSymbols.address(next) - 1);
    }

    @Test
    void strings_are_measured_and_compared_at_every_alignment() {
        for (int offset = 0; offset < 4; offset++) {
            for (int length = 0; length < 20; length++) {
                String text = "abcdefghijklmnopqrstuvwxyz".substring(0, length);
                int left = rom.text(A + offset, text);
                int right = rom.text(B + length % 4, text);

                assertThat(rom.call("strlen", left)).isEqualTo(length);
                assertThat(rom.call("strcmp", left, right)).isZero();
                assertThat(rom.call("strncmp", left, right, length + 3)).isZero();
            }
        }
    }

    @Test
    void string_comparison_has_the_sign_of_the_first_difference() {
        String[] texts = {"", "a", "ab", "abcd", "abce", "abcdefgh", "abcdefgi", "b", "\u00e9"};
        for (String left : texts) {
            for (String right : texts) {
                int result = rom.call("strcmp", rom.text(A, left), rom.text(B, right));

                assertThat(Integer.signum(result)).as("%s against %s", left, right)
                    .isEqualTo(Integer.signum(left.compareTo(right)));
                assertThat(Integer.signum(rom.call("strncmp", A, B, 3))).as("3 of %s against %s", left, right)
                    .isEqualTo(Integer.signum(head(left).compareTo(head(right))));
            }
        }
    }

    private static String head(String text) {
        return text.substring(0, Math.min(3, text.length()));
    }

    @Test
    void strncpy_pads_with_nul_and_strstr_finds() {
        rom.call("memset", A, 'x', 12);
        rom.call("strncpy", A, rom.text(B, "abc"), 8);
        assertThat(rom.bytes(A, 10)).containsExactly('a', 'b', 'c', 0, 0, 0, 0, 0, 'x', 'x');

        rom.text(A, "the needle in the hay");
        assertThat(rom.call("strstr", A, rom.text(B, "needle"))).isEqualTo(A + 4);
        assertThat(rom.call("ets_strstr", A, rom.text(B, "noodle"))).isZero();
        assertThat(rom.call("strstr", A, rom.text(B, ""))).isEqualTo(A);
    }

    @Test
    void a_mac_address_is_parsed_from_text() {
        assertThat(rom.call("ets_str2macaddr", A, rom.text(B, "5C:cf:7F:12:34:56"))).isZero();
        assertThat(rom.bytes(A, 6)).containsExactly(0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56);
        assertThat(rom.call("ets_str2macaddr", A, rom.text(B, "5C:cf:7G:12:34:56"))).isNotZero();
    }

    private byte[] randomArea(int address) {
        byte[] area = new byte[AREA];
        random.nextBytes(area);
        rom.put(address, area);
        return area;
    }
}
