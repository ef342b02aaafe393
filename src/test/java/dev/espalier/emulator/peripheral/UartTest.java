package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UART registers against facts sheet 3.2 and 1.2. */
class UartTest {

    private static final int FIFO = 0x00;
    private static final int INT_RAW = 0x04;
    private static final int INT_ST = 0x08;
    private static final int INT_ENA = 0x0C;
    private static final int INT_CLR = 0x10;
    private static final int CLKDIV = 0x14;
    private static final int AUTOBAUD = 0x18;
    private static final int STATUS = 0x1C;
    private static final int CONF0 = 0x20;
    private static final int CONF1 = 0x24;
    private static final int ROM_BAUD = 74928;

    private final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final ClockTree tree = new ClockTree(clock);
    private final RecordedLines lines = new RecordedLines();
    private final List<String> sent = new ArrayList<>();
    private final Uart uart = new Uart("UART0", clock, tree, new SharedInterrupt(lines, 5).source(),
        (value, baud) -> sent.add("%c@%d".formatted(value, baud)));

    @Test
    void a_byte_leaves_after_ten_bits_at_the_divided_clock() {
        uart.write(FIFO, 'A');
        pass(133_000);
        assertThat(sent).isEmpty();

        pass(1_000);

        assertThat(sent).containsExactly("A@74928");
    }

    @Test
    void the_pll_makes_the_same_divisor_115200() {
        tree.apbHz(ClockTree.PLL_HZ);
        uart.write(FIFO, 'A');
        pass(87_000);

        assertThat(sent).containsExactly("A@115274");
    }

    @Test
    void status_bit_31_falls_when_the_last_frame_has_gone() {
        uart.write(FIFO, 'A');
        assertThat(uart.read(STATUS)).isNegative();

        pass(134_000);
        assertThat(uart.read(STATUS)).isNotNegative();
    }

    @Test
    void bytes_wait_in_a_fifo_of_128_behind_the_one_that_is_sent() {
        for (int i = 0; i < 130; i++) {
            uart.write(FIFO, '0' + i % 10);
        }
        assertThat(uart.read(STATUS) >> 16 & 0xFF).isEqualTo(128);

        pass(129 * 134_000);

        assertThat(sent).hasSize(129);
        assertThat(uart.read(STATUS) >> 16 & 0xFF).isZero();
    }

    @Test
    void received_bytes_are_counted_and_read_in_order() {
        receive("ab");

        assertThat(uart.read(STATUS) & 0xFF).isEqualTo(2);
        assertThat(uart.read(FIFO)).isEqualTo('a');
        assertThat(uart.read(FIFO)).isEqualTo('b');
        assertThat(uart.read(STATUS) & 0xFF).isZero();
    }

    @Test
    void a_full_receive_fifo_drops_and_says_so() {
        receive("x".repeat(129));

        assertThat(uart.read(STATUS) & 0xFF).isEqualTo(128);
        assertThat(uart.read(INT_RAW) & 1 << 4).isNotZero();
        uart.write(INT_CLR, 1 << 4);
        assertThat(uart.read(INT_RAW) & 1 << 4).isZero();
    }

    @Test
    void the_receive_interrupt_follows_the_threshold() {
        uart.write(CONF1, 2);
        uart.write(INT_ENA, 1);
        receive("a");
        assertThat(lines.events).isEmpty();
        receive("b");
        assertThat(lines.events).containsExactly("+5");

        uart.write(INT_CLR, 1);
        assertThat(uart.read(INT_ST)).as("still at the threshold").isEqualTo(1);
        uart.read(FIFO);

        assertThat(lines.events).containsExactly("+5", "-5");
    }

    @Test
    void the_receive_time_out_comes_after_that_many_silent_frames() {
        uart.write(CONF1, 1 << 31 | 2 << 24 | 100);
        uart.write(INT_ENA, 1 << 8);
        receive("a");
        pass(260_000);
        assertThat(uart.read(INT_ST)).isZero();
        pass(10_000);

        assertThat(uart.read(INT_ST)).isEqualTo(1 << 8);
        assertThat(lines.events).containsExactly("+5");
        uart.read(FIFO);
        uart.write(INT_CLR, 1 << 8);
        assertThat(lines.events).containsExactly("+5", "-5");
    }

    @Test
    void a_time_out_switched_on_late_still_sees_what_waits() {
        receive("a");
        uart.write(CONF1, 1 << 31 | 2 << 24 | 100);
        pass(270_000);

        assertThat(uart.read(INT_RAW) & 1 << 8).isNotZero();
    }

    @Test
    void the_transmit_interrupt_says_that_the_fifo_runs_dry() {
        uart.write(CONF1, 1 << 8);
        for (int i = 0; i < 4; i++) {
            uart.write(FIFO, 'x');
        }
        uart.write(INT_ENA, 2);
        assertThat(lines.events).isEmpty();

        pass(3 * 134_000);

        assertThat(lines.events).containsExactly("+5");
    }

    @Test
    void conf0_empties_the_fifos() {
        receive("abc");
        uart.write(FIFO, 'x');
        uart.write(FIFO, 'y');

        uart.write(CONF0, 0x1C | 1 << 17 | 1 << 18);

        assertThat(uart.read(STATUS) & 0xFF00FF).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {9600, 57600, 74880, 115200, 230400, 460800, 921600})
    void auto_baud_finds_the_rate_of_a_sync_frame_the_way_the_rom_computes_it(int baud) {
        uart.write(AUTOBAUD, 0x801);
        for (int value : new int[] {0xC0, 0x00, 0x08, 0x24, 0x00, 0x55, 0x55}) {
            uart.receive(value, baud);
        }
        assertThat(uart.read(0x30)).isGreaterThanOrEqualTo(30);
        int divisor = (uart.read(0x28) + uart.read(0x2C)) / 2 + 12;
        uart.write(CLKDIV, divisor);

        assertThat((double) tree.apbHz() / divisor).isBetween(baud * 0.99, baud * 1.01);
        uart.write(CONF0, 0x1C | 1 << 17);
        uart.receive('k', baud);
        assertThat(uart.read(FIFO)).isEqualTo('k');
    }

    @Test
    void a_narrow_store_into_the_fifo_sends_and_does_not_eat_a_received_byte() {
        receive("r");

        uart.writeLanes(FIFO, 's', 0xFF);
        pass(134_000);

        assertThat(sent).containsExactly("s@74928");
        assertThat(uart.read(FIFO)).isEqualTo('r');
    }

    @Test
    void two_uarts_hold_one_input_up_together() {
        SharedInterrupt shared = new SharedInterrupt(lines, 5);
        SharedInterrupt.Level first = shared.source();
        SharedInterrupt.Level second = shared.source();

        first.set(true);
        second.set(true);
        first.set(false);
        assertThat(lines.events).containsExactly("+5");
        second.set(false);

        assertThat(lines.events).containsExactly("+5", "-5");
    }

    private void receive(String text) {
        text.chars().forEach(c -> uart.receive(c, ROM_BAUD));
    }

    private void pass(long nanos) {
        long end = clock.nanos() + nanos;
        while (clock.nanos() < end) {
            clock.skipTo(Math.min(end, clock.nextAlarmNanos()));
            clock.runDueAlarms();
        }
    }
}
