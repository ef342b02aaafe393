package dev.espalier.flasher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bytes.Hex;
import dev.espalier.link.PipeLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flasher's own bytes against the fixture that the virtual board's ROM is held to as well. */
class WireTest {

    @Test
    void connecting_sends_exactly_the_bytes_of_the_specification() throws IOException {
        List<String> fixture = Files.readAllLines(Path.of("fixtures/wire/connect.txt"));
        byte[] syncReply = Hex.parse(fixture.get(3));
        byte[] magicReply = Hex.parse(fixture.get(7));
        List<String> sent = new ArrayList<>();
        PipeLink link = new PipeLink();
        link.onWrite((data, pipe) -> {
            sent.add(Hex.of(data));
            if (sent.size() == 1) {
                for (int i = 0; i < 8; i++) {
                    pipe.say(0, syncReply);
                }
            } else if (sent.size() == 2) {
                pipe.say(0, magicReply);
            }
        });
        RomLoader loader = new RomLoader(link);

        boolean synced = loader.sync();
        int magic = loader.readRegister(0x40001000);

        assertThat(synced).isTrue();
        assertThat(magic).isEqualTo(0xFFF0C101);
        assertThat(sent).containsExactly(fixture.get(1), fixture.get(5));
    }
}
