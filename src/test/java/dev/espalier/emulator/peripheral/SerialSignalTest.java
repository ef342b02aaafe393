package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SerialSignalTest {

    @Test
    void rates_within_four_percent_understand_each_other() {
        assertThat(SerialSignal.receive('A', 74928, 74880)).containsExactly('A');
        assertThat(SerialSignal.receive('A', 111_000, 115_200)).containsExactly('A');
    }

    @Test
    void a_listener_at_115200_hears_the_rom_as_garbage_and_always_the_same() {
        byte[] heard = SerialSignal.receive('e', 74880, 115200);

        assertThat(heard).isNotEqualTo(new byte[] {'e'}).isEqualTo(SerialSignal.receive('e', 74880, 115200));
    }

    @Test
    void a_zero_byte_sent_at_half_the_rate_is_a_long_low_then_idle() {
        assertThat(SerialSignal.receive(0x00, 57600, 115200)).containsExactly(0x00);
        assertThat(SerialSignal.receive(0x55, 57600, 115200)).hasSize(2);
    }

    @Test
    void a_byte_sent_at_twice_the_rate_reads_as_mostly_ones() {
        assertThat(SerialSignal.receive(0xFF, 115200, 57600)).containsExactly(0xFF);
        assertThat(SerialSignal.receive(0x00, 115200, 57600)).containsExactly(0xF8);
    }
}
