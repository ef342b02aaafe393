/* The cooperative task loop, interrupt attachment and the timer list. */
#include "rom.h"

#define PRIORITIES 32

/* Control block of priority p, 1 to 32. The vendor's libpp reads the count of priority 32 at its address. */
struct task {
    task_t function;
    event_t *queue;
    uint8_t size;
    uint8_t tail;   /* where the next event goes */
    uint8_t head;   /* where the oldest is */
    uint8_t count;
    uint32_t bit;
};

/* At 0x3FFFDAB0, as on the chip: block p is 16 p bytes further on. */
extern struct task_control {
    void (*idle_function)(void *);
    void *idle_argument;
    volatile uint32_t ready;   /* bit p - 1: priority p has an event */
    uint32_t unused;
    struct task tasks[PRIORITIES];
} task_control;

static struct task *task_of(uint8_t priority)
{
    return &task_control.tasks[priority - 1];
}

static bool exists(uint8_t priority)
{
    return priority >= 1 && priority <= PRIORITIES;
}

void ets_set_idle_cb(void (*function)(void *), void *argument)
{
    task_control.idle_function = function;
    task_control.idle_argument = argument;
}

/* Task of one priority, 1 to 32, with its caller-owned queue. */
int ets_task(task_t function, uint8_t priority, event_t *queue, uint8_t size)
{
    if (!exists(priority)) {
        return 1;
    }
    *task_of(priority) = (struct task){ .function = function, .queue = queue, .size = size, .bit = BIT(priority - 1) };
    return 0;
}

static uint8_t following(const struct task *task, uint8_t index)
{
    return index + 1 == task->size ? 0 : index + 1;
}

/* Queues an event; 0 when taken, 1 when the queue is full. Callable from interrupts. */
int ets_post(uint8_t priority, uint32_t signal, uint32_t parameter)
{
    if (!exists(priority)) {
        return 1;
    }
    uint32_t ps = lock_interrupts();
    struct task *task = task_of(priority);
    int full = task->count >= task->size;
    if (!full) {
        task->queue[task->tail] = (event_t){ signal, parameter };
        task->tail = following(task, task->tail);
        task->count++;
        task_control.ready |= task->bit;
    }
    restore_interrupts(ps);
    return full;
}

void run_task(event_t *event, task_t function);
void wait_for_task(void);

/* Runs the highest pending task, one event at a time; sleeps when there is none. */
void ets_run(void)
{
    for (;;) {
        lock_interrupts();
        uint32_t ready = task_control.ready;
        if (!ready) {
            if (task_control.idle_function) {
                task_control.idle_function(task_control.idle_argument);
            }
            wait_for_task();
            continue;
        }
        struct task *task = task_of(32 - __builtin_clz(ready));
        event_t event = task->queue[task->head];
        task->head = following(task, task->head);
        if (--task->count == 0) {
            task_control.ready &= ~task->bit;
        }
        restore_interrupts(0x20);
        run_task(&event, task->function);
    }
}

void ets_isr_attach(uint32_t number, void *handler, void *argument)
{
    _xtos_set_interrupt_handler_arg(number, handler, argument);
}

void ets_isr_mask(uint32_t mask)
{
    _xtos_ints_off(mask);
}

void ets_isr_unmask(uint32_t mask)
{
    _xtos_ints_on(mask);
}

void ets_set_user_start(void (*start)(void))
{
    user_start_fptr = start;
}

/* Timers: a list sorted by due time, the first of them in FRC2's alarm. FRC2 counts APB / 256. */
#define FRC2_ON_BY_256 0x88
#define EDGE_FRC2 BIT(2)
#define UNARMED ((timer_t *)-1)
#define MIN_LEAD 40

static timer_t *timers;

static void set_alarm(void)
{
    if (timers) {
        uint32_t soon = FRC2_COUNT + MIN_LEAD;
        FRC2_ALARM = (int32_t)(timers->expire - soon) < 0 ? soon : timers->expire;
    }
}

/* Puts a timer into the list by the FRC2 count at which it is due. */
void timer_insert(uint32_t expire, timer_t *timer)
{
    timer_t **at = &timers;
    while (*at && (int32_t)((*at)->expire - expire) <= 0) {
        at = &(*at)->next;
    }
    timer->expire = expire;
    timer->next = *at;
    *at = timer;
    if (timers == timer) {
        set_alarm();
    }
}

void ets_timer_setfn(timer_t *timer, void (*function)(void *), void *argument)
{
    *timer = (timer_t){ .next = UNARMED, .function = function, .argument = argument };
}

void ets_timer_disarm(timer_t *timer)
{
    uint32_t ps = lock_interrupts();
    for (timer_t **at = &timers; *at; at = &(*at)->next) {
        if (*at == timer) {
            *at = timer->next;
            break;
        }
    }
    timer->next = UNARMED;
    timer->period = 0;
    restore_interrupts(ps);
}

/* 312,500 ticks a second at an APB clock of 80 MHz. */
void ets_timer_arm(timer_t *timer, uint32_t milliseconds, bool repeat)
{
    uint32_t ticks = milliseconds / 2 * 625 + milliseconds % 2 * 312;
    ets_timer_disarm(timer);
    uint32_t ps = lock_interrupts();
    timer->period = repeat ? ticks : 0;
    timer_insert(FRC2_COUNT + ticks, timer);
    restore_interrupts(ps);
}

void ets_timer_done(timer_t *timer)
{
    ets_timer_disarm(timer);
    timer->function = NULL;
    timer->argument = NULL;
}

/* Runs in the interrupt, like the timers' functions. */
void ets_timer_handler_isr(void)
{
    FRC2_INT = 0;
    while (timers && (int32_t)(FRC2_COUNT - timers->expire) >= 0) {
        timer_t *timer = timers;
        timers = timer->next;
        timer->next = UNARMED;
        if (timer->period) {
            timer_insert(timer->expire + timer->period, timer);
        }
        timer->function(timer->argument);
    }
    set_alarm();
}

void ets_timer_init(void)
{
    timers = NULL;
    ets_isr_attach(INUM_FRC2, ets_timer_handler_isr, NULL);
    DPORT_EDGE_INT_ENABLE |= EDGE_FRC2;
    FRC2_CTRL = FRC2_ON_BY_256;
    ets_isr_unmask(BIT(INUM_FRC2));
}
