package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.emulator.bus.PlainStorage;
import dev.espalier.emulator.isa.SpecialRegister;
import org.junit.jupiter.api.Test;

/** The ROM's light sleep; RTC and GPIO are plain storage here, so nothing sleeps. */
class SleepFunctionsTest {

    private static final int RTC = 0x60000700;
    private static final int ALARM = RTC + 0x04;
    private static final int STATE = RTC + 0x08;
    private static final int WAKE_SOURCES = RTC + 0x18;
    private static final int COUNTER = RTC + 0x1C;
    private static final int INT_ENABLE = RTC + 0x20;
    private static final int INT_CLEAR = RTC + 0x24;
    private static final int INT_STATUS = RTC + 0x28;
    private static final int SLEEP = 1 << 20;
    private static final int GPIO = 0x60000300;
    private static final int CALIBRATION_VALUE = GPIO + 0x70;
    private static final int READY = 1 << 31;
    private static final int RTC_INTERRUPT = 3;
    private static final int UART_INTERRUPT = 1 << 5;
    private static final int USER_START = 0x3FFFDCD0;

    private final RomBench rom = new RomBench();

    SleepFunctionsTest() {
        rom.bus.map(RTC, 0x100, new PlainStorage("RTC", 0x100));
        rom.bus.map(GPIO, 0x100, new PlainStorage("GPIO", 0x100));
    }

    @Test
    void sleep_for_a_time_sets_alarm_wake_sources_and_state() {
        rom.bus.store32(COUNTER, 5_000);
        rom.bus.store32(STATE, 1);

        rom.call("rtc_set_sleep_mode", SLEEP, 3, 8);

        assertThat(rom.bus.load32(ALARM)).isEqualTo(305_000);
        assertThat(rom.bus.load32(WAKE_SOURCES)).isEqualTo(8);
        assertThat(rom.bus.load32(STATE)).isEqualTo(SLEEP | 1);
    }

    @Test
    void the_chip_sleeps_when_no_task_is_pending_for_as_many_ticks_as_were_calibrated() {
        rom.bus.store32(COUNTER, 1_000);
        rom.bus.store32(CALIBRATION_VALUE, READY | 1_733);
        rom.call("dtm_params_init", 0, 0);
        rom.call("dtm_set_params", 0, 50, 10, 0, 0);

        rom.call("ets_enter_sleep");
        assertThat(rom.bus.load32(STATE)).as("not yet").isZero();
        rom.enterTaskLoop(0);
        rom.goOnUntil(() -> rom.bus.load32(STATE) == SLEEP);

        double microsecondsPerTick = 1_733 / 320.0;
        double ticks = (50_000 - 240) / microsecondsPerTick - 305;
        assertThat((double) rom.bus.load32(ALARM) - 1_000).isCloseTo(ticks, within(2.0));
        assertThat(rom.bus.load32(INT_ENABLE)).isEqualTo(3);
    }

    @Test
    void a_calibration_that_never_ends_is_given_up() {
        rom.call("dtm_params_init", 0, 0);
        rom.call("dtm_set_params", 0, 50, 10, 0, 0);

        rom.call("rtc_enter_sleep", 0);

        assertThat(rom.bus.load32(STATE)).isEqualTo(SLEEP);
        assertThat(rom.bus.load32(ALARM)).isPositive();
    }

    @Test
    void interrupts_that_were_named_are_masked_during_sleep_and_served_again_after_it() {
        rom.call("ets_rtc_int_register");
        assertThat(rom.cpu.special(SpecialRegister.INTENABLE)).isEqualTo(1 << RTC_INTERRUPT);
        assertThat(rom.bus.load32(INT_CLEAR)).isEqualTo(7);
        rom.call("dtm_params_init", 0, RomSymbols.address("software_reset"));
        rom.call("dtm_set_params", 0, 50, 10, 1, 0);
        rom.call("dtm_set_intr_mask", UART_INTERRUPT);
        assertThat(rom.call("dtm_get_intr_mask")).isEqualTo(UART_INTERRUPT);

        rom.call("rtc_enter_sleep", 0);
        rom.bus.store32(INT_STATUS, 1);
        rom.bus.store32(INT_CLEAR, 0);
        rom.call("rtc_intr_handler");

        assertThat(rom.cpu.special(SpecialRegister.INTENABLE) & UART_INTERRUPT).isEqualTo(UART_INTERRUPT);
        assertThat(rom.bus.load32(INT_CLEAR)).isEqualTo(1);
        assertThat(rom.bus.load32(INT_ENABLE)).isZero();
        assertThat(rom.bus.load32(RTC)).as("the function to call afterwards was called").isEqualTo(1 << 31);
    }

    @Test
    void a_timer_is_put_into_the_list_by_its_due_time() {
        int timer = RomBench.SCRATCH;
        rom.call("ets_timer_init");
        rom.call("ets_timer_setfn", timer, RomSymbols.address("ets_set_user_start"), 0x77);

        rom.call("timer_insert", 5_000, timer);
        assertThat(rom.bus.load32(timer + 4)).isEqualTo(5_000);
        rom.enterTaskLoop(1 << 10);
        rom.goOnUntil(() -> rom.bus.load32(USER_START) == 0x77);

        assertThat(rom.clock.nanos() / 1e6).isCloseTo(5_000 * 256 / 52e3, within(0.5));
    }
}
