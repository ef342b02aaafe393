package dev.espalier.emulator.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The two-clock rule, with a wall clock that moves only when the test moves it. */
class IdlePacerTest {

    private static final long MILLISECOND = 1_000_000;

    private long wall = 5_000 * MILLISECOND;
    private boolean owes;
    private boolean connected;
    private long questions;

    private final IdlePacer pacer = new IdlePacer(() -> wall, new OutsideWorld() {
        @Override
        public boolean peerOwes() {
            return owes;
        }

        @Override
        public boolean connected() {
            return connected;
        }

        @Override
        public long questions() {
            return questions;
        }
    });

    @Test
    void alone_the_guest_idles_a_hundred_times_faster_than_the_wall() {
        wall += MILLISECOND;

        assertThat(pacer.pace()).isEqualTo(100);
        assertThat(pacer.grant(1_000 * MILLISECOND, 100)).isEqualTo(100 * MILLISECOND);
        assertThat(pacer.grant(1_000 * MILLISECOND, 100)).as("spent").isZero();
    }

    @Test
    void with_a_connection_it_idles_twenty_times_faster() {
        connected = true;

        assertThat(pacer.pace()).isEqualTo(20);
    }

    @Test
    void while_a_peer_owes_an_answer_both_clocks_go_alike() {
        connected = true;
        owes = true;
        questions = 1;

        assertThat(pacer.pace()).isEqualTo(1);
        wall += 2 * MILLISECOND;
        assertThat(pacer.grant(50 * MILLISECOND, pacer.pace())).isEqualTo(2 * MILLISECOND);
    }

    @Test
    void a_peer_silent_for_a_second_is_not_waited_for_until_it_is_asked_again() {
        owes = true;
        questions = 1;
        assertThat(pacer.pace()).isEqualTo(1);
        wall += 999 * MILLISECOND;
        assertThat(pacer.pace()).isEqualTo(1);
        wall += MILLISECOND;
        assertThat(pacer.pace()).isEqualTo(100);

        questions = 2;

        assertThat(pacer.pace()).isEqualTo(1);
    }

    @Test
    void execution_is_charged_and_waited_for_when_it_outruns_the_pace() {
        owes = true;
        questions = 1;
        wall += MILLISECOND;

        assertThat(pacer.charge(MILLISECOND, pacer.pace())).isZero();
        assertThat(pacer.charge(3 * MILLISECOND, pacer.pace())).isEqualTo(3 * MILLISECOND);
        assertThat(pacer.grant(MILLISECOND, pacer.pace())).isZero();
        wall += 4 * MILLISECOND;
        assertThat(pacer.grant(5 * MILLISECOND, pacer.pace())).isEqualTo(MILLISECOND);
    }

    @Test
    void execution_slower_than_the_pace_is_never_waited_for() {
        wall += MILLISECOND;

        assertThat(pacer.charge(99 * MILLISECOND, pacer.pace())).isZero();
    }

    @Test
    void a_stalled_process_does_not_end_in_a_leap() {
        wall += 10_000 * MILLISECOND;

        assertThat(pacer.grant(Long.MAX_VALUE / 200, 100)).isEqualTo(500 * MILLISECOND);
    }

    @Test
    void what_is_wanted_is_all_that_is_granted_or_spent() {
        wall += MILLISECOND;

        assertThat(pacer.grant(30 * MILLISECOND, 100)).isEqualTo(30 * MILLISECOND);
        assertThat(pacer.grant(100 * MILLISECOND, 100)).isEqualTo(70 * MILLISECOND);
        assertThat(pacer.wallNanosFor(100 * MILLISECOND, 100)).isEqualTo(MILLISECOND);
    }
}
