package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** printf with takers of the caller's own; compiled code of the bench's serves as call-backs. */
class ForeignPrintTest {

    private static final int FORMAT = RomBench.SCRATCH;
    private static final int BUFFER = RomBench.SCRATCH_2;
    private static final int USER_START = 0x3FFFDCD0;
    private static final int BEGIN = 0x40100400;
    /** From the word before the code. */
    private static final int L32R_A5 = 0xFFFF51;
    private static final int S32I_A5_A2 = 0x006252;
    private static final int S32I_A5_A4 = 0x006452;
    private static final int S16I_A6_A3 = 0x005362;
    private static final int MOVI_A6 = 0x00A062;
    private static final int RET = 0x000080;

    private final RomBench rom = new RomBench();

    @Test
    void with_nobody_installed_nothing_is_printed_and_none_is_the_count() {
        assertThat(rom.call("ets_printf", rom.text(FORMAT, "lost"))).isZero();
        assertThat(rom.printed()).isEmpty();
    }

    @Test
    void a_second_taker_gets_every_character_too() {
        rom.call("ets_install_uart_printf");
        rom.call("ets_install_putc2", RomSymbols.address("ets_set_user_start"));

        assertThat(rom.call("ets_printf", rom.text(FORMAT, "ab%d"), 7)).isEqualTo(3);

        assertThat(rom.printed()).isEqualTo("ab7");
        assertThat(rom.bus.load32(USER_START)).as("the last character").isEqualTo('7');
    }

    @Test
    void the_uart_s_printf_does_not_mind_who_is_installed() {
        rom.call("ets_install_putc1", RomSymbols.address("ets_set_user_start"));

        assertThat(rom.call("ets_uart_printf", rom.text(FORMAT, "%s\n"), rom.text(BUFFER, "out"))).isEqualTo(4);

        assertThat(rom.printed()).isEqualTo("out\r\n");
        assertThat(rom.bus.load32(USER_START)).isZero();
    }

    @Test
    void printing_into_foreign_memory_ends_where_the_memory_does() {
        rom.call("ets_install_external_printf", beginWith(BUFFER, 6), 0, 0);

        int count = rom.call("ets_external_printf", rom.text(FORMAT, "%s"), rom.text(FORMAT + 0x100, "abcdefgh"));

        assertThat(count).isEqualTo(8);
        assertThat(rom.text(BUFFER)).isEqualTo("abcdef");
        assertThat(rom.call("est_get_printf_buf_remain_len")).isZero();
    }

    @Test
    void what_is_left_of_the_memory_can_be_asked_for_and_given_up() {
        rom.call("ets_install_external_printf", beginWith(BUFFER, 10), 0, RomSymbols.address("ets_set_user_start"));

        rom.call("ets_printf", rom.text(FORMAT, "four"));

        assertThat(rom.text(BUFFER)).isEqualTo("four");
        assertThat(rom.call("est_get_printf_buf_remain_len")).isEqualTo(6);
        assertThat(rom.bus.load32(USER_START)).as("the handle, given back").isEqualTo(BUFFER);
        rom.call("est_reset_printf_buf_len");
        assertThat(rom.call("est_get_printf_buf_remain_len")).isZero();
    }

    /** Code that answers begin(char **at, uint16_t *room, void **handle) with this memory; it is its own handle. */
    private int beginWith(int memory, int room) {
        rom.bus.store32(BEGIN - 4, memory);
        rom.assemble(BEGIN, L32R_A5, S32I_A5_A2, MOVI_A6 | room << 16, S16I_A6_A3, S32I_A5_A4, RET);
        return BEGIN;
    }
}
