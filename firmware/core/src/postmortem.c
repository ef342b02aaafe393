// Exceptions, panics, the soft watchdog and what they print before the chip restarts
// (grammar of the Arduino core 3.1: ESP8266 facts 2.4).
#include <string.h>
#include "chip.h"
#include "cont.h"
#include "core.h"
#include "pgmspace.h"

#define CAUSE_LOAD_STORE_ERROR 3
#define CAUSE_LEVEL1_INTERRUPT 4
#define PS_USER_ALL_MASKED 0x2F

enum headline { HEAD_EXCEPTION, HEAD_SOFT_WDT, HEAD_PANIC, HEAD_ABORT, HEAD_OOM, HEAD_STACK_OVERFLOW };

static struct {
    enum headline headline;
    struct rst_info info;
    const char *file;
    const char *function;
    const char *assertion;
    int line;
    uint32_t sp;
    uint32_t offset;
} death;

// A number that no overflowing stack leaves here by accident.
#define DYING 0xDEADC0DEu
static uint32_t dying;
static struct rst_info last_reset;

void reset_record_load(void) {
    enum { CAUSE_POWER_ON = 1, CAUSE_RESET_PIN = 2, CAUSE_SOFTWARE = 3, CAUSE_WATCHDOG = 4 };
    uint32_t cause = rtc_get_reset_reason();
    if (cause == CAUSE_SOFTWARE) {
        uint32_t *words = (uint32_t *)&last_reset;
        for (size_t i = 0; i < sizeof last_reset / 4; i++) {
            words[i] = RTC_RESET_RECORD[i];
        }
        if (last_reset.reason > REASON_EXT_SYS_RST) {
            last_reset = (struct rst_info){.reason = REASON_SOFT_RESTART};
        }
    } else {
        last_reset.reason = cause == CAUSE_WATCHDOG    ? REASON_WDT_RST
                            : cause == CAUSE_RESET_PIN ? REASON_EXT_SYS_RST
                            : cause == CAUSE_POWER_ON  ? REASON_DEFAULT_RST
                                                       : REASON_DEEP_SLEEP_AWAKE;
    }
    for (size_t i = 0; i < sizeof last_reset / 4; i++) {
        RTC_RESET_RECORD[i] = 0;
    }
    RTC_RESET_RECORD[0] = REASON_SOFT_RESTART;
}

const struct rst_info *reset_record(void) {
    return &last_reset;
}

static void reset_record_store(const struct rst_info *info) {
    const uint32_t *words = (const uint32_t *)info;
    for (size_t i = 0; i < sizeof *info / 4; i++) {
        RTC_RESET_RECORD[i] = words[i];
    }
}

static void wait_for_uart(void) {
    while ((UART0_STATUS >> 16) & 0xff) {
    }
    ets_delay_us(200);
}

void restart_with(uint32_t reason) {
    struct rst_info info = {.reason = reason};
    reset_record_store(&info);
    wait_for_uart();
    interrupts_off();
    software_reset();
    for (;;) {
    }
}

static void cut_line(void) {
    ets_printf(PSTR("\n--------------- CUT HERE FOR EXCEPTION DECODER ---------------\n"));
}

static void print_stack(const char *context, uint32_t sp, uint32_t end, uint32_t offset) {
    ets_printf(PSTR("\nctx: %s\nsp: %08x end: %08x offset: %04x\n"), context, sp, end, offset);
    for (uint32_t at = sp + offset; at < end; at += 16) {
        const uint32_t *row = (const uint32_t *)at;
        bool looks_like_frame = row[2] == at + 16;
        ets_printf(PSTR("%08x:  %08x %08x %08x %08x %c\n"), at, row[0], row[1], row[2], row[3],
                   looks_like_frame ? '<' : ' ');
    }
}

static bool inside(uint32_t sp, const uint32_t *start, const uint32_t *end) {
    return start && sp >= (uint32_t)start && sp < (uint32_t)end;
}

static void print_stacks(void) {
    uint32_t sp = death.sp, offset = death.offset;
    ets_printf(PSTR("\n>>>stack>>>\n"));
    if (inside(sp + offset, tls_stack_start, tls_stack_end)) {
        print_stack("bearssl", sp, (uint32_t)tls_stack_end, offset);
        sp = tls_stack_end[-4];
        offset = 0;
    }
    const uint32_t *cont_end = g_cont.stack + CONT_STACK_SIZE / 4;
    if (inside(sp + offset, g_cont.stack, cont_end)) {
        print_stack("cont", sp, (uint32_t)cont_end, offset);
    } else {
        print_stack("sys", sp, SYSTEM_STACK_END, offset);
    }
    ets_printf(PSTR("<<<stack<<<\n"));
}

static void print_exception_block(void) {
    const struct rst_info *i = &death.info;
    ets_printf(PSTR("\nException (%d):\nepc1=0x%08x epc2=0x%08x epc3=0x%08x excvaddr=0x%08x depc=0x%08x\n"),
               i->exccause, i->epc1, i->epc2, i->epc3, i->excvaddr, i->depc);
}

static void print_headline(void) {
    switch (death.headline) {
    case HEAD_PANIC:
        ets_printf(PSTR("\nPanic %s:%d %s"), death.file, death.line, death.function);
        if (death.assertion) {
            ets_printf(PSTR(": Assertion '%s' failed."), death.assertion);
        }
        ets_printf(PSTR("\n"));
        break;
    case HEAD_ABORT:
        ets_printf(PSTR("\nAbort called\n"));
        break;
    case HEAD_OOM:
        ets_printf(PSTR("\nUnhandled C++ exception: OOM\n"));
        break;
    case HEAD_STACK_OVERFLOW:
        ets_printf(PSTR("\nStack overflow detected.\n"));
        print_exception_block();
        break;
    case HEAD_SOFT_WDT:
        ets_printf(PSTR("\nSoft WDT reset\n"));
        print_exception_block();
        break;
    case HEAD_EXCEPTION:
        print_exception_block();
        break;
    }
}

static void die(void) __attribute__((noreturn));
static void die(void) {
    // Interrupts masked, but exceptions possible: the texts below lie in mapped flash.
    interrupts_restore(PS_USER_ALL_MASKED);
    if (dying == DYING) {
        software_reset();
    }
    dying = DYING;
    WDT_FEED = WDT_FEED_KEY;
    ets_install_uart_printf();
    bool by_program = death.headline != HEAD_EXCEPTION && death.headline != HEAD_SOFT_WDT;
    ets_printf(PSTR("\n"));
    if (by_program) {
        ets_printf(PSTR("User exception (panic/abort/assert)"));
    }
    cut_line();
    print_headline();
    print_stacks();
    if (heap_last_failed_caller) {
        ets_printf(PSTR("\nlast failed alloc call: %08X(%d)\n"), (uint32_t)heap_last_failed_caller,
                   (int)heap_last_failed_size);
    }
    cut_line();
    if (death.headline == HEAD_OOM && heap_last_failed_caller) {
        ets_printf(PSTR("\nlast failed alloc caller: 0x%08x\n"), (uint32_t)heap_last_failed_caller);
    }
    reset_record_store(&death.info);
    wait_for_uart();
    software_reset();
    for (;;) {
    }
}

#define SPECIAL(name) (__extension__({ uint32_t v; __asm__ volatile("rsr %0, " #name : "=a"(v)); v; }))

static void record_exception(uint32_t reason, uint32_t cause, const struct exception_frame *frame, uint32_t handler_sp) {
    death.info = (struct rst_info){
        .reason = reason,
        .exccause = cause,
        .epc1 = frame->pc,
        .epc2 = SPECIAL(epc2),
        .epc3 = SPECIAL(epc3),
        .excvaddr = cause == CAUSE_LEVEL1_INTERRUPT ? 0 : frame->address,
        .depc = SPECIAL(depc),
    };
    death.sp = handler_sp;
    death.offset = (uint32_t)frame + EXCEPTION_FRAME_SIZE - handler_sp;
}

static void die_by_program(enum headline headline) __attribute__((noreturn, noinline));
static void die_by_program(enum headline headline) {
    death.headline = headline;
    death.info = (struct rst_info){.reason = REASON_EXCEPTION_RST, .epc1 = (uint32_t)__builtin_return_address(0)};
    death.offset = 16;
    death.sp = (stack_pointer() & ~15u) - death.offset;
    die();
}

// Mapped flash and ROM answer whole words only. A byte or halfword load there, made by code compiled
// without -mforce-l32, is carried out here from word loads. True when it was one.
static bool IRAM_ATTR emulate_narrow_load(struct exception_frame *frame) {
    uint32_t address = frame->address;
#ifdef DEFECT_NARROW_FLASH_READ
    return false;  // as cores before 3.0
#endif
    if (address < 0x40000000 || address >= 0x40300000) {
        return false;
    }
    const uint32_t *code = (const uint32_t *)(frame->pc & ~3u);
    uint32_t shift = 8 * (frame->pc & 3);
    uint32_t instruction = shift ? (code[0] >> shift) | (code[1] << (32 - shift)) : code[0];
    uint32_t kind = instruction & 0xf00f;
    uint32_t value = *(const volatile uint32_t *)(address & ~3u) >> (8 * (address & 3));
    if (kind == 0x0002) {
        value &= 0xff;
    } else if (kind == 0x1002) {
        value &= 0xffff;
    } else if (kind == 0x9002) {
        value = (uint32_t)(int32_t)(int16_t)value;
    } else {
        return false;
    }
    uint32_t target = (instruction >> 4) & 15;
    if (target == 0) {
        frame->a0 = value;
    } else if (target >= 2) {
        frame->a2_to_a15[target - 2] = value;
    } else {
        return false;
    }
    frame->pc += 3;
    return true;
}

void IRAM_ATTR core_exception(struct exception_frame *frame, uint32_t handler_sp) {
    if (frame->cause == CAUSE_LOAD_STORE_ERROR && emulate_narrow_load(frame)) {
        return;
    }
    death.headline = HEAD_EXCEPTION;
    record_exception(REASON_EXCEPTION_RST, frame->cause, frame, handler_sp);
    die();
}

void soft_watchdog_bites(const struct exception_frame *frame, uint32_t handler_sp) {
    death.headline = HEAD_SOFT_WDT;
    record_exception(REASON_SOFT_WDT_RST, CAUSE_LEVEL1_INTERRUPT, frame, handler_sp);
    die();
}

void panic_out_of_memory(const void *caller, size_t size) {
    heap_last_failed_caller = caller;
    heap_last_failed_size = size;
    die_by_program(HEAD_OOM);
}

void stack_overflow_detected(void) {
    die_by_program(HEAD_STACK_OVERFLOW);
}

void abort(void) {
    die_by_program(HEAD_ABORT);
}

void __panic_func(const char *file, int line, const char *function) {
    death.file = file;
    death.line = line;
    death.function = function;
    die_by_program(HEAD_PANIC);
}

void __assert_func(const char *file, int line, const char *function, const char *assertion) {
    death.assertion = assertion;
    __panic_func(file, line, function);
}
