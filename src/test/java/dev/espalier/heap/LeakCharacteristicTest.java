package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The operating characteristic that {@code docs/heap.md} claims, on fewer series; {@link LeakCharacteristic} prints all
 * of it. Seeds are fixed: what is asserted is an exact bound for the true rate, by what these series show.
 */
class LeakCharacteristicTest {

    private static final int CYCLES = 50;
    private static final Characteristic STANDARD = new Characteristic(LeakTest.STANDARD, 20);

    @Test
    void a_16_byte_leak_is_found_within_50_cycles_in_99_of_100_series() throws IOException {
        Characteristic.Counts found = STANDARD.over(300, made("idle").leaking(16)).and(STANDARD.over(300, made("busy").leaking(16)));

        assertThat(found.leak().count()).as("16 bytes per cycle: %s", found.leak()).isGreaterThanOrEqualTo(594);
    }

    /** None in 3,700 is the fewest that bound the rate by 1 in 1,000 (95 %, both sides). */
    @Test
    void at_most_1_in_1000_series_without_a_leak_is_called_one() throws IOException {
        Characteristic.Counts alarms = STANDARD.over(1850, made("idle")).and(STANDARD.over(1850, made("busy")));

        assertThat(alarms.leak().high()).as("false alarms: %s", alarms.leak()).isLessThan(0.001);
        assertThat(alarms.noLeak().count()).as("settled: %s", alarms.noLeak()).isGreaterThan(3700 * 9 / 10);
    }

    @Test
    void a_gate_that_goes_on_while_the_question_is_open_raises_no_more_alarms() throws IOException {
        int[] looks = {20, 30, 40, 50};

        Characteristic.Counts alarms = STANDARD.over(400, made("busy"), looks);
        Characteristic.Counts found = STANDARD.over(100, made("busy").disturbed(3, 0).leaking(16), looks);

        assertThat(alarms.leak().count()).as("false alarms: %s", alarms.leak()).isZero();
        assertThat(found.leak().count()).as("16 bytes per cycle: %s", found.leak()).isGreaterThanOrEqualTo(97);
    }

    private static MadeHeap made(String checkpoint) throws IOException {
        return MadeHeap.of(RecordedHeap.free(checkpoint)).cycles(CYCLES);
    }
}
