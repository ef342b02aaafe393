package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.Clock;
import org.junit.jupiter.api.Test;

/** FRC1 and FRC2 against facts sheet 3.2. */
class TimersTest {

    private static final int FRC1_LOAD = 0x00;
    private static final int FRC1_COUNT = 0x04;
    private static final int FRC1_CTRL = 0x08;
    private static final int FRC1_INT = 0x0C;
    private static final int FRC2_LOAD = 0x20;
    private static final int FRC2_COUNT = 0x24;
    private static final int FRC2_CTRL = 0x28;
    private static final int FRC2_ALARM = 0x30;
    private static final long MILLISECOND = 1_000_000;

    private final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final ClockTree tree = new ClockTree(clock);
    private final RecordedLines lines = new RecordedLines();
    private final Dport dport = new Dport(
        new Bus(new byte[0], new byte[0x400000], NoticeListener.NONE), tree, 0);
    private final Timers timers = new Timers(clock, tree, lines, dport);

    TimersTest() {
        tree.apbHz(ClockTree.PLL_HZ);
        dport.write(0x04, 6);
    }

    @Test
    void frc2_counts_312500_ticks_a_second_as_the_rom_sets_it() {
        timers.write(FRC2_LOAD, 0);
        timers.write(FRC2_CTRL, 0x88);
        pass(2 * MILLISECOND);

        assertThat(timers.read(FRC2_COUNT)).isEqualTo(625);
    }

    @Test
    void frc2_latches_input_10_when_its_alarm_is_reached() {
        timers.write(FRC2_CTRL, 0x88);
        timers.write(FRC2_ALARM, 313);
        pass(MILLISECOND);
        assertThat(lines.events).isEmpty();
        pass(2_000);

        assertThat(lines.events).containsExactly("+10");
    }

    @Test
    void an_edge_that_dport_holds_back_does_not_reach_the_core() {
        dport.write(0x04, 0);
        timers.write(FRC2_CTRL, 0x88);
        timers.write(FRC2_ALARM, 10);
        pass(MILLISECOND);

        assertThat(lines.events).isEmpty();
    }

    @Test
    void frc1_counts_down_and_starts_again_from_its_load_value() {
        timers.write(FRC1_LOAD, 800);
        timers.write(FRC1_CTRL, 0xC0);
        pass(5_000);
        assertThat(timers.read(FRC1_COUNT)).isEqualTo(400);

        pass(20_000);

        assertThat(lines.events).containsExactly("+9", "+9");
        assertThat(timers.read(FRC1_CTRL) & 0x100).isNotZero();
        timers.write(FRC1_INT, 1);
        assertThat(timers.read(FRC1_CTRL) & 0x100).isZero();
    }

    @Test
    void frc1_without_reload_goes_on_from_its_full_width() {
        timers.write(FRC1_LOAD, 80);
        timers.write(FRC1_CTRL, 0x80);
        pass(2_000);

        assertThat(lines.events).containsExactly("+9");
        assertThat(timers.read(FRC1_COUNT)).isEqualTo(0x7FFFFF + 1 - 80);
    }

    @Test
    void frc1_raises_the_nmi_in_place_of_input_9_while_dport_says_so() {
        dport.write(0x00, 0x0F);
        timers.write(FRC1_LOAD, 80);
        timers.write(FRC1_CTRL, 0xC0);
        pass(1_000);
        assertThat(lines.events).containsExactly("+14");

        dport.write(0x00, 0x0E);
        pass(1_000);

        assertThat(lines.events).containsExactly("+14", "+9");
    }

    @Test
    void a_change_of_the_clock_keeps_the_count_and_changes_the_rate() {
        timers.write(FRC2_CTRL, 0x80);
        pass(MILLISECOND);
        tree.apbHz(ClockTree.RESET_HZ);
        assertThat(timers.read(FRC2_COUNT)).isEqualTo(80_000);
        pass(MILLISECOND);

        assertThat(timers.read(FRC2_COUNT)).isEqualTo(132_000);
    }

    private void pass(long nanos) {
        long end = clock.nanos() + nanos;
        while (clock.nanos() < end) {
            clock.skipTo(Math.min(end, clock.nextAlarmNanos()));
            clock.runDueAlarms();
        }
    }
}
