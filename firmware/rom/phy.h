/*
 * The physical layer's function table. The vendor's library fetches it with phy_get_romfuncs, puts
 * functions of its own into some places and calls through it; so does the ROM. Narrow arguments and
 * results are whole words here: the vendor's compiler extends them by their sign, ours with zeros.
 */
#ifndef PHY_H
#define PHY_H

#include "rom.h"

struct phy_functions {
    int (*abs_temp)(int value);
    void (*disable_cca)(void);
    void (*enable_cca)(void);
    void (*sense_backoff)(int decibels);
    void (*dc_iq_est)(uint32_t mode, uint32_t length, int32_t result[2]);
    void *unused_5;
    void (*en_pwdet)(uint32_t on);
    int (*get_bb_atten)(uint32_t gain, int power);
    void (*get_corr_power)(int32_t result[3], uint32_t scale);
    void (*get_fm_sar_dout)(int16_t *first, int16_t *second);
    int (*get_noisefloor)(void);
    int (*get_power_db)(int offset);
    void (*iq_est_disable)(void);
    void (*iq_est_enable)(uint32_t mode, uint32_t length);
    int (*linear_to_db)(int32_t value, uint32_t fraction_bits);
    void (*set_txclk_en)(uint32_t on);
    void (*set_rxclk_en)(uint32_t on);
    int (*mhz2ieee)(uint32_t megahertz, uint32_t flags);
    void (*rxiq_get_mis)(uint32_t scale, uint32_t a, uint32_t b, uint32_t invert_phase, uint32_t invert_gain,
        int8_t result[2], uint32_t print);
    void (*sar_init)(void);
    uint32_t (*set_ana_inf_tx_scale)(uint32_t attenuation);
    void (*set_loopback_gain)(uint32_t a, uint32_t b, uint32_t c, uint32_t d);
    void (*set_noise_floor)(int32_t decibels);
    void *unused_23[2];
    void (*start_noisefloor)(uint32_t length);
    void (*start_tx_tone)(uint32_t on_1, int32_t frequency_1, uint32_t attenuation_1, uint32_t on_2,
        int32_t frequency_2, uint32_t attenuation_2, uint32_t on_3, int32_t frequency_3, uint32_t attenuation_3);
    void (*stop_tx_tone)(uint32_t which);
    int (*txtone_linear_pwr)(uint32_t count, uint32_t shift);
    void (*tx_mac_disable)(void);
    void (*tx_mac_enable)(void);
    void (*ana_inf_gating_en)(uint32_t on, uint32_t first, uint32_t second);
    uint32_t (*set_channel_freq)(uint32_t channel, uint32_t crystal_26m, const int16_t *offsets, uint32_t *known,
        uint32_t *dividers, uint32_t microseconds);
    void (*chip_50_set_channel)(uint32_t channel, uint32_t crystal_26m, uint32_t track, const int16_t *offsets,
        uint32_t *known, uint32_t *dividers, uint32_t microseconds);
    void (*chip_v5_rx_init)(void);
    void (*chip_v5_tx_init)(void);
    uint32_t (*read)(uint32_t block, uint32_t host, uint32_t reg);
    uint32_t (*read_field)(uint32_t block, uint32_t host, uint32_t reg, uint32_t high, uint32_t low);
    void (*write)(uint32_t block, uint32_t host, uint32_t reg, uint32_t value);
    void (*write_field)(uint32_t block, uint32_t host, uint32_t reg, uint32_t high, uint32_t low, uint32_t value);
    void (*pbus_debugmode)(void);
    void (*pbus_enter_debugmode)(uint32_t gain);
    void (*pbus_exit_debugmode)(void);
    void (*pbus_force_test)(uint32_t unit, uint32_t field, uint32_t value);
    uint32_t (*pbus_rd)(uint32_t unit, uint32_t field);
    void (*pbus_set_rxgain)(uint32_t gain);
    void (*pbus_set_txgain)(uint32_t gain);
    void (*pbus_workmode)(void);
    void (*pbus_xpd_rx_off)(uint32_t value);
    void (*pbus_xpd_rx_on)(void);
    void (*pbus_xpd_tx_off)(void);
    void (*pbus_xpd_tx_on)(uint32_t gain);
    void (*pbus_xpd_tx_on_low_gain)(uint32_t gain);
    void (*phy_reset_req)(void);
    void (*restart_cal)(void);
    void (*rfpll_reset)(void);
    void (*write_rfpll_sdm)(const uint8_t divider[3]);
    void (*rfpll_set_freq)(uint32_t megahertz, uint32_t crystal_26m, int32_t offset, uint8_t divider[3]);
    void (*cal_tos)(uint32_t store, uint32_t gain, uint32_t microseconds, uint32_t rounds, uint8_t result[2]);
    void (*pbus_dco)(uint32_t mode, int16_t result[2][2], uint32_t microseconds, uint32_t print, uint32_t trace);
    void (*rfcal_pwrctrl)(uint32_t tone, const uint8_t *targets, uint32_t count, uint32_t least, uint32_t gain,
        uint8_t *result, uint32_t offset, uint32_t microseconds, uint32_t print);
    void (*rfcal_rxiq)(uint32_t mode, uint32_t tone, uint32_t attenuation, int8_t result[2], uint32_t full,
        uint32_t print);
    int (*rfcal_rxiq_set_reg)(int value, uint8_t *negative, uint32_t gain, uint32_t negate);
    void (*rfcal_txcap)(uint32_t *done, uint32_t *result, uint32_t gain, uint32_t tone, uint32_t attenuation,
        uint32_t count, uint32_t print);
    void (*rfcal_txiq)(uint32_t *done, uint32_t *result, uint32_t gain, uint32_t tone, uint32_t attenuation,
        uint32_t negate, uint32_t print, uint32_t fine);
    int (*rfcal_txiq_cover)(uint32_t attenuation, uint32_t tone, uint32_t gain, uint32_t negate, uint32_t print,
        uint32_t fine);
    int (*rfcal_txiq_set_reg)(int value, uint32_t gain, uint32_t negate);
    void (*rxiq_cover_mg_mp)(uint32_t scale, uint32_t a, uint32_t b, uint32_t phase, uint32_t gain, int8_t *gain_result,
        int8_t *phase_result, uint32_t negate, uint32_t print);
    void (*set_txbb_atten)(const uint8_t *base, uint32_t count, const uint8_t *offsets, const uint8_t *indices,
        uint32_t print);
    void (*set_txiq_cal)(uint8_t *gain_negative, uint8_t *phase_negative);
};

/* The ROM's own function for each place. */
#define PHY_FUNCTIONS(X) \
    X(abs_temp, rom_abs_temp) \
    X(disable_cca, rom_chip_v5_disable_cca) \
    X(enable_cca, rom_chip_v5_enable_cca) \
    X(sense_backoff, rom_chip_v5_sense_backoff) \
    X(dc_iq_est, rom_dc_iq_est) \
    X(en_pwdet, rom_en_pwdet) \
    X(get_bb_atten, rom_get_bb_atten) \
    X(get_corr_power, rom_get_corr_power) \
    X(get_fm_sar_dout, rom_get_fm_sar_dout) \
    X(get_noisefloor, rom_get_noisefloor) \
    X(get_power_db, rom_get_power_db) \
    X(iq_est_disable, rom_iq_est_disable) \
    X(iq_est_enable, rom_iq_est_enable) \
    X(linear_to_db, rom_linear_to_db) \
    X(set_txclk_en, rom_set_txclk_en) \
    X(set_rxclk_en, rom_set_rxclk_en) \
    X(mhz2ieee, rom_mhz2ieee) \
    X(rxiq_get_mis, rom_rxiq_get_mis) \
    X(sar_init, rom_sar_init) \
    X(set_ana_inf_tx_scale, rom_set_ana_inf_tx_scale) \
    X(set_loopback_gain, rom_set_loopback_gain) \
    X(set_noise_floor, rom_set_noise_floor) \
    X(start_noisefloor, rom_start_noisefloor) \
    X(start_tx_tone, rom_start_tx_tone) \
    X(stop_tx_tone, rom_stop_tx_tone) \
    X(txtone_linear_pwr, rom_txtone_linear_pwr) \
    X(tx_mac_disable, rom_tx_mac_disable) \
    X(tx_mac_enable, rom_tx_mac_enable) \
    X(ana_inf_gating_en, rom_ana_inf_gating_en) \
    X(set_channel_freq, rom_set_channel_freq) \
    X(chip_50_set_channel, rom_chip_50_set_channel) \
    X(chip_v5_rx_init, rom_chip_v5_rx_init) \
    X(chip_v5_tx_init, rom_chip_v5_tx_init) \
    X(read, rom_i2c_readReg) \
    X(read_field, rom_i2c_readReg_Mask) \
    X(write, rom_i2c_writeReg) \
    X(write_field, rom_i2c_writeReg_Mask) \
    X(pbus_debugmode, rom_pbus_debugmode) \
    X(pbus_enter_debugmode, rom_pbus_enter_debugmode) \
    X(pbus_exit_debugmode, rom_pbus_exit_debugmode) \
    X(pbus_force_test, rom_pbus_force_test) \
    X(pbus_rd, rom_pbus_rd) \
    X(pbus_set_rxgain, rom_pbus_set_rxgain) \
    X(pbus_set_txgain, rom_pbus_set_txgain) \
    X(pbus_workmode, rom_pbus_workmode) \
    X(pbus_xpd_rx_off, rom_pbus_xpd_rx_off) \
    X(pbus_xpd_rx_on, rom_pbus_xpd_rx_on) \
    X(pbus_xpd_tx_off, rom_pbus_xpd_tx_off) \
    X(pbus_xpd_tx_on, rom_pbus_xpd_tx_on) \
    X(pbus_xpd_tx_on_low_gain, rom_pbus_xpd_tx_on__low_gain) \
    X(phy_reset_req, rom_phy_reset_req) \
    X(restart_cal, rom_restart_cal) \
    X(rfpll_reset, rom_rfpll_reset) \
    X(write_rfpll_sdm, rom_write_rfpll_sdm) \
    X(rfpll_set_freq, rom_rfpll_set_freq) \
    X(cal_tos, rom_cal_tos_v50) \
    X(pbus_dco, rom_pbus_dco___SA2) \
    X(rfcal_pwrctrl, rom_rfcal_pwrctrl) \
    X(rfcal_rxiq, rom_rfcal_rxiq) \
    X(rfcal_rxiq_set_reg, rom_rfcal_rxiq_set_reg) \
    X(rfcal_txcap, rom_rfcal_txcap) \
    X(rfcal_txiq, rom_rfcal_txiq) \
    X(rfcal_txiq_cover, rom_rfcal_txiq_cover) \
    X(rfcal_txiq_set_reg, rom_rfcal_txiq_set_reg) \
    X(rxiq_cover_mg_mp, rom_rxiq_cover_mg_mp) \
    X(set_txbb_atten, rom_set_txbb_atten) \
    X(set_txiq_cal, rom_set_txiq_cal)

#define PHY_DECLARE(place, function) \
    __typeof__(*((struct phy_functions *)0)->place) function, entry_##function;
PHY_FUNCTIONS(PHY_DECLARE)

/* The pointer at 0x3FFFC730. */
extern struct phy_functions *phy_functions;

/* Analog blocks on the internal bus and the hosts that reach them. */
#define ANALOG_INTERFACE 119, 0
#define CLOCK_GATES 124, 1
#define SAR_ADC 108, 2
#define SYNTHESISER 98, 1
#define SYNTHESISER_DIVIDER 99, 0
#define TRANSMITTER 107, 2
#define RECEIVER 97, 1

/* Baseband, in three parts, and the SAR converter. */
#define BASEBAND(offset) REG(0x60009600 + (offset))
#define FRONT_END(offset) REG(0x60009A00 + (offset))
#define ESTIMATOR(offset) REG(0x60000500 + (offset))
#define SAR(offset) REG(0x60000D00 + (offset))
#define PHY_POWER REG(0x60000710)
#define MAC_TRANSMIT REG(0x3FF20C94)
#define MAC_TIMING REG(0x3FF20DE0)
#define MAC_STATE REG(0x3FF20C70)

static inline void change(volatile uint32_t *reg, uint32_t clear, uint32_t set)
{
    *reg = (*reg & ~clear) | set;
}

#endif
