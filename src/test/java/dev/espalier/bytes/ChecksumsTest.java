package dev.espalier.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChecksumsTest {

    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void the_xor_of_nothing_is_its_seed() {
        assertThat(Checksums.xor(new byte[0], 0, 0)).isEqualTo(0xEF);
    }

    @Test
    void the_xor_covers_only_the_range() {
        assertThat(Checksums.xor(new byte[] {1, 2, 4, 8}, 1, 2)).isEqualTo(0xEF ^ 2 ^ 4);
    }

    @Test
    void crc32_has_its_published_check_value() {
        assertThat(Checksums.crc32(DIGITS)).isEqualTo(0xCBF43926);
    }

    @Test
    void sha256_has_its_published_value_for_abc() {
        assertThat(Checksums.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
            .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void words_are_little_endian_both_ways() {
        byte[] words = LittleEndian.words(0x12345678, -2);

        assertThat(words).isEqualTo(Hex.parse("78563412 feffffff"));
        assertThat(LittleEndian.get32(words, 4)).isEqualTo(-2);
        assertThat(LittleEndian.get16(words, 4)).isEqualTo(0xFFFE);
    }

    @Test
    void long_hex_is_cut_and_says_how_much_is_missing() {
        assertThat(Hex.spaced(new byte[] {1, 2, 3}, 2)).isEqualTo("01 02 (+1)");
        assertThat(Hex.spaced(new byte[] {1, 2}, 2)).isEqualTo("01 02");
    }

    @Test
    void crc_32_most_significant_bit_first_has_the_check_value_of_its_catalogue() {
        assertThat(Checksums.crc32MsbFirst(DIGITS)).isEqualTo(0x0376E6E7);
    }
}
