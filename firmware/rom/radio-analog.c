/* The converter, for the functions of the SDK's physical layer that measure. */
#include "radio-driver.h"

#define SAR_CONTROL REG(0x60000D5C)
#define SAR_FROM_PIN BIT(21)
#define SAR_DATA REG(0x60000D80)
#define MEASURES_SUPPLY 0xFF

/* The converter's word is inverted: coarse bits, and fine ones that overlap them. Half steps of the pin's reading. */
static uint32_t convert(void)
{
    uint32_t word = ~SAR_DATA;
    int fine = ((int)(word & 0xFF) - 21) * 279 >> 8;
    return (word & 0xF00) + (fine < 0 ? 0 : fine > 255 ? 255 : fine);
}

static uint32_t read_pin(void)
{
    SAR_CONTROL |= SAR_FROM_PIN;
    uint32_t value = convert();
    SAR_CONTROL &= ~SAR_FROM_PIN;
    return (value + 1) >> 1;
}

uint32_t radio_analog_input(void)
{
    return BYTE_AT(GUEST(PHY_SETTINGS), SETTINGS_ANALOG) == MEASURES_SUPPLY ? 0xFFFF : read_pin();
}

uint32_t radio_supply_voltage(void)
{
    SAR_CONTROL &= ~SAR_FROM_PIN;
    return convert() * 2;
}

void radio_analog_samples(uint16_t *to, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = read_pin();
    }
}
