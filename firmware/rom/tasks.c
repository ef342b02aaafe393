/* The cooperative task loop, interrupt attachment and the timer list. */
#include "rom.h"

#define PRIORITIES 33

struct task {
    task_t function;
    event_t *queue;
    uint8_t size;
    uint8_t head;
    uint8_t count;
};

static struct task tasks[PRIORITIES];
static volatile uint32_t pending_low;   /* bit n: priority n has an event */
static volatile uint32_t pending_top;   /* the same for priority 32 */
static void (*idle_function)(void *);
static void *idle_argument;

void ets_set_idle_cb(void (*function)(void *), void *argument)
{
    idle_function = function;
    idle_argument = argument;
}

/* Task of one priority, 0 to 32, with its caller-owned queue. */
int ets_task(task_t function, uint8_t priority, event_t *queue, uint8_t size)
{
    if (priority >= PRIORITIES) {
        return 1;
    }
    tasks[priority] = (struct task){ .function = function, .queue = queue, .size = size };
    return 0;
}

static void mark(uint32_t priority, bool pending)
{
    volatile uint32_t *word = priority == 32 ? &pending_top : &pending_low;
    uint32_t bit = priority == 32 ? 1 : BIT(priority);
    *word = pending ? *word | bit : *word & ~bit;
}

/* Queues an event; 0 when taken, 1 when the queue is full. Callable from interrupts. */
int ets_post(uint8_t priority, uint32_t signal, uint32_t parameter)
{
    uint32_t ps = lock_interrupts();
    struct task *task = &tasks[priority];
    int full = priority >= PRIORITIES || task->count >= task->size;
    if (!full) {
        uint32_t tail = task->head + task->count;
        if (tail >= task->size) {
            tail -= task->size;
        }
        task->queue[tail] = (event_t){ signal, parameter };
        task->count++;
        mark(priority, true);
    }
    restore_interrupts(ps);
    return full;
}

void run_task(event_t *event, task_t function);

static int highest_pending(void)
{
    return pending_top ? 32 : pending_low ? 31 - __builtin_clz(pending_low) : -1;
}

/* Runs the highest pending task, one event at a time; sleeps when there is none. */
void ets_run(void)
{
    for (;;) {
        lock_interrupts();
        int priority = highest_pending();
        if (priority < 0) {
            if (idle_function) {
                idle_function(idle_argument);
            }
            wait_for_interrupt();
            continue;
        }
        struct task *task = &tasks[priority];
        event_t event = task->queue[task->head];
        task->head = task->head + 1 == task->size ? 0 : task->head + 1;
        if (--task->count == 0) {
            mark(priority, false);
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

static void insert(timer_t *timer)
{
    timer_t **at = &timers;
    while (*at && (int32_t)((*at)->expire - timer->expire) <= 0) {
        at = &(*at)->next;
    }
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
    timer->expire = FRC2_COUNT + ticks;
    timer->period = repeat ? ticks : 0;
    insert(timer);
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
            timer->expire += timer->period;
            insert(timer);
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
