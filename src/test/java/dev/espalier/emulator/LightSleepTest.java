package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.vendor.RadioBoundaries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Light sleep as the vendor's SDK enters it: the clocks stand still, nothing is lost. */
class LightSleepTest {

    private static final int RTC = 0x60000700;
    private static final int SLEEP_TARGET = RTC + 0x04;
    private static final int CTRL2 = RTC + 0x08;
    private static final int CAUSE = RTC + 0x14;
    private static final int WAKE_SOURCES = RTC + 0x18;
    private static final int COUNTER = RTC + 0x1C;
    private static final int WAKE_STATUS = RTC + 0x28;
    private static final int FRC2_COUNT = 0x60000624;
    private static final int FRC2_CTRL = 0x60000628;
    private static final int MICROSECONDS = 0x3FF20C00;
    private static final int GPIO4 = 0x60000338;
    private static final int TIMER_WAKES = 8;
    private static final int SLEEP = 1 << 20;
    private static final int HIGH_LEVEL_WAKES = 1 << 10 | 5 << 7;
    private static final long MILLISECOND = 1_000_000;
    /** One second of the slow clock. */
    private static final int TICKS = 150_376;

    private final List<Integer> sent = new ArrayList<>();
    private Machine machine;

    @BeforeEach
    void powerOn() {
        machine = machine();
        run(machine, MILLISECOND);
        sent.clear();
    }

    @Test
    void the_core_stands_still_until_the_counter_gets_to_its_target_and_then_goes_on() {
        sleep(TICKS, TIMER_WAKES);
        machine.incoming.send(new byte[] {'a'}, 74_880);

        run(machine, 999 * MILLISECOND);
        assertThat(sent).as("asleep").isEmpty();
        run(machine, 2 * MILLISECOND);

        assertThat(sent).as("the byte that came meanwhile").containsExactly((int) 'a');
        assertThat(machine.bus.load32(CAUSE) & 0xF).as("no reset").isEqualTo(1);
        assertThat(machine.bus.load32(WAKE_STATUS) & 3).isNotZero();
    }

    @Test
    void timers_and_the_microsecond_counter_stand_still_with_it() {
        machine.bus.store32(FRC2_CTRL, 0x88);
        int ticks = machine.bus.load32(FRC2_COUNT);
        int microseconds = machine.bus.load32(MICROSECONDS);
        sleep(TICKS, TIMER_WAKES);

        run(machine, 1_010 * MILLISECOND);

        assertThat(machine.bus.load32(MICROSECONDS) - microseconds).isBetween(9_900, 10_100);
        assertThat(machine.bus.load32(FRC2_COUNT) - ticks).as("at 52 MHz / 256").isBetween(2_010, 2_050);
    }

    @Test
    void a_target_that_has_just_passed_wakes_at_once() {
        sleep(-2, TIMER_WAKES);

        run(machine, MILLISECOND);

        assertThat(machine.bus.load32(MICROSECONDS)).isGreaterThan(1_900);
    }

    @Test
    void a_pin_that_may_wake_the_chip_ends_the_sleep_before_its_time() {
        machine.bus.store32(GPIO4, HIGH_LEVEL_WAKES);
        sleep(TICKS, TIMER_WAKES);
        machine.incoming.send(new byte[] {'a'}, 74_880);
        run(machine, 100 * MILLISECOND);
        assertThat(sent).isEmpty();

        machine.gpio.drive(4, true);
        run(machine, MILLISECOND);
        assertThat(sent).containsExactly((int) 'a');

        run(machine, 2_000 * MILLISECOND);
        assertThat(machine.bus.load32(MICROSECONDS)).as("not stopped again").isGreaterThan(2_000_000);
    }

    @Test
    void a_sleep_that_nothing_could_end_is_over_at_once() {
        sleep(TICKS, 0);
        machine.incoming.send(new byte[] {'a'}, 74_880);

        run(machine, MILLISECOND);

        assertThat(sent).containsExactly((int) 'a');
    }

    @Test
    void a_reset_ends_it() {
        sleep(TICKS, TIMER_WAKES);
        run(machine, MILLISECOND);

        machine.resetCircuit.lines(false, true);
        machine.resetCircuit.lines(false, false);
        run(machine, 10 * MILLISECOND);

        assertThat(sent).containsExactly((int) '>');
    }

    @Test
    void a_snapshot_of_a_sleeping_board_goes_on_in_its_time() throws IOException {
        sleep(TICKS, TIMER_WAKES);
        machine.incoming.send(new byte[] {'a'}, 74_880);
        run(machine, 500 * MILLISECOND);
        byte[] snapshot = Snapshot.of(machine.parts(), "rom");
        Machine other = machine();

        Snapshot.into(other.parts(), "rom", snapshot);
        run(other, 490 * MILLISECOND);
        assertThat(sent).isEmpty();
        run(other, 20 * MILLISECOND);

        assertThat(sent).containsExactly((int) 'a');
    }

    private void sleep(int ticksAhead, int wakeSources) {
        machine.bus.store32(SLEEP_TARGET, machine.bus.load32(COUNTER) + ticksAhead);
        machine.bus.store32(WAKE_SOURCES, wakeSources);
        machine.bus.store32(CTRL2, SLEEP);
    }

    private Machine machine() {
        return new Machine(EchoRom.image(), BoardHardware.usual(), VirtualEsp8266.DEFAULT_MAC, 1,
            (value, baud) -> sent.add(value), slot -> NetworkDevice.none(), new PostBox(), RadioBoundaries.NONE,
            NoticeListener.NONE);
    }

    private static void run(Machine machine, long nanos) {
        long end = machine.clock.nanos() + nanos;
        while (machine.clock.nanos() < end) {
            machine.runSlice();
            if (machine.idle()) {
                machine.skipTo(Math.min(end, machine.clock.nextAlarmNanos()));
            }
        }
    }
}
