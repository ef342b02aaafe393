package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.flash.NorFlash;
import dev.espalier.emulator.vendor.RadioBoundaries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be chosen around the chip, and the pins of a running board. */
@Timeout(60)
class BoardHardwareTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void the_jedec_id_follows_from_the_size_of_the_flash_chip() {
        Machine machine = machine(BoardHardware.usual().withFlashBytes(0x100000));

        machine.bus.store32(0x60000200, 1 << 28);

        assertThat(machine.bus.load32(0x60000240)).isEqualTo(0x1440EF);
    }

    @Test
    void a_flash_chip_smaller_than_the_window_is_seen_twice_in_it() {
        Machine machine = machine(BoardHardware.usual().withFlashBytes(NorFlash.SMALLEST_BYTES));
        machine.flash.preload(0x1000, new byte[] {1, 2, 3, 4});

        machine.bus.store32(0x3FF0000C, 1 << 8);

        assertThat(machine.bus.load32(0x40201000)).isEqualTo(0x04030201);
        assertThat(machine.bus.load32(0x40281000)).isEqualTo(0x04030201);
    }

    @Test
    void uart1_is_heard_with_its_rate() {
        Machine machine = machine(BoardHardware.usual()
            .withSerial1((value, baud) -> heard.add((char) value + "@" + baud)));

        machine.bus.store32(0x60000F14, 5_200);
        machine.bus.store32(0x60000F00, 'S');
        machine.bus.store32(0x60000F00, '1');
        machine.skipTo(machine.clock.nextAlarmNanos());
        machine.skipTo(machine.clock.nextAlarmNanos());

        assertThat(heard).containsExactly("S@10000", "1@10000");
    }

    @Test
    void a_snapshot_needs_a_flash_chip_of_the_same_size() throws IOException {
        byte[] snapshot = Snapshot.of(machine(BoardHardware.usual().withFlashBytes(0x100000)).parts(), "rom");
        Machine other = machine(BoardHardware.usual());

        assertThatThrownBy(() -> Snapshot.into(other.parts(), "rom", snapshot)).hasMessage(
            "the snapshot is of a board with 1048576 bytes of flash; this board has 4194304, give it the same");
    }

    @Test
    void baseband_and_front_end_registers_are_nothing_to_warn_of() {
        List<String> notices = new ArrayList<>();
        Machine machine = new Machine(EchoRom.image(), BoardHardware.usual(), VirtualEsp8266.DEFAULT_MAC, 1,
            (value, baud) -> { }, slot -> NetworkDevice.none(), new PostBox(), RadioBoundaries.NONE, notices::add);

        machine.bus.store32(0x60009D74, 7);
        machine.bus.load32(0x60000404);
        machine.bus.store32(0x60000200, 1 << 21);

        assertThat(machine.bus.load32(0x60009D74)).isEqualTo(7);
        assertThat(machine.bus.load32(0x600005A0) >> 30 & 1).as("debug mode reached").isEqualTo(1);
        assertThat(notices).isEmpty();
    }

    @Test
    void pins_of_a_running_board_are_driven_and_read() throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().rom(EchoRom.image()).start()) {
            BoardPins pins = board.pins();
            pins.drive(4, true);
            pins.drive(16, true);
            assertThat(pins.high(4)).isTrue();
            assertThat(pins.high(16)).isTrue();

            pins.release(4);
            pins.release(16);

            assertThat(pins.high(4)).isFalse();
            assertThat(pins.high(16)).isFalse();
            assertThat(pins.high(0)).as("pulled up on the board").isTrue();
        }
    }

    @Test
    void pins_that_the_chip_has_not_and_voltages_beyond_a0_are_refused() throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().rom(EchoRom.image()).start()) {
            assertThatThrownBy(() -> board.pins().drive(17, true))
                .hasMessage("the chip has no GPIO17; wanted 0 to 16");
            assertThatThrownBy(() -> board.pins().analog(-1)).isInstanceOf(IllegalArgumentException.class);
            board.pins().analog(512);
        }
    }

    private static Machine machine(BoardHardware hardware) {
        return new Machine(EchoRom.image(), hardware, VirtualEsp8266.DEFAULT_MAC, 1, (value, baud) -> { },
            slot -> NetworkDevice.none(), new PostBox(), RadioBoundaries.NONE, NoticeListener.NONE);
    }
}
