package dev.espalier.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.flasher.ChipInfo;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.flasher.Flasher;
import dev.espalier.flasher.FlasherSettings;
import dev.espalier.flasher.Progress;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.link.SerialLink;
import dev.espalier.transcript.ResetCause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flasher and console against the virtual board's mask ROM: two programs that share only bytes. */
class VirtualBoardTest {

    private static final Path IMAGES = Path.of("firmware/images");

    private VirtualEsp8266 board;
    private Console console;

    @BeforeEach
    void start() throws IOException {
        board = VirtualEsp8266.builder().start();
        console = Console.open(board.link(), ConsoleSettings.of(74880, 115200));
    }

    @AfterEach
    void stop() throws IOException {
        console.close();
        board.close();
    }

    @Test
    void hello_is_flashed_by_the_roms_protocol_and_boots() {
        FlashImage hello = FlashImage.read(IMAGES.resolve("hello.bin"));
        ElfFile.read(IMAGES.resolve("hello.elf")).requireBelongsTo(hello);

        try (SerialLink session = console.loaderSession()) {
            Flasher flasher = new Flasher(session, FlasherSettings.DEFAULT, Progress.none());
            ChipInfo chip = flasher.connect();
            hello.requireFits(chip.flashBytes());
            flasher.write(FlashPlan.of(hello));
            flasher.verify(FlashPlan.of(hello).regions().get(0));

            assertThat(chip.mac()).isEqualTo("5c:cf:7f:12:34:56");
        }
        console.reset();

        console.expect("~ld", console.within(Duration.ofSeconds(5)));
        Match line = console.expect("hello", console.within(Duration.ofSeconds(5)));
        assertThat(line.line().baud()).isEqualTo(115200);
        assertThat(console.boots()).last().satisfies(boot -> assertThat(boot.cause()).isEqualTo(ResetCause.EXTERNAL));
    }

    @Test
    void a_console_that_follows_any_rate_reads_an_application_whose_rate_it_was_not_told() throws IOException {
        console.close();
        console = Console.open(board.link(), ConsoleSettings.of(74880, 9600).anyBaud(true));
        try (SerialLink session = console.loaderSession()) {
            Flasher flasher = new Flasher(session, FlasherSettings.DEFAULT, Progress.none());
            flasher.connect();
            flasher.write(FlashPlan.of(FlashImage.read(IMAGES.resolve("hello.bin"))));
        }

        console.reset();

        console.expect("~ld", console.within(Duration.ofSeconds(5)));
        Match line = console.expect("^espalier hello$", console.within(Duration.ofSeconds(5)));
        assertThat(line.line().baud()).isEqualTo(115200);
        assertThat(console.boots()).last().satisfies(boot -> assertThat(boot.cause()).isEqualTo(ResetCause.EXTERNAL));
        assertThat(console.lastLines(100)).allMatch(said -> !said.text().contains("\\x"), "legible");
    }

    @Test
    void a_sector_is_written_read_back_and_its_neighbours_stay() {
        byte[] data = new byte[512];
        new Random(3).nextBytes(data);

        try (SerialLink session = console.loaderSession()) {
            Flasher flasher = new Flasher(session, FlasherSettings.DEFAULT, Progress.none());
            flasher.connect();
            flasher.write(FlashPlan.empty().write("neighbour", 0x3FC000, new byte[] {1, 2, 3, 4}));
            flasher.write(FlashPlan.empty().write("anchor", 0x3F9000, Arrays.copyOf(data, 333))
                .erase("journal", 0x3FA000, 4096).write("eeprom", 0x3FB000, data));

            assertThat(flasher.read(0x3FB000, 512)).isEqualTo(data);
            assertThat(flasher.read(0x3F9000, 333)).isEqualTo(Arrays.copyOf(data, 333));
            assertThat(flasher.read(0x3FC000, 4)).isEqualTo(new byte[] {1, 2, 3, 4});
        }
    }
}
