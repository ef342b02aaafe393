/*
 * Channel and calibration. There is no radio to calibrate: each routine leaves the result of an ideal
 * one, no correction or the middle of the range, where the real one leaves what it found.
 */
#include "phy.h"

#define CHANNEL_14 2484
#define IQ_CORRECTION BASEBAND(0x260)
#define IQ_IN_FORCE 0x30000u
#define DC_CORRECTION BASEBAND(0x264)
#define TXCAP_DONE BIT(18)
#define TXIQ_DONE BIT(17)
#define MIDDLE_DAC 0x100
#define MIDDLE_OFFSET 64
#define TXCAP_MIDDLE 0x080804

/*
 * Divider of the synthesiser, 8 bits before and 16 behind the point: two thirds of the frequency over
 * the crystal's, less 32. The offset is in MHz / 1024.
 */
void rom_rfpll_set_freq(uint32_t megahertz, uint32_t crystal_26m, int32_t offset, uint8_t divider[3])
{
    uint64_t wanted = ((megahertz << 10) + offset) * 4;
    uint32_t unit = crystal_26m ? 26624 : 40960;
    uint32_t value = (wanted << 16) / (3 * unit) - (32u << 16);
    divider[0] = value >> 16;
    divider[1] = value >> 8;
    divider[2] = value;
}

/* Tunes to a channel, 14 when it is none from 1 to 13, and gives its frequency in MHz. */
uint32_t rom_set_channel_freq(uint32_t channel, uint32_t crystal_26m, const int16_t *offsets, uint32_t *known,
    uint32_t *dividers, uint32_t microseconds)
{
    bool regular = channel >= 1 && channel <= 13;
    uint32_t index = regular ? channel - 1 : 13;
    uint32_t megahertz = regular ? 2407 + 5 * channel : CHANNEL_14;
    uint8_t divider[3];
    phy_functions->rfpll_reset();
    phy_functions->rfpll_set_freq(megahertz, crystal_26m, offsets[index], divider);
    if (offsets[index]) {
        dividers[index] = (uint32_t)divider[0] << 16 | divider[1] << 8 | divider[2];
        *known |= BIT(index);
    }
    phy_functions->write_rfpll_sdm(divider);
    phy_functions->restart_cal();
    ets_delay_us(microseconds);
    return megahertz;
}

void rom_chip_50_set_channel(uint32_t channel, uint32_t crystal_26m, uint32_t track, const int16_t *offsets,
    uint32_t *known, uint32_t *dividers, uint32_t microseconds)
{
    uint32_t megahertz =
        phy_functions->set_channel_freq(channel, crystal_26m, offsets, known, dividers, microseconds);
    if (track) {
        phy_functions->ana_inf_gating_en(1, megahertz << 8, 0x96000);
        ets_delay_us(5);
    }
}

static void store_offset(const uint8_t offset[2])
{
    change(&DC_CORRECTION, ~0x3FFFFu, (uint32_t)offset[1] << 25 | (uint32_t)offset[0] << 18);
}

void rom_cal_tos_v50(uint32_t store, uint32_t gain, uint32_t microseconds, uint32_t rounds, uint8_t result[2])
{
    (void)microseconds;
    (void)rounds;
    phy_functions->pbus_force_test(0, 1, gain & 0xFFFF);
    result[0] = result[1] = MIDDLE_OFFSET;
    phy_functions->pbus_force_test(1, 2, MIDDLE_OFFSET);
    phy_functions->pbus_force_test(0, 2, MIDDLE_OFFSET);
    phy_functions->pbus_force_test(1, 1, 127);
    if (store) {
        store_offset(result);
    }
}

void rom_pbus_dco___SA2(uint32_t mode, int16_t result[2][2], uint32_t microseconds, uint32_t print, uint32_t trace)
{
    (void)mode;
    (void)microseconds;
    (void)print;
    (void)trace;
    for (uint32_t stage = 0; stage < 2; stage++) {
        for (uint32_t half = 0; half < 2; half++) {
            result[stage][half] = MIDDLE_DAC;
            phy_functions->pbus_force_test(4 + half, stage + 1, MIDDLE_DAC);
        }
    }
}

/* Attenuations for the wanted powers: as an ideal transmitter needs them, not below the least. */
void rom_rfcal_pwrctrl(uint32_t tone, const uint8_t *targets, uint32_t count, uint32_t least, uint32_t gain,
    uint8_t *result, uint32_t offset, uint32_t microseconds, uint32_t print)
{
    (void)tone;
    (void)offset;
    (void)microseconds;
    (void)print;
    uint32_t step = (gain >> 3 & 3) * 3 + (gain & 7);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t attenuation = phy_functions->get_bb_atten(step, targets[i] - least);
        result[i] = attenuation > least ? attenuation - least : 0;
    }
}

static void leave_tones(void)
{
    phy_functions->stop_tx_tone(1);
    phy_functions->pbus_exit_debugmode();
}

void rom_rfcal_rxiq(uint32_t mode, uint32_t tone, uint32_t attenuation, int8_t result[2], uint32_t full,
    uint32_t print)
{
    (void)mode;
    (void)tone;
    (void)attenuation;
    (void)full;
    (void)print;
    result[0] = result[1] = 0;
}

void rom_rxiq_cover_mg_mp(uint32_t scale, uint32_t a, uint32_t b, uint32_t phase, uint32_t gain, int8_t *gain_result,
    int8_t *phase_result, uint32_t negate, uint32_t print)
{
    (void)scale;
    (void)a;
    (void)b;
    (void)phase;
    (void)gain;
    (void)negate;
    (void)print;
    *gain_result = *phase_result = 0;
}

static int32_t limited(int32_t value, int32_t limit)
{
    return value > limit ? limit : value < -limit ? -limit : value;
}

/* Sign and size of a correction of the receiver; gives what is in force. */
int rom_rfcal_rxiq_set_reg(int value, uint8_t *negative, uint32_t gain, uint32_t negate)
{
    int32_t applied = limited((int8_t)value, gain ? 15 : 31);
    bool inverted = negate && applied < 0;
    if (negate) {
        *negative = inverted;
        applied = inverted ? -applied : applied;
        phy_functions->write_field(ANALOG_INTERFACE, 24, gain ? 5 : 3, gain ? 5 : 3, inverted);
    }
    if (gain) {
        phy_functions->write_field(ANALOG_INTERFACE, 25, 4, 0, applied & 0x1F);
    } else {
        phy_functions->write_field(ANALOG_INTERFACE, 26, 5, 0, applied & 0x3F);
    }
    return inverted ? -applied : applied;
}

/* The same for the transmitter. */
int rom_rfcal_txiq_set_reg(int value, uint32_t gain, uint32_t negate)
{
    int32_t applied = limited((int8_t)value, gain ? 15 : 31);
    bool inverted = negate && applied < 0;
    if (negate) {
        applied = inverted ? -applied : applied;
        phy_functions->write_field(ANALOG_INTERFACE, gain ? 16 : 15, gain ? 0 : 6, gain ? 0 : 6, inverted);
    }
    if (gain) {
        phy_functions->write_field(ANALOG_INTERFACE, 16, 7, 3, applied & 0x1F);
    } else {
        phy_functions->write_field(ANALOG_INTERFACE, 15, 5, 0, applied & 0x3F);
    }
    return inverted ? -applied : applied;
}

int rom_rfcal_txiq_cover(uint32_t attenuation, uint32_t tone, uint32_t gain, uint32_t negate, uint32_t print,
    uint32_t fine)
{
    (void)tone;
    (void)print;
    (void)fine;
    phy_functions->set_ana_inf_tx_scale(gain ? (attenuation - 12) & 0xFF : attenuation);
    return phy_functions->rfcal_txiq_set_reg(0, gain, negate);
}

/* Capacities of the transmitter's three tuned stages, one octet each. */
static void set_txcap(uint32_t capacities)
{
    phy_functions->write_field(TRANSMITTER, 1, 3, 0, capacities >> 16 & 0xFF);
    phy_functions->write_field(TRANSMITTER, 2, 3, 0, capacities >> 8 & 0xFF);
    phy_functions->write_field(TRANSMITTER, 2, 6, 4, capacities & 0xFF);
}

void rom_rfcal_txcap(uint32_t *done, uint32_t *result, uint32_t gain, uint32_t tone, uint32_t attenuation,
    uint32_t count, uint32_t print)
{
    (void)gain;
    (void)tone;
    (void)attenuation;
    (void)count;
    (void)print;
    if (!(*done & TXCAP_DONE)) {
        *result = TXCAP_MIDDLE;
        *done |= TXCAP_DONE;
        leave_tones();
    }
    set_txcap(*result);
}

/* Gain error in the second octet of the result, phase error in the first. */
void rom_rfcal_txiq(uint32_t *done, uint32_t *result, uint32_t gain, uint32_t tone, uint32_t attenuation,
    uint32_t negate, uint32_t print, uint32_t fine)
{
    (void)gain;
    if (!(*done & TXIQ_DONE)) {
        int gain_error = phy_functions->rfcal_txiq_cover(attenuation, tone, 1, negate, print, fine);
        int phase_error = phy_functions->rfcal_txiq_cover(attenuation, tone, 0, negate, print, fine);
        *result = (gain_error & 0x1F) << 8 | (phase_error & 0x3F);
        *done |= TXIQ_DONE;
        leave_tones();
    }
    change(&IQ_CORRECTION, 0x1FFF0000, (*result >> 8) << 24 | (*result & 0x3F) << 18 | IQ_IN_FORCE);
}

/* Puts the signs of the correction in force into the analog interface. */
void rom_set_txiq_cal(uint8_t *gain_negative, uint8_t *phase_negative)
{
    uint32_t correction = IQ_CORRECTION;
    uint32_t gain = correction >> 24 & 0x1F;
    *gain_negative = gain > 0 && gain < 16;
    *phase_negative = correction >> 23 & 1;
    phy_functions->write_field(ANALOG_INTERFACE, 16, 0, 0, *gain_negative);
    phy_functions->write_field(ANALOG_INTERFACE, 15, 6, 6, *phase_negative);
}

/* Attenuations of the 24 rates: of the first eight the same, of the others by index. */
void rom_set_txbb_atten(const uint8_t *base, uint32_t count, const uint8_t *offsets, const uint8_t *indices,
    uint32_t print)
{
    (void)count;
    (void)indices;
    (void)print;
    phy_functions->write_field(ANALOG_INTERFACE, 9, 7, 0, 0);
    for (uint32_t rate = 0; rate < 24; rate++) {
        uint32_t attenuation = rate < 8 ? base[0] + offsets[0] : offsets[base[rate - 7]];
        change(&ESTIMATOR(4 + 4 * rate), 0xFF, -attenuation & 0xFF);
    }
}
