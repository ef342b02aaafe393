package dev.espalier.emulator.flash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlashFileTest {

    @TempDir
    Path folder;

    @Test
    void every_change_is_in_the_file_before_it_is_closed() throws IOException {
        Path path = folder.resolve("flash.bin");
        NorFlash flash = new NorFlash(new Clock(80_000_000));
        try (FlashFile file = FlashFile.open(path, NorFlash.SIZE_BYTES)) {
            flash.keepIn(file);
            flash.writeEnable();
            flash.program(0x2000, new byte[] {0x12}, 1);

            assertThat(Files.readAllBytes(path)[0x2000]).isEqualTo((byte) 0x12);
        }
    }

    @Test
    void a_shorter_file_is_filled_up_with_erased_cells() throws IOException {
        Path path = folder.resolve("short.bin");
        Files.write(path, new byte[] {7});
        NorFlash flash = new NorFlash(new Clock(80_000_000));
        try (FlashFile file = FlashFile.open(path, NorFlash.SIZE_BYTES)) {
            flash.keepIn(file);
        }

        assertThat(flash.read(0)).isEqualTo(7);
        assertThat(flash.read(1)).isEqualTo(0xFF);
        assertThat(Files.size(path)).isEqualTo(NorFlash.SIZE_BYTES);
    }

    @Test
    void a_file_larger_than_the_chip_is_refused() throws IOException {
        Path path = folder.resolve("large.bin");
        Files.write(path, new byte[NorFlash.SIZE_BYTES + 1]);

        assertThatThrownBy(() -> FlashFile.open(path, NorFlash.SIZE_BYTES)).isInstanceOf(IOException.class)
            .hasMessage("flash file %s is 4194305 bytes, the chip holds 4194304; wanted a flash image, is it the right file?"
                .formatted(path));
    }
}
