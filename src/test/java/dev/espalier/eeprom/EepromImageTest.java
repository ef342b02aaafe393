package dev.espalier.eeprom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EepromImageTest {

    private static final EepromLayout LAYOUT = EepromLayout.of(64, 0, List.of(
        new Cell("ssid", 0, new CellType.Text(8), "home", false),
        new Cell("key", 8, new CellType.Text(8), "secret!", true),
        new Cell("ip", 16, new CellType.Ipv4(), "192.168.0.133", false),
        new Cell("port", 20, new CellType.Unsigned(2), "9705", false),
        new Cell("baud", 22, new CellType.Unsigned(3), "115200", false),
        new Cell("topic", 32, new CellType.Text(16), "rx_{mac}", false)),
        new Integrity(List.of(new Integrity.Fixed(52, "TLSN".getBytes(StandardCharsets.US_ASCII))),
            Optional.of(new Integrity.Checksum(Integrity.Kind.CRC32, 0, 60, 60, true))));

    private final EepromImage image = LAYOUT.compose(Map.of("port", "0x22B3"), Map.of("mac", "5ccf7f123456"));

    @Test
    void cells_lie_where_the_layout_says_numbers_big_endian() {
        byte[] bytes = image.bytes();

        assertThat(Arrays.copyOf(bytes, 8)).isEqualTo(Hex.parse("686f6d65 00000000"));
        assertThat(Arrays.copyOfRange(bytes, 16, 25)).isEqualTo(Hex.parse("c0a80085 22b3 01c200"));
        assertThat(image.get("topic")).isEqualTo("rx_5ccf7f123456");
    }

    @Test
    void a_composed_image_has_magic_and_checksum() {
        byte[] bytes = image.bytes();
        int crc = Checksums.crc32(bytes, 0, 60);

        assertThat(Arrays.copyOfRange(bytes, 52, 56)).isEqualTo("TLSN".getBytes(StandardCharsets.US_ASCII));
        assertThat(Arrays.copyOfRange(bytes, 60, 64))
            .isEqualTo(new byte[] {(byte) (crc >> 24), (byte) (crc >> 16), (byte) (crc >> 8), (byte) crc});
        assertThat(image.isValid()).isTrue();
    }

    @Test
    void any_flipped_bit_makes_it_invalid() {
        for (int bit = 0; bit < 64 * 8; bit++) {
            byte[] bytes = image.bytes();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(LAYOUT.parse(bytes).isValid()).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void one_octet_of_an_address_can_be_read_and_written() {
        EepromImage changed = image.with("ip[3]", "7");

        assertThat(changed.get("ip")).isEqualTo("192.168.0.7");
        assertThat(changed.get("ip[0]")).isEqualTo("192");
        assertThat(changed.isValid()).isTrue();
    }

    @Test
    void a_full_text_cell_has_no_nul_and_one_byte_more_does_not_fit() {
        assertThat(image.with("ssid", "12345678").get("ssid")).isEqualTo("12345678");
        assertThatThrownBy(() -> image.with("ssid", "123456789")).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("cell ssid: text of 9 bytes does not fit into 8");
    }

    @Test
    void a_secret_that_does_not_fit_is_not_repeated() {
        assertThatThrownBy(() -> image.with("key", "hunter22hunter22")).hasMessage("cell key: the secret does not fit");
    }

    @Test
    void wrong_values_and_wrong_names_are_refused() {
        assertThatThrownBy(() -> image.with("port", "65536")).hasMessage("cell port: 65536 is not in 0..65535");
        assertThatThrownBy(() -> image.with("ip", "1.2.3")).hasMessage("cell ip: \"1.2.3\" is no IPv4 address");
        assertThatThrownBy(() -> image.with("prot", "1"))
            .hasMessage("there is no cell prot; cells: ssid, key, ip, port, baud, topic");
        assertThatThrownBy(() -> image.with("ssid[1]", "1")).hasMessage("cell ssid[1]: ssid[1] names no octet of an address");
    }

    @Test
    void differences_are_told_by_cell_with_secrets_masked_and_stray_bytes_by_offset() {
        byte[] bytes = image.with("port", "80").with("key", "other").bytes();
        bytes[49] = 1;

        assertThat(image.diff(LAYOUT.parse(bytes))).extracting(EepromImage.Difference::toString)
            .containsExactly("key: \"***\" -> \"***\"", "port: \"8883\" -> \"80\"", "0x031: \"0x00\" -> \"0x01\"");
        assertThat(image.diff(image)).isEmpty();
    }

    @Test
    void erased_flash_is_erased_and_invalid_and_its_text_is_escaped() {
        byte[] erased = new byte[64];
        Arrays.fill(erased, (byte) 0xFF);
        EepromImage blank = LAYOUT.parse(erased);

        assertThat(blank.isErased()).isTrue();
        assertThat(blank.isValid()).isFalse();
        assertThat(blank.get("ssid")).isEqualTo("\\xff".repeat(8));
        assertThat(blank.get("port")).isEqualTo("65535");
    }

    @Test
    void secrets_are_listed_for_masking_and_masked_in_the_overview() {
        assertThat(image.secrets()).containsExactly("secret!");
        assertThat(image.masked()).containsEntry("key", "***").containsEntry("ssid", "home");
    }

    @Test
    void cells_that_overlap_or_stand_out_are_refused() {
        assertThatThrownBy(() -> EepromLayout.of(8, 0, List.of(new Cell("a", 0, new CellType.Text(4), "", false),
            new Cell("b", 3, new CellType.Text(4), "", false)), Integrity.NONE)).hasMessage("cells a and b overlap at 0x003");
        assertThatThrownBy(() -> EepromLayout.of(8, 0, List.of(new Cell("a", 6, new CellType.Text(4), "", false)),
            Integrity.NONE)).hasMessage("cell a (0x006 to 0x009) lies outside of the 8 bytes");
    }

    @Test
    void a_trust_anchor_is_its_length_its_crc_and_itself() {
        byte[] sector = new BlobLayout(0x3F9000, 4096, 0, 4, 8).compose("123456789".getBytes(StandardCharsets.US_ASCII));

        assertThat(sector).isEqualTo(Hex.parse("09000000 2639f4cb 313233343536373839"));
        assertThatThrownBy(() -> new BlobLayout(0, 16, 0, 4, 8).compose(new byte[9])).hasMessage("9 bytes do not fit into 8");
    }
}
