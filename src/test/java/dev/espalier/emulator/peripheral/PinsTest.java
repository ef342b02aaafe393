package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Levels of the pins: who wins, pull-ups, what a listener hears (facts sheet, 3.2). */
class PinsTest {

    private static final int OUT_W1TS = 0x04;
    private static final int OUT_W1TC = 0x08;
    private static final int ENABLE_W1TS = 0x10;
    private static final int IN = 0x18;
    private static final int STATUS = 0x1C;
    private static final int PIN5 = 0x28 + 4 * 5;
    private static final int MUX_OF_GPIO5 = 0x40;
    private static final int PULL_UP = 1 << 7;
    private static final int BIT5 = 1 << 5;

    private final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final RecordedLines lines = new RecordedLines();
    private final IoMux mux = new IoMux();
    private final Gpio gpio =
        new Gpio(clock, mux, new SharedInterrupt(lines, 4).source());
    private final List<String> heard = new ArrayList<>();

    @Test
    void a_floating_pin_is_as_high_as_its_pull_up_makes_it() {
        assertThat(gpio.read(IN) & BIT5).isZero();

        mux.write(MUX_OF_GPIO5, PULL_UP);

        assertThat(gpio.read(IN) & BIT5).isEqualTo(BIT5);
    }

    @Test
    void who_drives_a_pin_wins_over_its_pull_up_until_it_lets_go() {
        mux.write(MUX_OF_GPIO5, PULL_UP);

        gpio.drive(5, false);
        assertThat(gpio.read(IN) & BIT5).isZero();
        gpio.release(5);

        assertThat(gpio.read(IN) & BIT5).isEqualTo(BIT5);
    }

    @Test
    void an_open_drain_output_pulls_low_and_otherwise_lets_others_drive() {
        gpio.write(PIN5, 1 << 2);
        gpio.write(ENABLE_W1TS, BIT5);
        gpio.drive(5, true);
        assertThat(gpio.levels() & BIT5).as("output low").isZero();

        gpio.write(OUT_W1TS, BIT5);
        assertThat(gpio.levels() & BIT5).as("released, high from outside").isEqualTo(BIT5);
        gpio.drive(5, false);

        assertThat(gpio.levels() & BIT5).as("released, low from outside").isZero();
    }

    @Test
    void a_pressed_button_on_a_pull_up_is_a_falling_edge() {
        mux.write(MUX_OF_GPIO5, PULL_UP);
        gpio.write(PIN5, 2 << 7);

        gpio.drive(5, false);

        assertThat(gpio.read(STATUS)).isEqualTo(BIT5);
        assertThat(lines.events).containsExactly("+4");
    }

    @Test
    void a_listener_hears_every_change_with_its_guest_time() {
        gpio.onChange((pin, high, nanos) -> heard.add(pin + (high ? " high at " : " low at ") + nanos));
        gpio.write(ENABLE_W1TS, BIT5);
        gpio.write(OUT_W1TS, BIT5);
        clock.skipTo(3_000);
        gpio.write(OUT_W1TS, BIT5);
        gpio.write(OUT_W1TC, BIT5);

        assertThat(heard).containsExactly("5 high at 0", "5 low at 3000");
    }

    @Test
    void gpio16_reads_what_is_put_on_it_and_low_when_nobody_does() {
        Rtc rtc = new Rtc(clock, cause -> { }, true, new NoSleep());
        rtc.onChange((pin, high, nanos) -> heard.add(pin + (high ? " high" : " low")));

        rtc.drive(true);
        assertThat(rtc.read(0x8C)).isEqualTo(1);
        rtc.release();

        assertThat(rtc.read(0x8C)).isZero();
        assertThat(heard).containsExactly("16 high", "16 low");
    }
}
