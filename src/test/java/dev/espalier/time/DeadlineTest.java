package dev.espalier.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private long board = 77;
    private long wall = 99;
    private final Deadline deadline =
        Deadline.after(Duration.ofSeconds(8), () -> board, Duration.ofSeconds(2), () -> wall);

    @Test
    void board_time_alone_does_not_end_it() {
        board += Duration.ofSeconds(100).toNanos();
        wall += Duration.ofMillis(1999).toNanos();

        assertThat(deadline.expired()).isFalse();
    }

    @Test
    void wall_time_alone_does_not_end_it() {
        board += Duration.ofMillis(7999).toNanos();
        wall += Duration.ofSeconds(50).toNanos();

        assertThat(deadline.expired()).isFalse();
    }

    @Test
    void both_together_end_it() {
        board += Duration.ofSeconds(8).toNanos();
        wall += Duration.ofSeconds(2).toNanos();

        assertThat(deadline.expired()).isTrue();
        assertThat(deadline.stalled()).isFalse();
    }

    @Test
    void a_board_thirty_times_slower_than_promised_has_stalled() {
        board += Duration.ofSeconds(7).toNanos();
        wall += Duration.ofSeconds(239).toNanos();
        assertThat(deadline.stalled()).isFalse();

        wall += Duration.ofSeconds(1).toNanos();
        assertThat(deadline.stalled()).isTrue();
    }

    @Test
    void it_names_its_limit_for_messages() {
        assertThat(deadline).hasToString("8.0 s of board time");
    }
}
