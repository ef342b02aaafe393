package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.vendor.RadioBoundaries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deep sleep as the vendor's SDK enters it, with GPIO16 wired to RST or not. */
class DeepSleepTest {

    private static final int RTC = 0x60000700;
    private static final int SLEEP_TARGET = RTC + 0x04;
    private static final int CTRL2 = RTC + 0x08;
    private static final int CAUSE = RTC + 0x14;
    private static final int WAKE_SOURCES = RTC + 0x18;
    private static final int COUNTER = RTC + 0x1C;
    private static final int SCRATCH = RTC + 0x30;
    private static final int POWER_DOWN = RTC + 0x40;
    private static final int RTC_MEMORY = 0x60001100;
    private static final int DRAM = 0x3FFE9000;
    private static final int TIMER_WAKES = 8;
    private static final int SLEEP = 1 << 20;
    private static final long MILLISECOND = 1_000_000;
    /** Two seconds of the slow clock. */
    private static final int TICKS = 300_752;

    private final List<Integer> sent = new ArrayList<>();
    private final List<String> gpio16 = new ArrayList<>();

    @Test
    void the_wake_wire_restarts_the_chip_when_the_counter_gets_to_its_target() {
        Machine machine = started(true);
        sleep(machine, TIMER_WAKES);

        run(machine, 1_999 * MILLISECOND);
        assertThat(sent).as("asleep").isEmpty();
        run(machine, 10 * MILLISECOND);

        assertThat(sent).as("started anew").containsExactly((int) '>');
        assertThat(machine.bus.load32(CAUSE) & 0xF).as("an external reset").isEqualTo(2);
        assertThat(gpio16).containsExactly("low");
    }

    @Test
    void only_the_rtc_and_its_memory_remember() {
        Machine machine = started(true);
        machine.bus.store32(DRAM, 0x12345678);
        machine.bus.store32(RTC_MEMORY, 5);
        machine.bus.store32(SCRATCH, 5);
        int before = machine.bus.load32(COUNTER);
        sleep(machine, TIMER_WAKES);

        run(machine, 2_010 * MILLISECOND);

        assertThat(machine.bus.load32(DRAM)).isZero();
        assertThat(machine.bus.load32(RTC_MEMORY)).isEqualTo(5);
        assertThat(machine.bus.load32(SCRATCH)).as("cleared by an external reset").isZero();
        assertThat(machine.bus.load32(COUNTER) - before).isGreaterThanOrEqualTo(TICKS);
    }

    @Test
    void without_the_wire_it_sleeps_until_somebody_presses_reset() {
        Machine machine = started(false);
        sleep(machine, TIMER_WAKES);

        run(machine, 5_000 * MILLISECOND);
        assertThat(sent).isEmpty();
        machine.resetCircuit.lines(false, true);
        machine.resetCircuit.lines(false, false);
        run(machine, 10 * MILLISECOND);

        assertThat(sent).containsExactly((int) '>');
    }

    @Test
    void without_the_timer_among_the_wake_sources_it_sleeps_for_ever() {
        Machine machine = started(true);
        sleep(machine, 0);

        run(machine, 60_000 * MILLISECOND);

        assertThat(sent).isEmpty();
        assertThat(machine.idle()).isTrue();
    }

    @Test
    void a_snapshot_of_a_sleeping_board_wakes_in_its_time() throws IOException {
        Machine machine = started(true);
        sleep(machine, TIMER_WAKES);
        run(machine, 500 * MILLISECOND);
        byte[] snapshot = Snapshot.of(machine.parts(), "rom");

        Machine other = started(true);
        Snapshot.into(other.parts(), "rom", snapshot);
        run(other, 1_490 * MILLISECOND);
        assertThat(sent).isEmpty();
        run(other, 20 * MILLISECOND);

        assertThat(sent).containsExactly((int) '>');
    }

    private Machine started(boolean wired) {
        BoardHardware hardware = BoardHardware.usual().withWakeFromDeepSleep(wired)
            .withPins((pin, high, nanos) -> {
                if (pin == 16) {
                    gpio16.add(high ? "high" : "low");
                }
            });
        Machine machine = new Machine(EchoRom.image(), hardware, VirtualEsp8266.DEFAULT_MAC, 1,
            (value, baud) -> sent.add(value), slot -> NetworkDevice.none(), new PostBox(), RadioBoundaries.NONE, NoticeListener.NONE);
        run(machine, MILLISECOND);
        sent.clear();
        return machine;
    }

    private static void sleep(Machine machine, int wakeSources) {
        machine.bus.store32(SLEEP_TARGET, machine.bus.load32(COUNTER) + TICKS);
        machine.bus.store32(WAKE_SOURCES, wakeSources);
        machine.bus.store32(POWER_DOWN, -1);
        machine.bus.store32(CTRL2, SLEEP);
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
