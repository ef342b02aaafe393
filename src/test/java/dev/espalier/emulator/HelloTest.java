package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.console.Match;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code hello} does what its own source says, and a changed {@code hello} does otherwise. */
@Timeout(120)
class HelloTest {

    private static final Path IMAGE = Path.of("firmware/images/hello.bin");
    private static final Path SOURCE = Path.of("firmware/hello");
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void says_what_its_source_says() throws IOException {
        String title = titleInSource();

        assertThat(run(Files.readAllBytes(IMAGE), title).title()).isEqualTo(title);
    }

    @Test
    void another_text_in_the_image_is_another_text_on_the_wire() throws IOException {
        String title = titleInSource();
        String other = title.toUpperCase();
        byte[] image = Files.readAllBytes(IMAGE);
        byte[] from = title.getBytes(StandardCharsets.US_ASCII);
        patch(image, only(image, from), other.getBytes(StandardCharsets.US_ASCII));

        assertThat(run(image, other).title()).isEqualTo(other);
    }

    @Test
    void another_constant_in_the_code_is_another_time_between_ticks() throws IOException {
        byte[] image = Files.readAllBytes(IMAGE);
        int period = Integer.parseInt(inSource("#define TICK_MS (\\d+)"));
        byte[] changed = image.clone();
        int movi = onlyMovi(image, period);
        patch(changed, movi, new byte[] {image[movi], (byte) (0xA0 | period / 2 >> 8), (byte) (period / 2)});

        assertThat(run(image, titleInSource()).tickMillis()).isBetween(period - 5L, period + 5L);
        assertThat(run(changed, titleInSource()).tickMillis()).isBetween(period / 2 - 5L, period / 2 + 5L);
    }

    private record Seen(String title, long tickMillis) {
    }

    private static Seen run(byte[] image, String title) throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(image).start();
                Console console = Console.open(board.link(), ConsoleSettings.of(74_880, 115_200))) {
            Match said = console.expect("^" + title + "$", console.within(SOON));
            Match first = console.expect("^tick 1$", console.within(SOON));
            Match fourth = console.expect("^tick 4$", console.within(SOON));
            return new Seen(said.line().text(), fourth.line().at().minus(first.line().at()).toMillis() / 3);
        }
    }

    private static String titleInSource() throws IOException {
        return inSource("ets_printf\\(\"\\\\n([a-z ]+)\\\\n\"\\)");
    }

    private static String inSource(String pattern) throws IOException {
        StringBuilder source = new StringBuilder();
        try (var files = Files.newDirectoryStream(SOURCE, "*.c")) {
            for (Path file : files) {
                source.append(Files.readString(file));
            }
        }
        Matcher matcher = Pattern.compile(pattern).matcher(source);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** Changes bytes of the application and its checksum, an XOR that is the image's last byte. */
    private static void patch(byte[] image, int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            image[image.length - 1] ^= (byte) (image[at + i] ^ bytes[i]);
            image[at + i] = bytes[i];
        }
    }

    private static int only(byte[] image, byte[] wanted) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at + wanted.length <= image.length; at++) {
            if (Arrays.equals(image, at, at + wanted.length, wanted, 0, wanted.length)) {
                found.add(at);
            }
        }
        assertThat(found).as("places of the text in the image").hasSize(1);
        return found.get(0);
    }

    /** In the application: MOVI at, imm12: op0 2, r 0xA, imm[11:8] in s, imm[7:0] in the third byte. */
    private static int onlyMovi(byte[] image, int immediate) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0x1000; at + 3 <= image.length; at++) {
            if ((image[at] & 0x0F) == 2 && image[at + 1] == (byte) (0xA0 | immediate >> 8) && image[at + 2] == (byte) immediate) {
                found.add(at);
            }
        }
        assertThat(found).as("MOVI %d in the image", immediate).hasSize(1);
        return found.get(0);
    }
}
