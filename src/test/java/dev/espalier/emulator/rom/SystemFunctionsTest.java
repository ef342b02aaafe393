package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.emulator.bus.PlainStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that work on registers of the chip; the registers are plain storage here unless said otherwise. */
class SystemFunctionsTest {

    private static final int RTC = 0x60000700;
    private static final int WDT = 0x60000900;
    private static final int ANALOG = 0x60000D00;
    private static final int GPIO = 0x60000300;
    private static final int USER_START = 0x3FFFDCD0;
    private static final int FRC2_INTERRUPT = 10;
    private static final int TIMER = RomBench.SCRATCH;
    private static final double TICK_MILLIS = 256 / 52e3;

    private final RomBench rom = new RomBench();
    private boolean timersStarted;

    SystemFunctionsTest() {
        for (int block : new int[] {RTC, WDT, ANALOG, GPIO}) {
            rom.bus.map(block, 0x100, new PlainStorage("block %08x".formatted(block), 0x100));
        }
    }

    @ParameterizedTest(name = "cause {0}, detail {1}: {2}")
    @CsvSource({"1, 0, 1", "2, 0, 2", "3, 0, 3", "4, 0, 4", "5, 8, 5", "5, 1, 6", "5, 0, 0", "0x34, 0, 4"})
    void the_reset_reason_is_read_from_two_registers(String cause, int detail, int expected) {
        rom.bus.store32(RTC + 0x14, Integer.decode(cause));
        rom.bus.store32(RTC + 0x18, detail << 8);
        rom.bus.store32(RTC + 0x08, 0xFFFFFFFF);

        assertThat(rom.call("rtc_get_reset_reason")).isEqualTo(expected);
        assertThat(rom.bus.load32(RTC + 0x08)).isEqualTo(0xFFDFFFFF);
    }

    @Test
    void a_software_reset_sets_the_top_bit_and_leaves_the_others() {
        rom.bus.store32(RTC, 0x5);

        rom.call("software_reset");

        assertThat(rom.bus.load32(RTC)).isEqualTo(0x80000005);
    }

    @Test
    void a_delay_counts_cycles_of_the_frequency_that_software_told() {
        assertThat(rom.call("ets_get_cpu_frequency")).as("as the ROM believes, until told").isEqualTo(80);
        assertThat(cyclesOf("ets_delay_us", 1000)).isCloseTo(80_000, within(100L));

        rom.call("ets_update_cpu_frequency", 160);

        assertThat(rom.call("ets_get_cpu_frequency")).isEqualTo(160);
        assertThat(cyclesOf("ets_delay_us", 1000)).isCloseTo(160_000, within(100L));
    }

    private long cyclesOf(String function, int... arguments) {
        long before = rom.clock.cycles();
        rom.call(function, arguments);
        return rom.clock.cycles() - before;
    }

    @Test
    void the_watchdog_is_started_stopped_and_restored() {
        rom.call("ets_wdt_init");
        rom.call("ets_wdt_enable", 2, 3, 6);
        assertThat(rom.bus.load32(WDT) & 1).isEqualTo(1);
        assertThat(rom.bus.load32(WDT + 4)).isEqualTo(11);
        assertThat(rom.bus.load32(WDT + 8)).isEqualTo(12);
        assertThat(rom.bus.load32(WDT + 0x14)).isEqualTo(0x73);
        assertThat(rom.call("ets_wdt_get_mode")).isEqualTo(2);

        int mode = rom.call("ets_wdt_disable");
        assertThat(rom.bus.load32(WDT) & 1).isZero();
        rom.call("ets_wdt_restore", mode);
        assertThat(rom.bus.load32(WDT) & 1).isEqualTo(1);
    }

    @Test
    void analog_registers_are_written_through_their_host() {
        rom.call("rom_i2c_writeReg", 103, 4, 1, 0x88);
        assertThat(rom.bus.load32(ANALOG + 16)).isEqualTo(0x01880167);

        rom.call("rom_i2c_readReg", 103, 4, 2);
        assertThat(rom.bus.load32(ANALOG + 16)).isEqualTo(0x00000267);
    }

    @Test
    void gpio_is_set_and_read_by_masks() {
        rom.bus.store32(GPIO + 0x18, 0xFFFF1234);

        rom.call("gpio_output_set", 1, 2, 4, 8);

        assertThat(rom.bus.load32(GPIO + 4)).isEqualTo(1);
        assertThat(rom.bus.load32(GPIO + 8)).isEqualTo(2);
        assertThat(rom.bus.load32(GPIO + 0x10)).isEqualTo(4);
        assertThat(rom.bus.load32(GPIO + 0x14)).isEqualTo(8);
        assertThat(rom.call("gpio_input_get")).isEqualTo(0x1234);
        rom.call("gpio_pin_intr_state_set", 3, 2);
        assertThat(rom.bus.load32(GPIO + 0x34)).isEqualTo(2 << 7);
    }

    @Test
    void descriptor_chains_are_built_over_their_buffers() {
        int head = RomBench.SCRATCH + 0x400;
        int descriptors = RomBench.SCRATCH;
        int buffers = RomBench.SCRATCH_2;

        int last = rom.call("lldesc_build_chain", descriptors, 3 * 12, buffers, 3 * 100, 100, 1, head, head + 4);

        assertThat(rom.bus.load32(head)).isEqualTo(descriptors);
        assertThat(last).isEqualTo(descriptors + 24).isEqualTo(rom.bus.load32(head + 4));
        assertThat(rom.bus.load32(descriptors + 12)).isEqualTo(0x80000000 | 100);
        assertThat(rom.bus.load32(descriptors + 16)).isEqualTo(buffers + 100);
        assertThat(rom.bus.load32(descriptors + 8)).isEqualTo(descriptors + 12);
        assertThat(rom.bus.load32(last + 8)).isZero();
    }

    @Test
    void rounding_up_to_powers_and_multiples() {
        assertThat(rom.call("roundup2", 13, 8)).isEqualTo(16);
        assertThat(rom.call("roundup2", 16, 8)).isEqualTo(16);
        assertThat(rom.call("multofup", 13, 5)).isEqualTo(15);
    }

    @Test
    void random_numbers_are_those_of_newlib_s_generator() {
        long state = 1;
        for (int i = 0; i < 20; i++) {
            state = state * 6364136223846793005L + 1;
            assertThat(rom.call("rand")).isEqualTo((int) (state >>> 32 & 0x7FFFFFFF));
        }

        rom.call("srand", 42);
        assertThat(rom.call("rand")).isEqualTo((int) (42 * 6364136223846793005L + 1 >>> 32 & 0x7FFFFFFF));
    }

    @Test
    void timers_run_in_the_order_they_fall_due_and_repeat() {
        armTimer(TIMER, 111, 30, 0);
        armTimer(TIMER + 32, 222, 20, 1);
        long start = rom.clock.nanos();
        rom.enterTaskLoop(1 << FRC2_INTERRUPT);

        for (int[] due : new int[][] {{222, 20}, {111, 30}, {222, 40}, {222, 60}}) {
            assertThat(nextTimer()).isEqualTo(due[0]);
            assertThat((rom.clock.nanos() - start) / 1e6).isCloseTo(due[1] * 312.5 * TICK_MILLIS, within(0.5));
        }
    }

    @Test
    void a_disarmed_timer_stays_silent() {
        armTimer(TIMER, 111, 10, 1);
        armTimer(TIMER + 32, 222, 20, 0);

        rom.call("ets_timer_disarm", TIMER);
        rom.enterTaskLoop(1 << FRC2_INTERRUPT);

        assertThat(nextTimer()).isEqualTo(222);
    }

    /** A timer whose function leaves its argument in the user start pointer. */
    private void armTimer(int timer, int argument, int milliseconds, int repeat) {
        if (!timersStarted) {
            rom.call("ets_timer_init");
            timersStarted = true;
        }
        rom.call("ets_timer_setfn", timer, RomSymbols.address("ets_set_user_start"), argument);
        rom.call("ets_timer_arm", timer, milliseconds, repeat);
    }

    private int nextTimer() {
        rom.bus.store32(USER_START, 0);
        rom.goOnUntil(() -> rom.bus.load32(USER_START) != 0);
        return rom.bus.load32(USER_START);
    }
}
