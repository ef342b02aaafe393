// The sketch's own stack ("context cont"). setup() and loop() run there; tasks and call-backs on the system's.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONT_STACK_SIZE 4096
#define CONT_GUARD 0xFEEFEFFEu

// Stack pointers of whoever is not running; sketch_sp is 0 while the sketch runs or has not begun.
struct cont_saved {
    uint32_t sketch_sp;
    uint32_t system_sp;
};

// The saved pointers stand above the stack, out of reach of its overflow.
struct cont {
    uint32_t guard_low;
    uint32_t stack[CONT_STACK_SIZE / 4] __attribute__((aligned(16)));
    uint32_t guard_high;
    struct cont_saved saved;
};

#ifdef __cplusplus
extern "C" {
#endif

extern struct cont g_cont;

void cont_run(struct cont_saved *saved, void (*function)(void), void *stack_end);
void cont_yield(struct cont_saved *saved);
uint32_t stack_call(void *function, uint32_t a, uint32_t b, uint32_t c, void *stack_end);

void cont_init(void);
void cont_resume(void (*function)(void));
// True when the caller runs on the sketch's stack, or on the TLS stack that was entered from it.
bool cont_can_yield(void);
void cont_suspend(void);
// Stops with "Stack overflow" when a guard word was overwritten.
void cont_check(void);
uint32_t cont_free_stack(void);

#ifdef __cplusplus
}
#endif
