package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.clock.Clock;
import org.junit.jupiter.api.Test;

/** The converter as the vendor's physical-layer code reads it. */
class SarAdcTest {

    private static final int CONTROL = 0x50;
    private static final int INPUT = 0x5C;
    private static final int RESULTS = 0x80;
    private static final int TOUT = 1 << 21;

    private final SarAdc adc = new SarAdc();
    private final AnalogBus analog = new AnalogBus(new ClockTree(new Clock(ClockTree.RESET_HZ)), adc);

    @Test
    void every_voltage_comes_back_from_eight_averaged_samples_and_from_one_to_within_one() {
        analog.write(INPUT, TOUT);
        for (int reading = 0; reading <= SarAdc.MAX; reading++) {
            adc.tout(reading);

            int sum = 0;
            for (int sample = 0; sample < 8; sample++) {
                sum += corrected(analog.read(RESULTS + 4 * sample));
            }

            int averaged = sum + 8 >> 4;
            assertThat(corrected(analog.read(RESULTS)) + 1 >> 1).as("fast").isEqualTo(averaged);
            assertThat(averaged * 12 / 11).as("as SDK 2.x scales it").isBetween(Math.max(0, reading - 1), reading);
        }
    }

    @Test
    void the_raw_reading_of_1_volt_is_what_owners_of_sdk_1_report() {
        adc.tout(1023);
        analog.write(INPUT, TOUT);

        assertThat(corrected(analog.read(RESULTS)) + 1 >> 1).isBetween(930, 980);
    }

    @Test
    void without_the_pin_it_measures_a_supply_of_3_3_volts() {
        adc.tout(1000);

        int millivolts = corrected(analog.read(RESULTS)) * 12 / 11 * 2 * 1000 / 1024;

        assertThat(millivolts).isBetween(3290, 3310);
    }

    @Test
    void a_conversion_is_over_as_soon_as_it_is_started() {
        analog.write(CONTROL, 7 << 24 | 2);

        assertThat(analog.read(CONTROL) >> 24 & 7).isZero();
        assertThat(analog.read(CONTROL) & 2).isEqualTo(2);
    }

    @Test
    void a_voltage_beyond_the_range_is_refused() {
        assertThatThrownBy(() -> adc.tout(1024))
            .hasMessage("wanted an analog reading of 0 to 1023, got 1024; it is what analogRead(A0) is to give");
    }

    /** The correction of the low byte: 21 off, then 279/256, at most 255. */
    private static int corrected(int register) {
        int code = ~register;
        int low = Math.min(255, Math.max(0, (code & 0xFF) - 21) * 279 >> 8);
        return (code & 0xF00) + low;
    }
}
