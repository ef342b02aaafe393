package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import org.junit.jupiter.api.Test;

/** The lower MAC's timer 1 as the vendor's soft watchdog sets it, its transmit queues, and the input they share. */
class WdevTest {

    private static final int INT_ENABLE = 0xC18;
    private static final int INT_STATUS = 0xC20;
    private static final int INT_CLEAR = 0xC24;
    private static final int TSF_LOW = 0x1048;
    private static final int TIMER1 = 0x10C8;
    private static final int TIMER1_LOW = 0x10CC;
    private static final int QUEUE_0 = 0xDC4;
    private static final int QUEUE_3 = QUEUE_0 - 3 * 24;
    private static final int TX_STATUS = 0xC84;
    private static final int READY = 0xC000_0000;
    private static final int FRAME_SENT = 1 << 19;
    private static final int ON = 1 << 31;
    private static final int TIMER1_BIT = 1 << 26;
    private static final long MICROSECOND = 1_000;

    private final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final ClockTree tree = new ClockTree(clock);
    private final RecordedLines lines = new RecordedLines();
    private final SharedInterrupt input = new SharedInterrupt(lines, 0);
    private final Wdev wdev = new Wdev(clock, tree, input.source(), 1);

    @Test
    void timer_1_interrupts_once_when_the_tsf_gets_to_its_target() {
        wdev.write(INT_ENABLE, TIMER1_BIT);
        pass(100);
        wdev.write(TIMER1_LOW, wdev.read(TSF_LOW) + 1_600);
        wdev.write(TIMER1, ON);

        pass(1_599);
        assertThat(lines.events).isEmpty();
        pass(1);
        assertThat(lines.events).containsExactly("+0");
        assertThat(wdev.read(INT_STATUS)).isEqualTo(TIMER1_BIT);
        wdev.write(INT_CLEAR, TIMER1_BIT);
        pass(10_000);

        assertThat(lines.events).containsExactly("+0", "-0");
        assertThat(wdev.read(INT_STATUS)).isZero();
    }

    @Test
    void a_timer_that_is_not_enabled_as_an_interrupt_stays_quiet() {
        wdev.write(TIMER1_LOW, 10);
        wdev.write(TIMER1, ON);

        pass(20);

        assertThat(lines.events).isEmpty();
        assertThat(wdev.read(INT_STATUS)).isZero();
    }

    @Test
    void a_reset_forgets_the_timer() {
        wdev.write(INT_ENABLE, TIMER1_BIT);
        wdev.write(TIMER1_LOW, 10);
        wdev.write(TIMER1, ON);

        wdev.reset();
        wdev.write(INT_ENABLE, TIMER1_BIT);
        pass(20);

        assertThat(lines.events).isEmpty();
    }

    @Test
    void a_frame_handed_to_a_transmit_queue_is_sent_with_success_and_its_queue_told() {
        wdev.write(INT_ENABLE, FRAME_SENT);

        wdev.write(QUEUE_3, READY | 0x1234);
        pass(799);
        assertThat(lines.events).isEmpty();
        pass(1);

        assertThat(lines.events).containsExactly("+0");
        assertThat(wdev.read(TX_STATUS)).as("queue 3, success").isEqualTo(3 << 12);
        assertThat(wdev.read(QUEUE_3)).isEqualTo(0x1234);
    }

    @Test
    void the_next_frame_leaves_when_the_end_of_the_last_has_been_acknowledged() {
        wdev.write(INT_ENABLE, FRAME_SENT);
        wdev.write(QUEUE_3, READY);
        wdev.write(QUEUE_0, READY);
        pass(800);
        assertThat(wdev.read(TX_STATUS)).isZero();
        pass(10_000);
        assertThat(wdev.read(QUEUE_3)).as("still waiting").isEqualTo(READY);

        wdev.write(INT_CLEAR, FRAME_SENT);
        pass(800);

        assertThat(wdev.read(TX_STATUS)).isEqualTo(3 << 12);
        assertThat(lines.events).containsExactly("+0", "-0", "+0");
    }

    @Test
    void a_frame_taken_back_in_time_does_not_leave() {
        wdev.write(INT_ENABLE, FRAME_SENT);
        wdev.write(QUEUE_0, READY);
        wdev.write(QUEUE_0, 0);

        pass(10_000);

        assertThat(lines.events).isEmpty();
    }

    @Test
    void the_input_stays_up_until_the_last_of_those_that_share_it_has_let_go() {
        InterruptLines nic = input.lines();
        wdev.write(INT_ENABLE, TIMER1_BIT);
        wdev.write(TIMER1, ON);
        nic.raise(0);
        pass(1);
        nic.lower(0);
        assertThat(lines.events).containsExactly("+0");

        wdev.write(INT_CLEAR, TIMER1_BIT);

        assertThat(lines.events).containsExactly("+0", "-0");
    }

    @Test
    void a_device_may_raise_only_the_input_it_is_wired_to() {
        assertThatThrownBy(() -> input.lines().raise(5))
            .hasMessage("this device is wired to interrupt input 0, got 5; wire it to that one");
    }

    private void pass(long microseconds) {
        clock.skipTo(clock.nanos() + microseconds * MICROSECOND);
        clock.runDueAlarms();
    }
}
