/* GPIO by masks, its interrupt, and the descriptor chains of the DMA block. */
#include "rom.h"

#define OUT_SET 0x04
#define OUT_CLEAR 0x08
#define ENABLE_SET 0x10
#define ENABLE_CLEAR 0x14
#define INPUT 0x18
#define STATUS 0x1C
#define STATUS_CLEAR 0x24
#define PIN(n) (0x28 + 4 * (n))
#define PIN_INT_TYPE (7u << 7)
#define PIN_WAKEUP BIT(10)
#define PINS 16

typedef void (*gpio_handler)(uint32_t pending, void *argument);

static gpio_handler handler;
static void *handler_argument;
static uint32_t pending;

void gpio_init(void)
{
    pending = 0;
    handler = NULL;
    for (uint32_t n = 0; n < PINS; n++) {
        GPIO_REG(PIN(n)) &= ~PIN_INT_TYPE;
    }
}

void gpio_output_set(uint32_t set, uint32_t clear, uint32_t enable, uint32_t disable)
{
    GPIO_REG(OUT_SET) = set;
    GPIO_REG(OUT_CLEAR) = clear;
    GPIO_REG(ENABLE_SET) = enable;
    GPIO_REG(ENABLE_CLEAR) = disable;
}

uint32_t gpio_input_get(void)
{
    return GPIO_REG(INPUT) & 0xFFFF;
}

void gpio_register_set(uint32_t offset, uint32_t value)
{
    GPIO_REG(offset) = value;
}

uint32_t gpio_register_get(uint32_t offset)
{
    return GPIO_REG(offset);
}

uint32_t gpio_intr_pending(void)
{
    return pending;
}

void gpio_intr_ack(uint32_t mask)
{
    pending &= ~mask;
    GPIO_REG(STATUS_CLEAR) = mask;
}

static void gpio_interrupt(void)
{
    pending = GPIO_REG(STATUS);
    if (handler) {
        handler(pending, handler_argument);
    }
}

void gpio_intr_handler_register(gpio_handler function, void *argument)
{
    handler = function;
    handler_argument = argument;
    ets_isr_attach(INUM_GPIO, gpio_interrupt, NULL);
}

void gpio_pin_intr_state_set(uint32_t pin, uint32_t type)
{
    GPIO_REG(PIN(pin)) = (GPIO_REG(PIN(pin)) & ~PIN_INT_TYPE) | type << 7;
}

void gpio_pin_wakeup_enable(uint32_t pin, uint32_t type)
{
    if (type == 4 || type == 5) {
        gpio_pin_intr_state_set(pin, type);
        GPIO_REG(PIN(pin)) |= PIN_WAKEUP;
    }
}

void gpio_pin_wakeup_disable(void)
{
    for (uint32_t n = 0; n < PINS; n++) {
        if (GPIO_REG(PIN(n)) & PIN_WAKEUP) {
            GPIO_REG(PIN(n)) &= ~(PIN_WAKEUP | PIN_INT_TYPE);
        }
    }
}

/* Handles what is pending without an interrupt. */
void gpio_intr_test(void)
{
    if (GPIO_REG(STATUS)) {
        gpio_interrupt();
    }
}

/* Descriptor of the vendor's public header: size 12 bits, length 12 bits, end-of-frame, owner. */
struct lldesc {
    uint32_t size : 12;
    uint32_t length : 12;
    uint32_t offset : 5;
    uint32_t sosf : 1;
    uint32_t eof : 1;
    uint32_t owner : 1;
    uint8_t *buffer;
    struct lldesc *next;
};

/* Makes a chain of as many descriptors over the buffers as fit; gives the last one. */
struct lldesc *lldesc_build_chain(uint8_t *descriptors, uint32_t descriptor_bytes, uint8_t *buffers,
    uint32_t buffer_bytes, uint32_t block_bytes, uint8_t owner, struct lldesc **head, struct lldesc **tail)
{
    struct lldesc *first = (struct lldesc *)descriptors;
    uint32_t count = descriptor_bytes / sizeof *first;
    uint32_t blocks = block_bytes ? buffer_bytes / block_bytes : 0;
    if (blocks < count) {
        count = blocks;
    }
    struct lldesc *last = NULL;
    for (uint32_t i = 0; i < count; i++) {
        last = &first[i];
        *last = (struct lldesc){
            .size = block_bytes, .owner = owner, .buffer = buffers + i * block_bytes,
            .next = i + 1 < count ? last + 1 : NULL,
        };
    }
    if (head) {
        *head = last ? first : NULL;
    }
    if (tail) {
        *tail = last;
    }
    return last;
}

struct lldesc *lldesc_num2link(struct lldesc *head, uint16_t count)
{
    while (--count && head) {
        head = head->next;
    }
    return head;
}

void lldesc_set_owner(struct lldesc *head, uint8_t owner)
{
    for (; head; head = head->next) {
        head->owner = owner;
    }
}
