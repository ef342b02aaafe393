package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import org.junit.jupiter.api.Test;

class PollLoopTest {

    private static final long CHANGE = 1_000_000;

    private final Clock clock = new Clock(80_000_000);
    private final PollLoop loop = new PollLoop(clock);

    @Test
    void a_tight_loop_is_taken_to_the_change_it_waits_for() {
        poll(16, 8);

        assertThat(clock.nanos()).isEqualTo(CHANGE);
    }

    @Test
    void an_alarm_on_the_way_is_not_passed() {
        clock.alarm("earlier", () -> { }).at(200_000);

        poll(16, 8);

        assertThat(clock.nanos()).isEqualTo(200_000);
    }

    @Test
    void reads_with_work_between_them_are_no_loop() {
        poll(1000, 65);

        assertThat(clock.cycles()).isEqualTo(65_000);
    }

    private void poll(int times, int cyclesApart) {
        for (int i = 0; i < times; i++) {
            clock.advance(cyclesApart);
            loop.polled(CHANGE);
        }
    }
}
