package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintTest {

    private static final int FORMAT = RomBench.SCRATCH;
    private static final int TEXT = RomBench.SCRATCH_2;

    private final RomBench rom = new RomBench();

    @BeforeEach
    void printToUart() {
        rom.call("ets_install_uart_printf");
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "%d|0", "%d|-1", "%d|-2147483648", "%5d!|42", "%-5d!|42", "%05d!|-42", "%+d|7", "% d|7",
        "%x|48879", "%X|48879", "%08x|48879", "%#x|48879", "%02x|239", "%o|511", "%c|65", "%3c!|65"})
    void numbers_print_as_java_formats_them(String format, int value) {
        print(format, value);

        assertThat(rom.printed()).isEqualTo(String.format(format, value));
    }

    @Test
    void unsigned_long_and_pointer_numbers_print() {
        print("%u %lu %p", -1, -2, 0x3FFFC000);
        assertThat(rom.printed()).isEqualTo("4294967295 4294967294 3fffc000");

        rom.call("ets_printf", rom.text(FORMAT, "%lld"), 0, 0x89ABCDEF, 0x01234567);
        assertThat(rom.printed()).isEqualTo(String.valueOf(0x0123456789ABCDEFL));
    }

    @Test
    void texts_print_with_width_and_precision() {
        rom.text(TEXT, "word");

        print("[%s][%6s][%-6s][%.2s][%*s]", TEXT, TEXT, TEXT, TEXT, 5, TEXT);

        assertThat(rom.printed()).isEqualTo("[word][  word][word  ][wo][ word]");
    }

    @Test
    void the_null_pointer_prints_as_null_and_percent_as_itself() {
        print("%s 100%%", 0);

        assertThat(rom.printed()).isEqualTo("<null> 100%");
    }

    @Test
    void line_feeds_become_cr_lf_and_carriage_returns_are_swallowed() {
        print("a\r\nb\n");

        assertThat(rom.printed()).isEqualTo("a\r\nb\r\n");
    }

    @Test
    void the_number_of_characters_is_given() {
        assertThat(print("%d%d", 12, 345)).isEqualTo(5);
    }

    @Test
    void format_and_text_may_lie_in_mapped_flash() {
        byte[] content = new byte[64];
        System.arraycopy("flash %s\0".getBytes(), 0, content, 1, 9);
        System.arraycopy("text\0".getBytes(), 0, content, 23, 5);
        rom.flash(0x2000, content);

        rom.call("ets_printf", 0x40202001, 0x40202017);

        assertThat(rom.printed()).isEqualTo("flash text");
    }

    private int print(String format, int... values) {
        int[] arguments = new int[values.length + 1];
        arguments[0] = rom.text(FORMAT, format);
        System.arraycopy(values, 0, arguments, 1, values.length);
        return rom.call("ets_printf", arguments);
    }
}
