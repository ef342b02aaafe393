// Inside of the core: start-up, tasks, heap records, post-mortem.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "c_types.h"
#include "ets_sys.h"
#include "user_interface.h"

#ifdef __cplusplus
extern "C" {
#endif

// Task priorities (33 queues, 0..32; higher runs first), as the vendor's core spreads them.
#define PRIORITY_TIMER 0x1f
#define PRIORITY_NETWORK 0x1c
#define PRIORITY_SKETCH 1

// Wakes a sketch that waits in delay() or for the network.
void esp_schedule(void);
// Gives the processor to the system task until somebody calls esp_schedule() or the time has passed.
void sketch_wait(uint32_t milliseconds);

void timers_start(void);
uint64_t micros64(void);
void soft_watchdog_feed(void);

// Heap. Sizes in bytes; caller is the address recorded when the allocation fails.
struct heap_figures {
    uint32_t free_bytes;
    uint32_t largest_bytes;
    uint8_t fragmentation_percent;
};
void *heap_alloc(size_t size, const void *caller);
void *heap_zalloc(size_t size, const void *caller);
void *heap_realloc(void *p, size_t size, const void *caller);
void heap_free(void *p);
void heap_figures(struct heap_figures *figures);
extern const void *heap_last_failed_caller;
extern size_t heap_last_failed_size;

// The exception frame that vectors.S and the ROM's dispatcher build on the interrupted stack.
struct exception_frame {
    uint32_t pc, ps, sar, pending;
    uint32_t a0, a2_to_a15[14];
    uint32_t cause, address;
};
#define EXCEPTION_FRAME_SIZE 256

void core_exception(struct exception_frame *frame, uint32_t handler_sp);
void soft_watchdog_bites(const struct exception_frame *frame, uint32_t handler_sp) __attribute__((noreturn));
void panic_out_of_memory(const void *caller, size_t size) __attribute__((noreturn));
void stack_overflow_detected(void) __attribute__((noreturn));
void reset_record_load(void);
const struct rst_info *reset_record(void);
void restart_with(uint32_t reason) __attribute__((noreturn));

// Second stack for TLS; NULL when there is none.
extern uint32_t *tls_stack_start;
extern uint32_t *tls_stack_end;
extern uint32_t *tls_stack_block;

bool flash_erase_sector(uint32_t sector);
bool flash_write(uint32_t address, const uint32_t *data, uint32_t length);
bool flash_read(uint32_t address, uint32_t *data, uint32_t length);

void uart_begin(uint32_t baud);
void wall_clock_set(uint32_t seconds, uint32_t microseconds);

#ifdef __cplusplus
}
#endif
