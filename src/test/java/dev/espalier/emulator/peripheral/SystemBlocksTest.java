package dev.espalier.emulator.peripheral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DPORT, GPIO, RTC, watchdog, WDEV and the analog bus against facts sheets 1.6, 2.1 and 3.2. */
class SystemBlocksTest {

    private static final long MILLISECOND = 1_000_000;
    private static final int CACHE_ON = 1 << 8;

    private final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final ClockTree tree = new ClockTree(clock);
    private final RecordedLines lines = new RecordedLines();
    private final byte[] flash = new byte[0x400000];
    private final Bus bus = new Bus(new byte[0], flash, NoticeListener.NONE);
    private final Dport dport = new Dport(bus, tree, 0x5CCF7F123456L);
    private final List<ResetCause> resets = new ArrayList<>();

    @Test
    void the_efuses_hold_the_mac_as_a_flasher_reads_it() {
        assertThat(dport.read(0x50)).isEqualTo(0x56000000);
        assertThat(dport.read(0x54)).isEqualTo(0x00001234);
        assertThat(dport.read(0x58)).as("the SDK's chip check, and octets in the last word").isEqualTo(0x9000);
        assertThat(dport.read(0x5C)).isEqualTo(0x005CCF7F);
        assertThat(dport.read(0x15C)).as("repeated every 256 bytes").isEqualTo(0x005CCF7F);
    }

    @Test
    void the_cache_control_maps_each_of_four_megabytes() {
        for (int megabyte = 0; megabyte < 4; megabyte++) {
            flash[megabyte << 20] = (byte) (megabyte + 1);
            dport.write(0x0C, CACHE_ON | (megabyte & 1) << 25 | megabyte >> 1 << 16);
            assertThat(bus.load32(0x40200000)).isEqualTo(megabyte + 1);
        }
        dport.write(0x0C, 0);
        assertThatThrownBy(() -> bus.load32(0x40200000)).isInstanceOf(MemoryFault.class);
    }

    @Test
    void a_cache_flush_reports_done_and_never_busy() {
        dport.write(0x0C, 1 | 1 << 9);

        assertThat(dport.read(0x0C) & 0x202).isEqualTo(2);
    }

    @Test
    void bank_bits_turn_instruction_ram_into_cache() {
        bus.store32(0x4010C000, 1);
        bus.store32(0x40108000, 2);

        dport.write(0x24, 1 << 3);

        assertThat(bus.load32(0x4010C000)).isZero();
        assertThat(bus.load32(0x40108000)).isEqualTo(2);
    }

    @Test
    void gpio_outputs_read_back_and_set_and_clear_by_bits() {
        Gpio gpio = new Gpio(clock, new IoMux(), new SharedInterrupt(lines, 4).source());
        gpio.write(0x0C, 1 << 5 | 1 << 4);
        gpio.write(0x04, 1 << 5);
        assertThat(gpio.read(0x18) & 0x30).isEqualTo(1 << 5);
        gpio.write(0x08, 1 << 5);

        assertThat(gpio.read(0x18) & 0x30).isZero();
    }

    @Test
    void a_pin_edge_interrupts_until_its_status_is_cleared() {
        Gpio gpio = new Gpio(clock, new IoMux(), new SharedInterrupt(lines, 4).source());
        gpio.write(0x28 + 4 * 5, 1 << 7);
        gpio.drive(5, true);
        gpio.drive(5, false);
        assertThat(gpio.read(0x1C)).isEqualTo(1 << 5);
        assertThat(lines.events).containsExactly("+4");
        gpio.write(0x24, 1 << 5);

        assertThat(lines.events).containsExactly("+4", "-4");
    }

    @Test
    void a_level_interrupt_comes_back_while_the_level_lasts() {
        Gpio gpio = new Gpio(clock, new IoMux(), new SharedInterrupt(lines, 4).source());
        gpio.write(0x28 + 4 * 12, 5 << 7);
        gpio.drive(12, true);
        gpio.write(0x24, 1 << 12);
        assertThat(gpio.read(0x1C)).isEqualTo(1 << 12);

        gpio.drive(12, false);
        gpio.write(0x24, 1 << 12);
        assertThat(gpio.read(0x1C)).isZero();
    }

    @Test
    void the_rtc_meter_counts_crystal_cycles_in_256_periods_of_the_slow_clock_when_asked_for_257() {
        Gpio gpio = new Gpio(clock, new IoMux(), new SharedInterrupt(lines, 4).source());
        tree.apbHz(ClockTree.PLL_HZ);
        gpio.write(0x6C, 1 << 31 | 0x101);

        assertThat(gpio.read(0x70) >>> 31).as("done").isEqualTo(1);
        assertThat((gpio.read(0x70) & 0xFFFFF) / 26.0 / 256).as("microseconds").isBetween(6.64, 6.66);
    }

    @Test
    void straps_show_what_the_pins_were_when_latched() {
        Gpio gpio = new Gpio(clock, new IoMux(), new SharedInterrupt(lines, 4).source());
        gpio.drive(0, false);
        gpio.latchStraps();
        gpio.drive(0, true);

        assertThat(gpio.read(0x18) >> 16 & 7).isEqualTo(1);
    }

    @Test
    void the_rtc_requests_a_reset_and_keeps_scratch_over_software_and_watchdog_resets() {
        Rtc rtc = new Rtc(clock, resets::add, true, new NoSleep());
        rtc.start(ResetCause.POWER_ON);
        rtc.write(0x30, 0x1234);
        rtc.write(0x00, 1 << 31);
        assertThat(resets).containsExactly(ResetCause.SOFTWARE);

        rtc.start(ResetCause.SOFTWARE);
        assertThat(rtc.read(0x14) & 0xF).isEqualTo(3);
        assertThat(rtc.read(0x30)).isEqualTo(0x1234);
        rtc.start(ResetCause.HARDWARE_WATCHDOG);
        assertThat(rtc.read(0x30)).isEqualTo(0x1234);
        rtc.start(ResetCause.EXTERNAL);
        assertThat(rtc.read(0x30)).isZero();
    }

    @Test
    void a_transfer_on_the_empty_hspi_bus_ends_and_reads_ones() {
        Hspi hspi = new Hspi();
        hspi.write(0x1C, 1 << 28);
        hspi.write(0x40, 0x1234);
        hspi.write(0x00, 1 << 18);

        assertThat(hspi.read(0x00)).isZero();
        assertThat(hspi.read(0x40)).isEqualTo(-1);
    }

    @Test
    void gpio16_is_driven_by_the_rtc() {
        Rtc rtc = new Rtc(clock, resets::add, true, new NoSleep());
        rtc.write(0x74, 1);
        rtc.write(0x68, 1);

        assertThat(rtc.gpio16()).isTrue();
        assertThat(rtc.read(0x8C) & 1).isEqualTo(1);
    }

    @Test
    void the_watchdog_interrupts_first_and_resets_when_that_was_not_heeded() {
        Watchdog watchdog = new Watchdog(clock, lines, dport, resets::add);
        dport.write(0x04, 1);
        watchdog.write(0x04, 11);
        watchdog.write(0x08, 13);
        watchdog.write(0x00, 1);

        pass(1638 * MILLISECOND);
        assertThat(lines.events).isEmpty();
        pass(MILLISECOND);
        assertThat(lines.events).containsExactly("+8");
        pass(6552 * MILLISECOND);
        assertThat(resets).isEmpty();
        pass(MILLISECOND);
        assertThat(resets).containsExactly(ResetCause.HARDWARE_WATCHDOG);
    }

    @Test
    void the_watchdog_survives_a_software_reset_only() {
        Watchdog watchdog = new Watchdog(clock, lines, dport, resets::add);
        watchdog.write(0x00, 1);

        watchdog.start(ResetCause.SOFTWARE);
        assertThat(watchdog.read(0x00)).isEqualTo(1);
        watchdog.start(ResetCause.EXTERNAL);
        assertThat(watchdog.read(0x00)).isZero();
    }

    @Test
    void wdev_counts_microseconds_from_the_reset_and_repeats_its_random_numbers() {
        pass(5 * MILLISECOND);
        Wdev wdev = new Wdev(clock, tree, level -> { }, 42);
        wdev.reset();
        pass(3 * MILLISECOND);

        assertThat(wdev.read(0xC00)).isEqualTo(3000);
        int first = wdev.read(0xE44);
        assertThat(wdev.read(0xE44)).isNotEqualTo(first);
        assertThat(new Wdev(clock, tree, level -> { }, 42).read(0xE44)).isEqualTo(first);
    }

    @Test
    void programming_the_pll_over_the_analog_bus_gives_80_mhz_to_all() {
        AnalogBus analog = new AnalogBus(tree, new SarAdc());
        analog.write(0x10, 1 << 24 | 0x88 << 16 | 1 << 8 | 103);
        assertThat(tree.apbHz()).isEqualTo(52_000_000);
        analog.write(0x10, 1 << 24 | 0x91 << 16 | 2 << 8 | 103);

        assertThat(tree.apbHz()).isEqualTo(80_000_000);
        assertThat(clock.frequencyHz()).isEqualTo(80_000_000);
        assertThat(analog.read(0x10) & 1 << 25).as("busy").isZero();
        analog.write(0x10, 1 << 8 | 103);
        assertThat(analog.read(0x10) >> 16 & 0xFF).isEqualTo(0x88);
    }

    @Test
    void the_pll_outlives_a_reset_of_the_digital_part_only() {
        AnalogBus analog = new AnalogBus(tree, new SarAdc());
        analog.write(0x10, 1 << 24 | 0x88 << 16 | 1 << 8 | 103);
        analog.write(0x10, 1 << 24 | 0x91 << 16 | 2 << 8 | 103);

        tree.reset();
        analog.reset();
        assertThat(tree.apbHz()).isEqualTo(80_000_000);
        analog.resetPll();

        assertThat(tree.apbHz()).isEqualTo(52_000_000);
        assertThat(clock.frequencyHz()).isEqualTo(52_000_000);
    }

    private void pass(long nanos) {
        long end = clock.nanos() + nanos;
        while (clock.nanos() < end) {
            clock.skipTo(Math.min(end, clock.nextAlarmNanos()));
            clock.runDueAlarms();
        }
    }
}
