// Tasks, events, software timers and interrupts: the ROM's own interface (ESP8266 facts, 3.2 and 4).
#pragma once
#include "c_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t ETSSignal;
typedef uint32_t ETSParam;

typedef struct ETSEventTag {
    ETSSignal sig;
    ETSParam par;
} ETSEvent;

typedef void (*ETSTask)(ETSEvent *event);
typedef void (*int_handler_t)(void *arg);

typedef void os_timer_func_t(void *arg);
typedef void ETSTimerFunc(void *arg);

// One software timer. Times are in microseconds of the free-running counter.
typedef struct _ETSTIMER_ {
    struct _ETSTIMER_ *timer_next;
    uint64_t timer_expire;
    uint64_t timer_period;
    os_timer_func_t *timer_func;
    void *timer_arg;
} ETSTimer;

typedef ETSTimer os_timer_t;
typedef ETSEvent os_event_t;
typedef ETSTask os_task_t;
typedef ETSSignal os_signal_t;
typedef ETSParam os_param_t;

#define ETS_GPIO_INUM 4
#define ETS_UART_INUM 5
#define ETS_FRC_TIMER1_INUM 9
#define ETS_FRC_TIMER2_INUM 10

// ROM entry points.
void ets_task(ETSTask task, uint8_t priority, ETSEvent *queue, uint8_t length);
void ets_run(void);
bool ets_post(uint8_t priority, ETSSignal signal, ETSParam parameter);
void ets_intr_lock(void);
void ets_intr_unlock(void);
void ets_isr_attach(int interrupt, int_handler_t handler, void *arg);
void ets_isr_mask(uint32_t mask);
void ets_isr_unmask(uint32_t mask);
void ets_delay_us(uint32_t microseconds);
int ets_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void ets_install_putc1(void (*putc)(char));

// Software timers of this core (FRC2 wakes them, their functions run in the system task).
void ets_timer_setfn(ETSTimer *timer, os_timer_func_t *function, void *arg);
void ets_timer_arm_new(ETSTimer *timer, uint32_t time, bool repeat, bool milliseconds);
void ets_timer_disarm(ETSTimer *timer);

#define ETS_INTR_LOCK() ets_intr_lock()
#define ETS_INTR_UNLOCK() ets_intr_unlock()
#define ETS_INTR_ENABLE(inum) ets_isr_unmask(1u << (inum))
#define ETS_INTR_DISABLE(inum) ets_isr_mask(1u << (inum))

#ifdef __cplusplus
}
#endif
