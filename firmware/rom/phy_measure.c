/*
 * Measurements of the physical layer and the arithmetic behind them. Nothing measures on the virtual
 * board: estimators are started and stopped in their registers, and what they would have found is
 * taken from registers that hold what software left there. Nothing waits.
 */
#include "phy.h"

#define ESTIMATE ESTIMATOR(0x7C)
#define ESTIMATE_START BIT(0)
#define ESTIMATE_MODE_MASK 0x5FFFEu
#define POWER_SUM(n) ((int32_t)ESTIMATOR(0x80 + 4 * (n)))
#define DC_SUM(n) ((int32_t)ESTIMATOR(0xDC + 4 * (n)))
#define TONE(n) ESTIMATOR(0xB8 + 4 * (n))
#define TONE_ON BIT(18)
#define NOISE_CONTROL FRONT_END(0x160)
#define NOISE_LEVEL FRONT_END(0x164)
#define CCA FRONT_END(0x100)
#define CCA_DISABLED BIT(28)
#define SAR_CONTROL SAR(0x50)
#define SAR_START BIT(1)
#define SAR_DETECTOR BIT(0)
#define SAR_RESULT(n) SAR(0x80 + 4 * (n))
#define SAR_MICROSECONDS 25

/* What a quiet room gives, half decibels: -98 dBm. */
#define QUIET (-196)

int rom_abs_temp(int value)
{
    return value < 0 ? -value : value;
}

/* Clear-channel assessment. */
void rom_chip_v5_disable_cca(void)
{
    CCA |= CCA_DISABLED;
}

void rom_chip_v5_enable_cca(void)
{
    CCA &= ~CCA_DISABLED;
}

void rom_chip_v5_sense_backoff(int decibels)
{
    decibels = (int8_t)decibels;
    uint32_t most = decibels < 0 ? 127 : (uint32_t)decibels;
    change(&FRONT_END(0x228), 0x1FC00, most << 10);
    change(&FRONT_END(0x324), 0xFE, decibels < 0 ? 0xFE : (uint32_t)decibels << 1);
}

void rom_tx_mac_disable(void)
{
    uint32_t timing = MAC_TIMING;
    MAC_TIMING = (timing & 0xFC) | (timing >> 1 & 0x7F800000) | 3;
    MAC_TRANSMIT &= ~1u;
}

void rom_tx_mac_enable(void)
{
    uint32_t timing = MAC_TIMING;
    MAC_TIMING = (timing & 0xFC) | (timing >> 1 & 0x7F800000);
    MAC_TRANSMIT |= 1;
}

void rom_iq_est_enable(uint32_t mode, uint32_t length)
{
    ESTIMATE |= ESTIMATE_START;
    change(&ESTIMATE, ESTIMATE_MODE_MASK, mode << 18 | (length & 0x7FFF) << 2 | BIT(1));
}

void rom_iq_est_disable(void)
{
    change(&ESTIMATE, ESTIMATE_MODE_MASK, BIT(12));
    ESTIMATE &= ~ESTIMATE_START;
}

void rom_dc_iq_est(uint32_t mode, uint32_t length, int32_t result[2])
{
    phy_functions->iq_est_enable(mode, length);
    for (int i = 0; i < 2; i++) {
        result[i] = (DC_SUM(i) >> 6) / (int32_t)(length + 1);
    }
    phy_functions->iq_est_disable();
}

/* Sum of power, of its mirror image, and of the constant part. */
void rom_get_corr_power(int32_t result[3], uint32_t scale)
{
    int32_t sum = (POWER_SUM(0) >> 18) + (POWER_SUM(3) >> 18);
    int32_t difference = (POWER_SUM(1) >> 18) - (POWER_SUM(2) >> 18);
    int32_t dc[2] = { DC_SUM(0) >> (scale - 2), DC_SUM(1) >> (scale - 2) };
    result[0] = DC_SUM(2) >> (scale - 2);
    result[1] = (sum * sum + difference * difference) >> (2 * scale - 22);
    result[2] = (dc[0] * dc[0] + dc[1] * dc[1]) >> 16;
}

static int8_t ratio(int32_t part, int64_t whole)
{
    return ((int64_t)part * 256) / whole;
}

/* Gain and phase error of the two halves of a signal, in 1/256. */
void rom_rxiq_get_mis(uint32_t scale, uint32_t a, uint32_t b, uint32_t invert_phase, uint32_t invert_gain,
    int8_t result[2], uint32_t print)
{
    (void)print;
    int32_t power[4];
    for (int i = 0; i < 4; i++) {
        power[i] = POWER_SUM(i) >> (scale - 2);
    }
    int32_t wanted[2] = { power[0] + power[3], power[1] - power[2] };
    int32_t image[2] = { power[0] - power[3], power[1] + power[2] };
    bool swapped = ((a ^ b ^ invert_phase ^ invert_gain) & 0xFF) != 0;
    int32_t *strong = swapped ? image : wanted;
    int32_t *weak = swapped ? wanted : image;
    int32_t whole = strong[0] * strong[0] + strong[1] * strong[1];
    int8_t gain = ratio(weak[0] * strong[0] - weak[1] * strong[1], whole ? whole : 1);
    int8_t phase = ratio(weak[0] * strong[1] + weak[1] * strong[0], whole ? whole : 1);
    result[0] = invert_gain ? -gain : gain;
    result[1] = invert_phase ? -phase : phase;
}

/* Logarithm of a power with so many bits behind the point, 48 to the octave: 16 to the decibel, nearly. */
int rom_linear_to_db(int32_t value, uint32_t fraction_bits)
{
    static const uint8_t within_octave[16] = { 0, 4, 8, 12, 16, 19, 22, 25, 28, 31, 34, 36, 39, 41, 44, 46 };
    int32_t scaled = fraction_bits < 3 ? value << (3 - fraction_bits) : value >> (fraction_bits - 3);
    int octave = scaled ? 28 - __builtin_clz(scaled) : -4;
    return octave < 1 ? within_octave[scaled & 15] : 48 * octave + within_octave[scaled >> (octave - 1) & 15];
}

/* Channel number of a frequency; flag 0x80 means the 2.4 GHz band. -1 when there is none. */
int rom_mhz2ieee(uint32_t megahertz, uint32_t flags)
{
    if (megahertz == 2484) {
        return 14;
    }
    if (megahertz < 2484) {
        return (int8_t)(((int32_t)megahertz - 2407) / 5);
    }
    return flags & 0x80 ? (int8_t)(15 + ((int32_t)megahertz - 2512) / 20) : -1;
}

/* Attenuation in quarter decibels, 0 to 127. */
int rom_get_bb_atten(uint32_t gain, int power)
{
    int attenuation = (int16_t)(4 * (gain + 8) - power);
    return attenuation < 0 ? 0 : attenuation > 127 ? 127 : attenuation;
}

/* In half decibels; where nothing has been measured, a quiet room. */
int rom_get_noisefloor(void)
{
    uint32_t level = NOISE_LEVEL >> 23;
    return level ? (int32_t)level - 512 : QUIET;
}

void rom_set_noise_floor(int32_t decibels)
{
    change(&NOISE_LEVEL, 0x1FF, (2 * decibels + 0x200) & 0x1FF);
    change(&NOISE_CONTROL, 0x28002, BIT(1));
}

void rom_start_noisefloor(uint32_t length)
{
    change(&NOISE_LEVEL, 0xFFF, (length & 7) << 9 | 0x1A0);
    NOISE_CONTROL |= 0x28002;
}

static void set_tone(volatile uint32_t *tone, uint32_t on, int32_t frequency, uint32_t attenuation)
{
    if (on) {
        change(tone, 0x0FFFFFFF, on << 18 | (-attenuation & 0xFF) << 10 | frequency);
    }
}

void rom_start_tx_tone(uint32_t on_1, int32_t frequency_1, uint32_t attenuation_1, uint32_t on_2,
    int32_t frequency_2, uint32_t attenuation_2, uint32_t on_3, int32_t frequency_3, uint32_t attenuation_3)
{
    phy_functions->set_txclk_en(1);
    set_tone(&TONE(0), on_1, frequency_1, attenuation_1);
    set_tone(&TONE(1), on_2, frequency_2, attenuation_2);
    set_tone(&TONE(3), on_3, frequency_3, attenuation_3);
}

/* One of the three, or all with 0. */
void rom_stop_tx_tone(uint32_t which)
{
    static const uint8_t places[] = { 0, 1, 3 };
    for (uint32_t i = 0; i < 3; i++) {
        if (which == i + 1 || which == 0 || which > 3) {
            TONE(places[i]) &= ~TONE_ON;
        }
    }
    phy_functions->set_txclk_en(0);
}

void rom_sar_init(void)
{
    PHY_POWER |= BIT(25);
    phy_functions->write_field(SAR_ADC, 0, 4, 4, 1);
    phy_functions->write_field(SAR_ADC, 1, 1, 0, 2);
}

/* Power detector in front of the converter. */
void rom_en_pwdet(uint32_t on)
{
    phy_functions->sar_init();
    SAR(0x5C) &= ~(BIT(21) | BIT(23));
    if (on < 2) {
        change(&SAR_CONTROL, SAR_DETECTOR, on ? SAR_DETECTOR : 0);
    }
}

/* Two weighted sums over eight conversions. */
void rom_get_fm_sar_dout(int16_t *first, int16_t *second)
{
    SAR_CONTROL &= ~SAR_START;
    SAR_CONTROL |= SAR_START;
    ets_delay_us(SAR_MICROSECONDS);
    int32_t level[8];
    for (int i = 0; i < 8; i++) {
        level[i] = 0x800 - (int32_t)(SAR_RESULT(i) & 0xFFF);
    }
    int32_t base = 3 * (level[6] + level[7]);
    *first = 2 * (level[1] + level[2] + level[3]) - base;
    *second = 3 * (level[4] + level[5]) - base;
}

int rom_get_power_db(int offset)
{
    int16_t first, second;
    phy_functions->get_fm_sar_dout(&first, &second);
    return (int16_t)(offset + phy_functions->linear_to_db(first, 3) - phy_functions->linear_to_db(second, 3));
}

int rom_txtone_linear_pwr(uint32_t count, uint32_t shift)
{
    int16_t sum = 0;
    for (uint8_t n = count; n; n--) {
        int16_t first, second;
        phy_functions->get_fm_sar_dout(&first, &second);
        sum += ((int32_t)first << shift) / (second ? second : 1);
    }
    return sum;
}
