package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of the physical layer; every register is plain storage here, as on a board without a radio. */
class PhyFunctionsTest {

    private static final int PHY_TABLE = 0x3FFFC734;
    private static final int PLACES = 70;
    private static final int OUT = RomBench.SCRATCH;
    private static final int NOISE = 0x60009B64;
    private static final int CCA = 0x60009B00;
    private static final int PBUS = 0x60000594;
    private static final int TONE = 0x600005B8;
    private static final int ANALOG = 0x60000D00;
    private static final int SYNTHESISER_HOST = 1;
    /** What the dropped bits of a value are worth at most: five bits of it count. */
    private static final double ONE_SIXTEENTH = 48 * Math.log(17 / 16.0) / Math.log(2);

    /** Hosts, times and counts, where an address would be out of range or take for ever. */
    private static final List<String> TAKES_NUMBERS = List.of("rom_i2c_readReg", "rom_i2c_readReg_Mask",
        "rom_i2c_writeReg", "rom_i2c_writeReg_Mask", "rom_set_channel_freq", "rom_chip_50_set_channel", "rom_rfcal_pwrctrl");

    private final RomBench rom = new RomBench();

    @ParameterizedTest(name = "{0}")
    @MethodSource("functionsOfTheTable")
    void every_function_of_the_table_returns_whatever_it_is_given(String name) {
        for (int step : new int[] {0, 0x100}) {
            int[] areas = IntStream.range(0, 9).map(i -> RomBench.SCRATCH + 0x400 + step * i).toArray();

            rom.call(name, areas);

            assertThat(rom.cpu.register(1)).isEqualTo(RomBench.STACK);
        }
    }

    static List<String> functionsOfTheTable() {
        RomBench bench = new RomBench();
        List<Integer> table = IntStream.range(0, PLACES).map(i -> bench.bus.load32(PHY_TABLE + 4 * i)).boxed().toList();
        return RomSymbols.all().entrySet().stream().filter(entry -> table.contains(entry.getValue()))
            .map(Map.Entry::getKey).filter(name -> !TAKES_NUMBERS.contains(name)).sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 12})
    void powers_become_a_logarithm_of_48_to_the_octave(int fractionBits) {
        Random random = new Random(fractionBits);
        for (int i = 0; i < 50; i++) {
            int value = (16 << fractionBits) + random.nextInt(1 << 24);
            double octaves = Math.log(value / Math.pow(2, fractionBits)) / Math.log(2);

            assertThat((double) rom.call("rom_linear_to_db", value, fractionBits)).as("of %d", value)
                .isBetween(48 * octaves - ONE_SIXTEENTH, 48 * octaves + 1);
        }
    }

    @ParameterizedTest(name = "{0} MHz is channel {1}")
    @CsvSource({"2412, 1", "2437, 6", "2472, 13", "2484, 14", "2512, 15", "2532, 16"})
    void frequencies_have_channel_numbers(int megahertz, int channel) {
        assertThat(rom.call("rom_mhz2ieee", megahertz, 0x80)).isEqualTo(channel);
    }

    @Test
    void beyond_the_band_there_is_no_channel_number() {
        assertThat(rom.call("rom_mhz2ieee", 2512, 0)).isEqualTo(-1);
    }

    @ParameterizedTest(name = "{0} MHz at a crystal of {1} MHz")
    @CsvSource({"2412, 26, 0", "2472, 26, 300", "2484, 26, -300", "2412, 40, 0", "2437, 40, 511"})
    void the_synthesiser_s_divider_is_two_thirds_of_the_frequency_over_the_crystal_s(int megahertz, int crystal, int offset) {
        double divider = (megahertz + offset / 1024.0) * 4 / 3 * 1024 / (crystal == 26 ? 26_624 : 40_960) - 32;

        rom.call("rom_rfpll_set_freq", megahertz, crystal == 26 ? 1 : 0, offset, OUT);

        byte[] octets = rom.bytes(OUT, 3);
        double found = Byte.toUnsignedInt(octets[0]) + Byte.toUnsignedInt(octets[1]) / 256.0
            + Byte.toUnsignedInt(octets[2]) / 65_536.0;
        assertThat(found).isCloseTo(divider, within(2 / 65_536.0));
    }

    @Test
    void tuning_gives_the_frequency_and_sends_the_divider_to_the_synthesiser() {
        int offsets = RomBench.SCRATCH_2;
        int known = OUT;
        int dividers = OUT + 4;
        rom.bus.store16(offsets + 2 * 5, 64);

        assertThat(rom.call("rom_set_channel_freq", 6, 1, offsets, known, dividers, 10)).isEqualTo(2437);
        assertThat(rom.call("rom_set_channel_freq", 1, 1, offsets, known, dividers, 10)).isEqualTo(2412);
        assertThat(rom.call("rom_set_channel_freq", 99, 1, offsets, known, dividers, 10)).isEqualTo(2484);

        assertThat(rom.bus.load32(known)).as("channels with an offset of their own").isEqualTo(1 << 5);
        assertThat(rom.bus.load32(dividers + 4 * 5) >>> 16).isEqualTo(92);
        assertThat(rom.bus.load32(dividers)).isZero();
        assertThat(rom.bus.load32(ANALOG + 4 * SYNTHESISER_HOST) >> 16 & 0xFF).as("calibration, last step").isEqualTo(0x3F);
    }

    @Test
    void the_noise_floor_of_a_room_without_radio_is_a_quiet_one_until_a_level_stands_in_the_register() {
        assertThat(rom.call("rom_get_noisefloor")).isEqualTo(-2 * 98);

        rom.bus.store32(NOISE, (512 - 180) << 23);
        rom.call("rom_set_noise_floor", -90);

        assertThat(rom.call("rom_get_noisefloor")).isEqualTo(-180);
        assertThat(rom.bus.load32(NOISE) & 0x1FF).isEqualTo(512 - 180);
    }

    @Test
    void magnitudes_and_attenuations_stay_in_their_ranges() {
        assertThat(rom.call("rom_abs_temp", -7)).isEqualTo(7);
        assertThat(rom.call("rom_abs_temp", 7)).isEqualTo(7);
        assertThat(rom.call("rom_get_bb_atten", 5, 20)).isEqualTo(4 * 13 - 20);
        assertThat(rom.call("rom_get_bb_atten", 0, 100)).isZero();
        assertThat(rom.call("rom_get_bb_atten", 60, 0)).isEqualTo(127);
    }

    @Test
    void channel_assessment_is_switched_by_one_bit_and_no_other() {
        rom.bus.store32(CCA, 0x00001234);

        rom.call("rom_chip_v5_disable_cca");
        assertThat(rom.bus.load32(CCA)).isEqualTo(0x10001234);
        rom.call("rom_chip_v5_enable_cca");
        assertThat(rom.bus.load32(CCA)).isEqualTo(0x00001234);
    }

    @Test
    void what_is_forced_on_the_power_bus_is_read_back_in_debug_mode() {
        rom.call("rom_pbus_debugmode");
        for (int unit = 0; unit < 8; unit++) {
            rom.call("rom_pbus_force_test", unit, 1, 0x155 ^ unit);
        }

        for (int unit = 0; unit < 8; unit++) {
            assertThat(rom.call("rom_pbus_rd", unit, 1)).as("unit %d", unit).isEqualTo(0x155 ^ unit);
        }
    }

    @Test
    void in_work_mode_the_receiver_is_seen_switched_on() {
        rom.call("rom_pbus_workmode");

        assertThat(rom.call("rom_pbus_rd", 2, 1) & 0x184).isEqualTo(0x184);
        assertThat(rom.call("rom_pbus_rd", 3, 2) & 6).isEqualTo(6);
        rom.call("rom_pbus_debugmode");
        rom.call("rom_pbus_xpd_rx_off", 0);
        assertThat(rom.call("rom_pbus_rd", 2, 1)).isZero();
        assertThat(rom.bus.load32(PBUS) & 1).isEqualTo(1);
    }

    @Test
    void receiver_gain_is_spread_over_the_fields_of_two_amplifiers() {
        rom.call("rom_pbus_debugmode");

        rom.call("rom_pbus_set_rxgain", 0b1010_0_000000_1_010);

        assertThat(rom.call("rom_pbus_rd", 3, 1)).as("seven bits in reverse").isEqualTo(0x40);
        assertThat(rom.call("rom_pbus_rd", 3, 2)).isEqualTo(0b010 << 3);
        assertThat(rom.call("rom_pbus_rd", 2, 1)).isEqualTo(0b1010 << 3);
    }

    @Test
    void a_tone_is_started_with_its_attenuation_and_stopped() {
        rom.call("rom_start_tx_tone", 1, 0x40, 10, 0, 0, 0, 0, 0, 0);
        assertThat(rom.bus.load32(TONE)).isEqualTo(1 << 18 | (256 - 10) << 10 | 0x40);
        assertThat(rom.bus.load32(TONE + 4)).as("the second is off").isZero();

        rom.call("rom_stop_tx_tone", 1);

        assertThat(rom.bus.load32(TONE) & 1 << 18).isZero();
    }

    @Test
    void calibrations_end_with_no_correction_and_are_marked_as_done() {
        int done = OUT;
        int result = OUT + 4;

        rom.call("rom_rfcal_txiq", done, result, 0, 0, 20, 1, 0, 0);
        assertThat(rom.bus.load32(done)).isEqualTo(1 << 17);
        assertThat(rom.bus.load32(result)).isZero();
        rom.call("rom_rfcal_txcap", done, result, 0, 0, 0, 4, 0);
        assertThat(rom.bus.load32(done)).isEqualTo(3 << 17);
        assertThat(rom.bus.load32(result)).isEqualTo(0x080804);
        rom.put(result, (byte) 9, (byte) 9);
        rom.call("rom_rfcal_rxiq", 0, 0, 0, result, 0, 0);
        assertThat(rom.bytes(result, 2)).containsOnly(0);
    }

    @Test
    void attenuations_for_the_wanted_powers_fall_as_the_powers_rise() {
        rom.put(OUT, (byte) 30, (byte) 40, (byte) 60);

        rom.call("rom_rfcal_pwrctrl", 0, OUT, 3, 4, 0, RomBench.SCRATCH_2, 0, 0, 0);

        assertThat(rom.bytes(RomBench.SCRATCH_2, 3)).containsExactly(32 - 26 - 4, 0, 0);
    }

    @Test
    void the_channel_of_the_chip_is_set_with_its_frequency() {
        rom.call("rom_chip_50_set_channel", 3, 1, 1, RomBench.SCRATCH_2, OUT, OUT + 4, 10, 0);

        assertThat(rom.bus.load32(ANALOG + 4 * SYNTHESISER_HOST) >> 16 & 0xFF).isEqualTo(0x3F);
    }

    @Test
    void corrections_are_limited_and_their_sign_is_a_bit_of_its_own() {
        assertThat(rom.call("rom_rfcal_rxiq_set_reg", 40, OUT, 1, 0)).isEqualTo(15);
        assertThat(rom.call("rom_rfcal_rxiq_set_reg", -9, OUT, 0, 1)).isEqualTo(-9);
        assertThat(rom.bus.load8(OUT)).as("negative").isEqualTo(1);
        assertThat(rom.call("rom_rfcal_txiq_set_reg", -40, 0, 1)).isEqualTo(-31);
    }

    @Test
    void converter_readings_that_are_all_alike_make_no_power() {
        rom.call("rom_get_fm_sar_dout", OUT, OUT + 2);

        assertThat(rom.bytes(OUT, 4)).containsOnly(0);
        assertThat(rom.call("rom_txtone_linear_pwr", 3, 10)).isZero();
        assertThat(rom.call("rom_get_power_db", 25)).isEqualTo(25);
    }
}
