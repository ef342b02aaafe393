package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WepKeyTest {

    private static final int KEY = RomBench.SCRATCH;
    private static final int PHRASE = RomBench.SCRATCH_2;

    private final RomBench rom = new RomBench();

    @ParameterizedTest
    @ValueSource(strings = {"a", "hil", "a phrase that is longer than the generator's seed"})
    void the_four_short_keys_follow_one_another_in_a_linear_generator(String phrase) {
        int seed = 0;
        for (int i = 0; i < phrase.length(); i++) {
            seed ^= phrase.charAt(i) << i % 4 * 8;
        }
        for (int index = 0; index < 4; index++) {
            byte[] expected = new byte[5];
            for (int i = 0; i < 5; i++) {
                seed = seed * 214_013 + 2_531_011;
                expected[i] = (byte) (seed >>> 16);
            }

            assertThat(rom.call("wepkey_64", KEY, 5, rom.text(PHRASE, phrase), index)).isEqualTo(5);

            assertThat(rom.bytes(KEY, 5)).as("key %d", index).isEqualTo(expected);
        }
    }

    @Test
    void the_long_key_is_the_digest_of_the_repeated_phrase() throws GeneralSecurityException {
        byte[] repeated = "espalier".repeat(8).getBytes(StandardCharsets.US_ASCII);

        assertThat(rom.call("wepkey_128", KEY, 13, rom.text(PHRASE, "espalier"), 0)).isEqualTo(13);

        assertThat(rom.bytes(KEY, 13)).isEqualTo(Arrays.copyOf(MessageDigest.getInstance("MD5").digest(repeated), 13));
    }

    @Test
    void further_long_keys_mix_three_signs_each_into_the_phrase() throws GeneralSecurityException {
        byte[] repeated = Arrays.copyOf("wep#$%!@#".repeat(8).getBytes(StandardCharsets.US_ASCII), 64);
        byte[] digest = MessageDigest.getInstance("MD5").digest(repeated);

        rom.call("wepkey_128", KEY, 13, rom.text(PHRASE, "wep"), 2);

        assertThat(rom.bytes(KEY, 13)).isEqualTo(Arrays.copyOfRange(digest, 2, 15));
    }

    @Test
    void no_room_no_phrase_and_no_such_key_are_refused() {
        rom.text(PHRASE, "phrase");

        assertThat(rom.call("wepkey_64", KEY, 4, PHRASE, 0)).isEqualTo(-1);
        assertThat(rom.call("wepkey_128", KEY, 12, PHRASE, 0)).isEqualTo(-1);
        assertThat(rom.call("wepkey_64", KEY, 5, PHRASE, 4)).isEqualTo(-1);
        assertThat(rom.call("wepkey_128", KEY, 13, PHRASE, -1)).isEqualTo(-1);
        assertThat(rom.call("wepkey_64", KEY, 5, rom.text(PHRASE, ""), 0)).isEqualTo(-1);
    }
}
