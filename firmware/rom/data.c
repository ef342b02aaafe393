/* The ROM's public data at its documented addresses: dispatch tables, flash record, digits. */
#include "rom.h"

#define AT(address, name) __attribute__((section(".at." #address "." #name)))

void _xtos_unhandled_exception(void);
void _xtos_unhandled_interrupt(void);
void _xtos_syscall_handler(void);
void _xtos_cause3_handler(void);
void _xtos_alloca_handler(void);
void _xtos_l1int_handler(void);
void _xtos_p_none(void);

typedef void (*entry_t)(void);

AT(3fffc000, _xtos_exc_handler_table)
entry_t _xtos_exc_handler_table[64] = {
    [0 ... 63] = _xtos_unhandled_exception,
    [1] = _xtos_syscall_handler,
    [3] = _xtos_cause3_handler,
    [4] = _xtos_l1int_handler,
    [5] = _xtos_alloca_handler,
};

AT(3fffc100, _xtos_c_handler_table)
entry_t _xtos_c_handler_table[64] = { [0 ... 63] = _xtos_p_none };

/* Interrupt n is entry 15 - n: the dispatcher counts leading zeros. */
struct interrupt_entry {
    void *handler;
    void *argument;
};
AT(3fffc200, interrupt_table)
struct interrupt_entry interrupt_table[16] = { [0 ... 15] = { _xtos_unhandled_interrupt, NULL } };

AT(3fffc718, default_flash_chip)
struct flash_chip default_flash_chip = { 0x001640EF, 0x400000, 0x10000, 0x1000, 0x100, 0xFFFF };

AT(3fffc714, flashchip)
struct flash_chip *flashchip = &default_flash_chip;

AT(3fffd848, lower_digits)
const char lower_digits[] = "0123456789abcdef";

AT(3fffd85c, upper_digits)
const char upper_digits[] = "0123456789ABCDEF";

AT(3fffd870, null_text)
const char null_text[] = "<null>";

void *_xtos_set_exception_handler(uint32_t cause, void *handler)
{
    if (cause >= 64) {
        return NULL;
    }
    entry_t chosen = handler ? (entry_t)handler : _xtos_p_none;
    entry_t previous = _xtos_c_handler_table[cause];
    void _xtos_c_wrapper_handler(void);
    _xtos_c_handler_table[cause] = chosen;
    _xtos_exc_handler_table[cause] =
        chosen == _xtos_p_none ? _xtos_unhandled_exception : _xtos_c_wrapper_handler;
    return previous == _xtos_p_none ? NULL : previous;
}

void *_xtos_set_interrupt_handler_arg(uint32_t number, void *handler, void *argument)
{
    if (number >= 16) {
        return NULL;
    }
    struct interrupt_entry *entry = &interrupt_table[15 - number];
    void *previous = entry->handler;
    entry->handler = handler ? handler : (void *)_xtos_unhandled_interrupt;
    entry->argument = handler ? argument : (void *)number;
    return previous == (void *)_xtos_unhandled_interrupt ? NULL : previous;
}

void *_xtos_set_interrupt_handler(uint32_t number, void *handler)
{
    return _xtos_set_interrupt_handler_arg(number, handler, (void *)number);
}
