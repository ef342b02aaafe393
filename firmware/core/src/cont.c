#include "cont.h"
#include "core.h"
#include "chip.h"

struct cont g_cont;

uint32_t *tls_stack_start;
uint32_t *tls_stack_end;
uint32_t *tls_stack_block;

static bool in_cont;

void cont_init(void) {
    g_cont.guard_low = CONT_GUARD;
    g_cont.guard_high = CONT_GUARD;
    for (size_t i = 0; i < CONT_STACK_SIZE / 4; i++) {
        g_cont.stack[i] = CONT_GUARD;
    }
}

void cont_resume(void (*function)(void)) {
    in_cont = true;
    cont_run(&g_cont.saved, function, g_cont.stack + CONT_STACK_SIZE / 4);
    in_cont = false;
}

bool cont_can_yield(void) {
    return in_cont;
}

void cont_suspend(void) {
    cont_yield(&g_cont.saved);
}

void cont_check(void) {
    if (g_cont.guard_low != CONT_GUARD || g_cont.guard_high != CONT_GUARD) {
        stack_overflow_detected();
    }
}

uint32_t cont_free_stack(void) {
    size_t i = 0;
    while (i < CONT_STACK_SIZE / 4 && g_cont.stack[i] == CONT_GUARD) {
        i++;
    }
    return i * 4;
}
