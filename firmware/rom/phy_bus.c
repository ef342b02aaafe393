/*
 * What the physical layer does over its two buses: registers of the analog blocks, and the power bus,
 * nine bits wide, through which the transmitter's and receiver's parts are switched. No part answers
 * on the virtual board, so a value that is forced is also what is read back.
 */
#include "phy.h"

struct analog_write {
    uint8_t reg;
    uint8_t value;
};

static void write_all(uint32_t block, uint32_t host, const struct analog_write *writes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        phy_functions->write(block, host, writes[i].reg, writes[i].value);
    }
}

#define WRITE_ALL(place, writes) write_all(place, writes, sizeof(writes) / sizeof *(writes))

void rom_chip_v5_rx_init(void)
{
    static const struct analog_write receiver[] = { { 8, 17 }, { 6, 21 }, { 7, 81 } };
    static const struct analog_write mixer[] = { { 4, 121 }, { 7, 123 } };
    WRITE_ALL(RECEIVER, receiver);
    write_all(100, 0, mixer, sizeof mixer / sizeof *mixer);
}

void rom_chip_v5_tx_init(void)
{
    static const struct analog_write transmitter[] = {
        { 1, 104 }, { 2, 15 }, { 3, 168 }, { 4, 6 }, { 5, 8 }, { 6, 184 },
        { 7, 91 }, { 8, 4 }, { 9, 0 }, { 10, 116 }, { 11, 7 },
    };
    WRITE_ALL(TRANSMITTER, transmitter);
}

void rom_restart_cal(void)
{
    static const struct analog_write pulse[] = { { 0, 0x5F }, { 0, 0x7F }, { 0, 0x3F } };
    WRITE_ALL(SYNTHESISER, pulse);
}

void rom_rfpll_reset(void)
{
    static const struct analog_write pulse[] = { { 10, 0xA6 }, { 10, 0xA7 }, { 10, 0xA5 } };
    WRITE_ALL(SYNTHESISER, pulse);
    phy_functions->write(SYNTHESISER_DIVIDER, 1, 0xF3);
    phy_functions->write(SYNTHESISER, 11, 0xC0);
}

void rom_write_rfpll_sdm(const uint8_t divider[3])
{
    phy_functions->write(SYNTHESISER_DIVIDER, 0, 7);
    for (uint32_t i = 0; i < 3; i++) {
        phy_functions->write(SYNTHESISER_DIVIDER, 3 + i, divider[i]);
    }
    phy_functions->write(SYNTHESISER_DIVIDER, 0, 23);
}

void rom_set_txclk_en(uint32_t on)
{
    phy_functions->write_field(ANALOG_INTERFACE, 28, 6, 6, on);
    phy_functions->write_field(CLOCK_GATES, 21, 0, 0, on);
}

void rom_set_rxclk_en(uint32_t on)
{
    phy_functions->write_field(ANALOG_INTERFACE, 28, 5, 5, on);
    phy_functions->write_field(CLOCK_GATES, 21, 1, 1, on);
}

/* Sets the analog part of an attenuation and gives what of it is left for the digital part. */
uint32_t rom_set_ana_inf_tx_scale(uint32_t attenuation)
{
    uint32_t digital = attenuation < 64 ? attenuation : 63;
    phy_functions->write_field(ANALOG_INTERFACE, 9, 7, 0, (digital - attenuation) & 0xFF);
    return digital;
}

void rom_ana_inf_gating_en(uint32_t on, uint32_t first, uint32_t second)
{
    if (on) {
        phy_functions->write_field(ANALOG_INTERFACE, 0, 7, 0, first >> 12 & 0xFF);
        phy_functions->write_field(ANALOG_INTERFACE, 1, 7, 0, first >> 4 & 0xFF);
        phy_functions->write_field(ANALOG_INTERFACE, 2, 3, 0, first & 0xF);
        phy_functions->write_field(ANALOG_INTERFACE, 4, 7, 0, second & 0xFF);
        phy_functions->write_field(ANALOG_INTERFACE, 3, 7, 0, second >> 8 & 0xFF);
        phy_functions->write_field(ANALOG_INTERFACE, 2, 7, 4, second >> 16 & 0xF);
    }
    phy_functions->write_field(ANALOG_INTERFACE, 15, 3, 3, !(on & 1));
    phy_functions->write_field(ANALOG_INTERFACE, 24, 0, 0, !(on & 1));
    phy_functions->write_field(ANALOG_INTERFACE, 28, 0, 0, on);
}

/* The power bus: one register forces a field, nine bits each, three to a word, show what is in force. */
#define PBUS_CONTROL ESTIMATOR(0x94)
#define PBUS_DEBUG BIT(0)
#define PBUS_FORCE BIT(1)
#define PBUS_FIELDS(n) ESTIMATOR(0xA4 + 4 * (n))
#define PBUS_IN_FRONT_END BIT(27)
#define MAC_RECEIVES BIT(1)
#define RECEIVER_ON 0x184
#define BASEBAND_AMPLIFIER_ON 6

#define LAST_FIELD 12

/* A unit has fields 1, 2 and 4, or fewer. */
static uint32_t field_number(uint32_t unit, uint32_t field)
{
    static const uint8_t first[8] = { 0, 2, 4, 5, 7, 9, 11, 12 };
    uint32_t number = first[unit & 7] + (field == 4 ? 3 : field & 3) - 1;
    return number > LAST_FIELD ? LAST_FIELD : number;
}

static volatile uint32_t *field_word(uint32_t number)
{
    return &PBUS_FIELDS(number / 3);
}

/* The last one has a word of its own. */
static uint32_t field_shift(uint32_t number)
{
    return number == LAST_FIELD ? 0 : 18 - 9 * (number % 3);
}

void rom_pbus_force_test(uint32_t unit, uint32_t field, uint32_t value)
{
    uint32_t number = field_number(unit, field);
    change(&PBUS_CONTROL, 0xFFFE, field << 14 | value << 5 | unit << 2 | PBUS_FORCE);
    change(field_word(number), 0x1FFu << field_shift(number), (value & 0x1FF) << field_shift(number));
    change(&PBUS_CONTROL, PBUS_FORCE, 0);
}

/* In work mode the hardware has the receiver switched on, which is what callers wait for. */
uint32_t rom_pbus_rd(uint32_t unit, uint32_t field)
{
    uint32_t number = field_number(unit, field);
    uint32_t value = *field_word(number) >> field_shift(number) & 0x1FF;
    if (!(PBUS_CONTROL & PBUS_DEBUG)) {
        value |= unit == 2 && field == 1 ? RECEIVER_ON : unit == 3 && field == 2 ? BASEBAND_AMPLIFIER_ON : 0;
    }
    return value;
}

void rom_pbus_debugmode(void)
{
    if (!(PBUS_CONTROL & PBUS_DEBUG) && MAC_STATE & MAC_RECEIVES) {
        phy_functions->tx_mac_disable();
    }
    FRONT_END(0x108) |= PBUS_IN_FRONT_END;
    PBUS_CONTROL |= PBUS_DEBUG;
}

void rom_pbus_workmode(void)
{
    PBUS_CONTROL &= ~PBUS_DEBUG;
    FRONT_END(0x108) &= ~PBUS_IN_FRONT_END;
    phy_functions->tx_mac_enable();
}

void rom_pbus_enter_debugmode(uint32_t gain)
{
    phy_functions->pbus_debugmode();
    phy_functions->pbus_xpd_rx_off(1);
    phy_functions->pbus_xpd_tx_on_low_gain(gain);
}

void rom_pbus_exit_debugmode(void)
{
    phy_functions->pbus_xpd_tx_off();
    phy_functions->pbus_xpd_rx_on();
    phy_functions->pbus_workmode();
}

/* The low ten bits of a gain word, spread over the fields of the two amplifiers. */
static uint32_t reversed(uint32_t bits, uint32_t count)
{
    uint32_t out = 0;
    for (; count; count--, bits >>= 1) {
        out = out << 1 | (bits & 1);
    }
    return out;
}

void rom_pbus_set_rxgain(uint32_t gain)
{
    uint32_t amplifier = phy_functions->pbus_rd(3, 2);
    uint32_t receiver = phy_functions->pbus_rd(2, 1);
    phy_functions->pbus_force_test(3, 1, reversed(gain >> 3, 7));
    phy_functions->pbus_force_test(3, 2, (amplifier & 0x1C7) | (gain & 7) << 3);
    phy_functions->pbus_force_test(2, 1, (receiver & 0x185) | (gain >> 11 & 0xF) << 3 | (gain >> 8 & 1) << 1);
}

void rom_pbus_set_txgain(uint32_t gain)
{
    phy_functions->pbus_force_test(4, 1, (gain & 0x1F) << 4 | (gain >> 5 & 3) << 2 | (gain >> 7 & 3));
}

void rom_set_loopback_gain(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    phy_functions->pbus_force_test(2, 1, RECEIVER_ON | 1);
    phy_functions->pbus_force_test(7, 1, a);
    phy_functions->pbus_force_test(2, 1, b);
    phy_functions->pbus_force_test(3, 1, c);
    phy_functions->pbus_force_test(3, 2, d);
}

void rom_pbus_xpd_rx_off(uint32_t value)
{
    phy_functions->pbus_force_test(2, 1, value);
    phy_functions->pbus_force_test(3, 1, 0);
    phy_functions->pbus_force_test(3, 2, 0);
}

void rom_pbus_xpd_rx_on(void)
{
    phy_functions->pbus_force_test(2, 1, RECEIVER_ON);
    phy_functions->pbus_force_test(3, 2, BASEBAND_AMPLIFIER_ON);
}

void rom_pbus_xpd_tx_off(void)
{
    phy_functions->pbus_force_test(6, 1, 0);
    phy_functions->pbus_force_test(1, 1, 12);
    phy_functions->pbus_force_test(2, 1, 0);
}

static void transmitter_on(uint32_t gain, uint32_t loopback)
{
    phy_functions->pbus_force_test(2, 1, 1);
    phy_functions->pbus_force_test(7, 1, loopback);
    phy_functions->pbus_force_test(0, 1, gain);
    phy_functions->pbus_force_test(1, 1, 127);
    phy_functions->pbus_force_test(6, 1, 127);
}

void rom_pbus_xpd_tx_on(uint32_t gain)
{
    transmitter_on(gain, 95);
}

void rom_pbus_xpd_tx_on__low_gain(uint32_t gain)
{
    transmitter_on(gain, 0);
}

void rom_phy_reset_req(void)
{
    PHY_POWER &= ~0x3C000000u;
}
