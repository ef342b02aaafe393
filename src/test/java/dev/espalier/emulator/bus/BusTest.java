package dev.espalier.emulator.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory map against facts sheet 3.1. */
class BusTest {

    private final byte[] flash = new byte[0x400000];
    private final List<String> notices = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final Bus bus = new Bus(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, flash, notices::add);

    BusTest() {
        bus.onCodeChange((from, to) -> changes.add("%x-%x".formatted(from, to)));
    }

    @Test
    void data_ram_takes_every_width_little_endian() {
        bus.store32(0x3FFE8000, 0x11223344);
        bus.store8(0x3FFE8003, 0xAA);
        bus.store16(0x3FFE8000, 0xBBCC);

        assertThat(bus.load32(0x3FFE8000)).isEqualTo(0xAA22BBCC);
        assertThat(bus.load8(0x3FFE8003)).isEqualTo(0xAA);
        assertThat(bus.load16(0x3FFE8002)).isEqualTo(0xAA22);
        bus.store32(0x3FFFFFFC, 7);
        assertThat(bus.load32(0x3FFFFFFC)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 0x1FFFFFFC})
    void below_20000000_everything_is_prohibited(int address) {
        assertFault(() -> bus.load32(address), MemoryFault.Kind.PROHIBITED, address);
        assertFault(() -> bus.load8(address), MemoryFault.Kind.PROHIBITED, address);
        assertFault(() -> bus.store32(address, 0), MemoryFault.Kind.PROHIBITED, address);
        assertFault(() -> bus.store16(address, 0), MemoryFault.Kind.PROHIBITED, address);
        assertFault(() -> bus.fetch32(address), MemoryFault.Kind.PROHIBITED, address);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20000000, 0x3FFE7FFC, 0x40010000, 0x40110000, 0x40300000, 0x60002800, 0x80000000, -4})
    void a_hole_is_a_bus_error(int address) {
        assertFault(() -> bus.load32(address), MemoryFault.Kind.ERROR, address);
        assertFault(() -> bus.store32(address, 0), MemoryFault.Kind.ERROR, address);
        assertFault(() -> bus.fetch32(address), MemoryFault.Kind.ERROR, address);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40100000, 0x40000000, 0x40200000})
    void instruction_memory_refuses_narrow_accesses(int address) {
        bus.mapFlash(0);

        assertFault(() -> bus.load8(address + 1), MemoryFault.Kind.ERROR, address + 1);
        assertFault(() -> bus.load16(address + 2), MemoryFault.Kind.ERROR, address + 2);
        assertFault(() -> bus.store8(address, 0), MemoryFault.Kind.ERROR, address);
        assertFault(() -> bus.store16(address, 0), MemoryFault.Kind.ERROR, address);
    }

    @Test
    void data_ram_holds_no_instructions() {
        assertFault(() -> bus.fetch32(0x3FFE8000), MemoryFault.Kind.ERROR, 0x3FFE8000);
    }

    @Test
    void rom_reads_by_words_and_refuses_stores() {
        assertThat(bus.load32(0x40000004)).isEqualTo(0x08070605);
        assertThat(bus.fetch32(0x40000006)).isEqualTo(0x08070605);
        assertFault(() -> bus.store32(0x40000000, 0), MemoryFault.Kind.PROHIBITED, 0x40000000);
    }

    @Test
    void the_flash_window_shows_the_chosen_megabyte_while_the_cache_is_on() {
        flash[0x100010] = 0x55;
        assertFault(() -> bus.load32(0x40200010), MemoryFault.Kind.ERROR, 0x40200010);

        bus.mapFlash(0x100000);
        assertThat(bus.load32(0x40200010)).isEqualTo(0x55);
        assertThat(bus.fetch32(0x40200010)).isEqualTo(0x55);
        assertFault(() -> bus.store32(0x40200010, 0), MemoryFault.Kind.PROHIBITED, 0x40200010);

        bus.unmapFlash();
        assertFault(() -> bus.fetch32(0x40200010), MemoryFault.Kind.ERROR, 0x40200010);
        assertThat(changes).containsExactly("40200000-40300000", "40200000-40300000");
    }

    @Test
    void a_bank_given_to_the_cache_reads_as_zero_and_comes_back_empty() {
        bus.store32(0x40108000, 1);
        bus.store32(0x4010C000, 2);

        bus.cacheBanks(false, true);
        bus.store32(0x4010C000, 3);
        assertThat(bus.load32(0x40108000)).isEqualTo(1);
        assertThat(bus.load32(0x4010C000)).isZero();

        bus.cacheBanks(true, false);
        assertThat(bus.load32(0x40108000)).isZero();
        assertThat(bus.load32(0x4010C000)).isZero();
        bus.store32(0x4010C000, 4);
        assertThat(bus.load32(0x4010C000)).isEqualTo(4);
    }

    @Test
    void writing_an_instruction_that_was_fetched_is_told_once() {
        bus.store32(0x40100000, 1);
        assertThat(changes).isEmpty();

        bus.fetch32(0x40100000);
        bus.store32(0x40100000, 2);
        bus.store32(0x40100000, 3);

        assertThat(changes).containsExactly("40100000-40100004");
    }

    @Test
    void a_change_of_the_flash_is_told_where_the_window_shows_it() {
        bus.mapFlash(0x100000);
        changes.clear();

        bus.flashChanged(0, 0x1000);
        bus.flashChanged(0x0FF000, 0x101000);

        assertThat(changes).containsExactly("40200000-40201000");
    }

    @Test
    void an_unmodelled_register_is_storage_and_noticed_once() {
        bus.store32(0x60000400, 5);
        bus.store32(0x60000400, 6);

        assertThat(bus.load32(0x60000400)).isEqualTo(6);
        assertThat(notices).containsExactly(
            "registers at 60000400: offset 00 written (00000005), kept as plain storage");
    }

    @Test
    void narrow_accesses_reach_a_register_in_their_lanes() {
        bus.map(0x60000800, 0x100, new PlainStorage("IOMUX", 0x100));
        bus.store32(0x60000804, 0x11223344);
        bus.store8(0x60000806, 0xAA);
        bus.store16(0x60000804, 0xBBCC);

        assertThat(bus.load32(0x60000804)).isEqualTo(0x11AABBCC);
        assertThat(bus.load8(0x60000806)).isEqualTo(0xAA);
        assertThat(bus.load16(0x60000806)).isEqualTo(0x11AA);
    }

    @Test
    void a_rom_image_that_is_too_large_is_refused() {
        assertThatThrownBy(() -> new Bus(new byte[0x10001], flash, NoticeListener.NONE))
            .hasMessage("ROM image is 65537 bytes, the mask ROM holds 65536");
    }

    private static void assertFault(ThrowingCallable access, MemoryFault.Kind kind, int address) {
        MemoryFault fault = catchThrowableOfType(MemoryFault.class, access);
        assertThat(fault).isNotNull();
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.address()).isEqualTo(address);
    }
}
