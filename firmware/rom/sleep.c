/*
 * The ROM's own light sleep: a rhythm of sleeping and waking driven by the RTC's alarm. The vendor's
 * SDK has its own; this one waits for no hardware longer than a calibration takes.
 */
#include "rom.h"

#define RTC_ALARM REG(0x60000704)
#define RTC_WAKE_SOURCES REG(0x60000718)
#define RTC_COUNTER REG(0x6000071C)
#define RTC_INT_ENABLE REG(0x60000720)
#define RTC_INT_CLEAR REG(0x60000724)
#define RTC_INT_STATUS REG(0x60000728)
#define RTC_PHY_POWER REG(0x60000710)
#define RTC_WAKE_TYPE REG(0x600007A8)
#define RTC_SLEEP BIT(20)
#define RTC_INTERRUPTS 7u
#define RTC_ALARM_INTERRUPTS 3u
#define INUM_RTC 3
#define WAKE_BY_ALARM_OR_PIN 24

#define CALIBRATION REG(0x6000036C)
#define CALIBRATION_VALUE REG(0x60000370)
#define CALIBRATION_START BIT(31)
#define CALIBRATION_READY BIT(31)
#define CALIBRATION_CYCLES 9
#define CALIBRATION_POLLS 100000
/* Crystal cycles in ten cycles of a slow clock of 150 kHz. */
#define TYPICAL_CALIBRATION 1733

#define MODE_RANDOM_SLEEP BIT(0)
#define MODE_RANDOM_WAKE BIT(1)
#define TICKS_OF_HUNDREDTH 100000
#define WAKE_PIN 2
#define PIN_LOW 4
#define PIN_HIGH 5
/* Time that waking takes, in 1/320 microseconds, and in ticks of the slow clock. */
#define WAKE_COST 76800
#define WAKE_TICKS 305

static struct {
    timer_t timer;
    uint32_t margin;          /* of a beacon, 16 microseconds */
    uint32_t beacon_time;
    uint32_t late;            /* microseconds */
    uint32_t sleep_time;      /* this time, microseconds */
    uint32_t wake_time;       /* this time, milliseconds */
    uint32_t mean_sleep;
    uint32_t mean_wake;
    uint32_t mode;
    uint32_t rounds;          /* 0: for ever, 1: the last */
    uint32_t interrupts;      /* masked meanwhile */
    void (*before)(void);
    void (*after)(void);
    uint32_t sleeps;
} rhythm;

int rand(void);
uint32_t gpio_input_get(void);
void gpio_pin_wakeup_enable(uint32_t pin, uint32_t type);
void ets_set_idle_cb(void (*function)(void *), void *argument);
void ets_timer_disarm(timer_t *timer);
void ets_timer_setfn(timer_t *timer, void (*function)(void *), void *argument);
void ets_timer_arm(timer_t *timer, uint32_t milliseconds, bool repeat);

/* The RTC wakes the chip after so many hundred thousand ticks. */
void rtc_set_sleep_mode(uint32_t state_bits, uint32_t hundred_thousands, uint32_t wake_sources)
{
    RTC_ALARM = hundred_thousands * TICKS_OF_HUNDREDTH + RTC_COUNTER;
    RTC_WAKE_SOURCES = wake_sources;
    RTC_STATE0 |= state_bits;
}

void dtm_params_init(void (*before)(void), void (*after)(void))
{
    memset(&rhythm, 0, sizeof rhythm);
    rhythm.before = before;
    rhythm.after = after;
}

void dtm_set_intr_mask(uint32_t mask)
{
    rhythm.interrupts = mask;
}

uint32_t dtm_get_intr_mask(void)
{
    return rhythm.interrupts;
}

void save_rxbcn_mactime(uint32_t time)
{
    rhythm.beacon_time = time;
}

void save_tsf_us(uint32_t microseconds)
{
    rhythm.late = microseconds;
}

static uint32_t random_part(uint32_t whole)
{
    return (uint64_t)(uint32_t)rand() * whole >> 31;
}

void dtm_set_params(uint32_t mode, uint32_t sleep_milliseconds, uint32_t wake_milliseconds, uint32_t rounds,
    uint32_t margin)
{
    rhythm.mode = mode;
    rhythm.mean_sleep = sleep_milliseconds * 1000;
    rhythm.mean_wake = wake_milliseconds;
    rhythm.sleep_time = mode & MODE_RANDOM_SLEEP ? random_part(rhythm.mean_sleep) : rhythm.mean_sleep;
    rhythm.wake_time = mode & MODE_RANDOM_WAKE ? random_part(wake_milliseconds) : wake_milliseconds;
    rhythm.margin = margin;
    rhythm.rounds = rounds ? rounds + 1 : 0;
}

/* Crystal cycles in the ten cycles of the slow clock that are measured. */
static uint32_t calibrate(void)
{
    CALIBRATION = CALIBRATION_CYCLES;
    CALIBRATION |= CALIBRATION_START;
    for (uint32_t i = 0; i < CALIBRATION_POLLS; i++) {
        if (CALIBRATION_VALUE & CALIBRATION_READY) {
            uint32_t cycles = CALIBRATION_VALUE & 0xFFFFF;
            return cycles ? cycles : TYPICAL_CALIBRATION;
        }
    }
    return TYPICAL_CALIBRATION;
}

static uint32_t ticks_to_sleep(uint32_t period)
{
    uint32_t spent = rhythm.late + 16 * rhythm.margin;
    uint64_t wanted = rhythm.sleep_time > spent ? (uint64_t)(rhythm.sleep_time - spent) * 320 : 0;
    return wanted > WAKE_COST ? (uint32_t)((wanted - WAKE_COST) / period) : 0;
}

/* Runs when no task is pending. */
void rtc_enter_sleep(void *unused)
{
    (void)unused;
    RTC_PHY_POWER = 0;
    uint32_t period = calibrate();
    if (rhythm.interrupts) {
        ets_isr_mask(rhythm.interrupts);
    }
    gpio_pin_wakeup_enable(WAKE_PIN, gpio_input_get() & BIT(WAKE_PIN) ? PIN_LOW : PIN_HIGH);
    RTC_WAKE_SOURCES = WAKE_BY_ALARM_OR_PIN;
    RTC_WAKE_TYPE = 1;
    if (rhythm.before) {
        rhythm.before();
    }
    uint32_t mean = rhythm.mean_sleep;
    rhythm.sleep_time = rhythm.mode & MODE_RANDOM_SLEEP ? mean / 2 + random_part(mean / 2) : mean;
    rhythm.sleeps++;
    uint32_t ticks = ticks_to_sleep(period);
    RTC_ALARM = RTC_COUNTER + (ticks > WAKE_TICKS ? ticks - WAKE_TICKS : 1);
    RTC_INT_CLEAR |= RTC_ALARM_INTERRUPTS;
    RTC_INT_ENABLE |= RTC_ALARM_INTERRUPTS;
    RTC_STATE0 |= RTC_SLEEP;
}

/* Sleeps as soon as no task is pending. */
void ets_enter_sleep(void *unused)
{
    ets_set_idle_cb(rtc_enter_sleep, unused);
}

static void stay_awake(void)
{
    if (rhythm.after) {
        rhythm.after();
    }
    if (rhythm.interrupts) {
        ets_isr_unmask(rhythm.interrupts);
    }
    ets_timer_disarm(&rhythm.timer);
    if (rhythm.rounds == 1) {
        return;
    }
    rhythm.wake_time = rhythm.mode & MODE_RANDOM_WAKE ? random_part(rhythm.mean_wake) : rhythm.mean_wake;
    ets_timer_setfn(&rhythm.timer, ets_enter_sleep, NULL);
    ets_timer_arm(&rhythm.timer, rhythm.wake_time, false);
    if (rhythm.rounds) {
        rhythm.rounds--;
    }
}

void rtc_intr_handler(void)
{
    uint32_t status = RTC_INT_STATUS & RTC_INTERRUPTS;
    ets_set_idle_cb(NULL, NULL);
    RTC_INT_CLEAR |= status;
    RTC_INT_ENABLE &= ~RTC_INTERRUPTS;
    stay_awake();
}

void ets_rtc_int_register(void)
{
    RTC_INT_ENABLE &= ~RTC_INTERRUPTS;
    ets_isr_attach(INUM_RTC, rtc_intr_handler, NULL);
    RTC_INT_CLEAR |= RTC_INTERRUPTS;
    ets_isr_unmask(BIT(INUM_RTC));
}
