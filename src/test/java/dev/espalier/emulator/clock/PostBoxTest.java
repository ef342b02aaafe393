package dev.espalier.emulator.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PostBoxTest {

    private final PostBox box = new PostBox();

    @Test
    void events_run_in_the_order_of_posting_also_those_that_events_post() {
        List<String> ran = new ArrayList<>();
        box.post(() -> {
            ran.add("first");
            box.post(() -> ran.add("third"));
        });
        box.post(() -> ran.add("second"));

        box.runPosted();

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void a_post_wakes_the_sleeping_machine() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Thread machine = new Thread(() -> {
            while (ran.getCount() > 0) {
                box.await(3_600_000_000_000L);
                box.runPosted();
            }
        });
        machine.start();

        box.post(ran::countDown);

        ran.await();
        machine.join();
    }
}
