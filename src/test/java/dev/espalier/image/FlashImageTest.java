package dev.espalier.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.LittleEndian;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlashImageTest {

    @Test
    void an_image_that_checks_itself_is_whole_though_its_checksum_is_from_before() {
        byte[] file = ImageBytes.arduino(ImageBytes.single(0x4010F000, new byte[32], 0x4010F000),
            ImageBytes.single(0x40201010, new byte[64], 0x40100004));
        put(file, 0x1010, file.length);
        put(file, 0x1014, selfCheck(file));

        assertThat(FlashImage.parse("newer.bin", file).application()).isPresent();

        file[0x1030] ^= 1;
        assertThatThrownBy(() -> FlashImage.parse("newer.bin", file)).isInstanceOf(ImageException.class)
            .hasMessageContaining("wanted: checksum 0x").hasMessageEndingWith("the file is damaged: build or copy it again");
    }

    private static int selfCheck(byte[] file) {
        byte[] cleared = file.clone();
        Arrays.fill(cleared, 0x1010, 0x1018, (byte) 0);
        return Checksums.crc32MsbFirst(cleared);
    }

    private static void put(byte[] file, int at, int word) {
        System.arraycopy(LittleEndian.words(word), 0, file, at, 4);
    }

    @Test
    void texts_are_found_anywhere_in_the_file() {
        FlashImage hello = FlashImage.read(Path.of("firmware/images/hello.bin"));

        assertThat(hello.holdsText("tick %")).isTrue();
        assertThat(hello.holdsText("no such text")).isFalse();
    }

    private static final byte[] LOADER = ImageBytes.single(0x4010F000, new byte[] {1, 2, 3, 4}, 0x4010F000);
    private static final byte[] APPLICATION = ImageBytes.single(0x40201010, new byte[40], 0x40100004);
    private static final byte[] FILE = ImageBytes.arduino(LOADER, APPLICATION);

    @Test
    void the_arduino_layout_has_a_loader_and_an_application() {
        FlashImage image = FlashImage.parse("node.bin", FILE);

        assertThat(image.boot().segments()).containsExactly(new Segment(0x4010F000, 16, 4));
        assertThat(image.application()).map(EspImage::entry).contains(0x40100004);
        image.requireFits(4 << 20);
    }

    @Test
    void a_single_image_has_no_application() {
        assertThat(FlashImage.parse("x.bin", LOADER).application()).isEmpty();
    }

    @Test
    void an_empty_file_is_refused() {
        assertThatThrownBy(() -> FlashImage.parse("node.bin", new byte[0])).isInstanceOf(ImageException.class)
            .hasMessage("wanted: an ESP8266 image in node.bin; seen: the file is empty; try: build or copy it again");
    }

    @Test
    void a_file_cut_in_a_segment_is_refused_with_the_segment() {
        assertThatThrownBy(() -> FlashImage.parse("node.bin", Arrays.copyOf(FILE, 0x1020))).hasMessage("wanted: all of image "
            + "node.bin: segment 1 (load 0x40201010, 40 bytes) ends at 0x00001038; seen: the file ends at 0x00001020; try: it is "
            + "truncated: build or copy it again");
    }

    @Test
    void a_file_cut_at_any_place_is_refused() {
        for (int length = 0x1001; length < FILE.length; length++) {
            byte[] cut = Arrays.copyOf(FILE, length);

            assertThatThrownBy(() -> FlashImage.parse("node.bin", cut)).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void wrong_magic_is_refused_with_its_place() {
        byte[] file = FILE.clone();
        file[0x1000] = (byte) 0xFF;

        assertThatThrownBy(() -> FlashImage.parse("node.bin", file)).hasMessage("wanted: an ESP8266 image (magic 0xe9) at "
            + "0x00001000 of node.bin; seen: found 0xff; try: this part of the file is erased flash");
    }

    @Test
    void an_elf_file_handed_in_as_an_image_is_told_apart() {
        assertThatThrownBy(() -> FlashImage.parse("node.elf", new byte[] {0x7F, 'E', 'L', 'F', 1, 1, 1, 0}))
            .hasMessageEndingWith("hand in the .bin, the .elf beside it is found by itself");
    }

    @Test
    void a_flipped_bit_is_found_by_the_checksum() {
        byte[] file = FILE.clone();
        file[0x1018] ^= 4;

        assertThatThrownBy(() -> FlashImage.parse("node.bin", file)).hasMessage("wanted: checksum 0xeb at 0x0000103f of "
            + "node.bin; seen: it holds 0xef; try: the file is damaged: build or copy it again");
    }

    @Test
    void an_image_for_another_flash_size_is_refused() {
        byte[] file = FILE.clone();
        file[3] = 0x20;

        assertThatThrownBy(() -> FlashImage.parse("node.bin", file).requireFits(4 << 20)).hasMessage("wanted: an image for "
            + "4 MB of flash, as the board has; seen: node.bin was made for 1 MB; try: build it for this board's flash size, or take "
            + "the board it is for");
    }

    @Test
    void a_missing_file_is_said_so(@TempDir Path folder) {
        Path missing = folder.resolve("no.bin");

        assertThatThrownBy(() -> FlashImage.read(missing)).hasMessage("wanted: a firmware image at " + missing
            + "; seen: there is no such file; try: build the firmware or mend the path");
    }
}
