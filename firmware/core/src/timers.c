// Software timers, the soft watchdog and time since boot. FRC2 counts at 5 MHz and wakes at its alarm;
// the timers' functions run in the system task.
#include "chip.h"
#include "core.h"

#define HEARTBEAT_US 500000
#define SOFT_WATCHDOG_US 3200000
#define SHORTEST_ALARM_US 10
#define TIMER_QUEUE 4

static ETSTimer *first_timer;
static ETSEvent timer_queue[TIMER_QUEUE];
static volatile bool task_posted;
static uint64_t fed_at;

uint64_t IRAM_ATTR micros64(void) {
    static uint32_t last_low, high;
    uint32_t ps = interrupts_off();
    uint32_t low = WDEV_MICROSECONDS;
    if (low < last_low) {
        high++;
    }
    last_low = low;
    uint64_t now = ((uint64_t)high << 32) | low;
    interrupts_restore(ps);
    return now;
}

void soft_watchdog_feed(void) {
    WDT_FEED = WDT_FEED_KEY;
    uint64_t now = micros64();
    uint32_t ps = interrupts_off();
    fed_at = now;
    interrupts_restore(ps);
}

static void IRAM_ATTR set_alarm(uint64_t now) {
    uint64_t wait = HEARTBEAT_US;
    if (first_timer) {
        uint64_t due = first_timer->timer_expire;
        wait = due <= now ? SHORTEST_ALARM_US : due - now;
    }
    if (wait > HEARTBEAT_US) {
        wait = HEARTBEAT_US;
    }
    if (wait < SHORTEST_ALARM_US) {
        wait = SHORTEST_ALARM_US;
    }
    FRC2_ALARM = FRC2_COUNT + (uint32_t)wait * FRC2_TICKS_PER_US;
}

static void IRAM_ATTR post_timer_task(void) {
    if (!task_posted) {
        task_posted = true;
        ets_post(PRIORITY_TIMER, 0, 0);
    }
}

// Every alarm asks for the timer task, whose run feeds the soft watchdog. A sketch that never lets the
// system task run leaves it hungry.
static void IRAM_ATTR frc2_interrupt(void *arg, struct exception_frame *frame) {
    (void)arg;
    FRC2_INT_CLEAR = 1;
    uint64_t now = micros64();
    if (now - fed_at > SOFT_WATCHDOG_US) {
        soft_watchdog_bites(frame, stack_pointer());
    }
    WDT_FEED = WDT_FEED_KEY;
    FRC2_ALARM = FRC2_COUNT + HEARTBEAT_US * FRC2_TICKS_PER_US;
    post_timer_task();
}

static void remove_timer(ETSTimer *timer) {
    for (ETSTimer **link = &first_timer; *link; link = &(*link)->timer_next) {
        if (*link == timer) {
            *link = timer->timer_next;
            return;
        }
    }
}

static void insert_timer(ETSTimer *timer) {
    ETSTimer **link = &first_timer;
    while (*link && (*link)->timer_expire <= timer->timer_expire) {
        link = &(*link)->timer_next;
    }
    timer->timer_next = *link;
    *link = timer;
}

static void timer_task(ETSEvent *event) {
    (void)event;
    task_posted = false;
    soft_watchdog_feed();
    while (first_timer && first_timer->timer_expire <= micros64()) {
        ETSTimer *timer = first_timer;
        first_timer = timer->timer_next;
        if (timer->timer_period) {
            timer->timer_expire += timer->timer_period;
            insert_timer(timer);
        }
        timer->timer_func(timer->timer_arg);
    }
    uint32_t ps = interrupts_off();
    set_alarm(micros64());
    interrupts_restore(ps);
}

void ets_timer_setfn(ETSTimer *timer, os_timer_func_t *function, void *arg) {
    remove_timer(timer);
    timer->timer_func = function;
    timer->timer_arg = arg;
    timer->timer_expire = 0;
    timer->timer_period = 0;
    timer->timer_next = NULL;
}

void ets_timer_disarm(ETSTimer *timer) {
    remove_timer(timer);
}

void ets_timer_arm_new(ETSTimer *timer, uint32_t time, bool repeat, bool milliseconds) {
    uint64_t period = milliseconds ? (uint64_t)time * 1000 : time;
    uint64_t now = micros64();
    remove_timer(timer);
    timer->timer_expire = now + period;
    timer->timer_period = repeat ? (period ? period : 1) : 0;
    insert_timer(timer);
    if (first_timer == timer) {
        uint32_t ps = interrupts_off();
        set_alarm(now);
        interrupts_restore(ps);
    }
}

void timers_start(void) {
    ets_task(timer_task, PRIORITY_TIMER, timer_queue, TIMER_QUEUE);
    ets_isr_attach(ETS_FRC_TIMER2_INUM, (int_handler_t)(void *)frc2_interrupt, NULL);
    FRC2_LOAD = 0;
    FRC2_CTRL = FRC_RUN | FRC_DIV16;
    DPORT_EDGE_INT_ENABLE |= DPORT_EDGE_FRC2;
    soft_watchdog_feed();
    set_alarm(micros64());
    ets_isr_unmask(1u << ETS_FRC_TIMER2_INUM);
}
