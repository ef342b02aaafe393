package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    private final SecretMask mask = SecretMask.of(List.of("hunter22", "hunter22-long", "abc", ""));

    @Test
    void the_longest_secret_wins_and_short_ones_are_left_alone() {
        assertThat(mask.apply("a hunter22-long, a hunter22, abc")).isEqualTo("a ***, a ***, abc");
    }

    @Test
    void a_tail_that_may_become_a_secret_is_undecided() {
        assertThat(mask.undecidedTail("key hunt")).isEqualTo(4);
        assertThat(mask.undecidedTail("key hunx")).isZero();
    }
}
