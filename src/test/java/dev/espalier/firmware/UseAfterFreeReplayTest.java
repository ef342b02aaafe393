package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.crashFromItsReset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.broker.TestPki;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.image.ElfFile;
import dev.espalier.replay.BlockStory;
import dev.espalier.replay.CrashReplay;
import dev.espalier.replay.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A crash by a block that was given back: the replay knows who had to do with it. */
@Timeout(180)
class UseAfterFreeReplayTest {

    private static final String IMAGE = "tls-node-use-after-free";
    private static final ElfFile ELF = ElfFile.read(Path.of("firmware", "images", IMAGE + ".elf"));
    private static final int PORT = 1883;

    @Test
    void the_block_concerned_names_who_allocated_it_who_gave_it_back_and_who_wrote_to_it_last() throws IOException {
        Tape tape = crashOfABoardWhoseBrokerIsNone();

        Findings findings = CrashReplay.of(tape, Optional.of(ELF));

        BlockStory story = findings.blocks().get(0);
        assertThat(ELF.symbolAt(story.block().allocated().site())).hasValueSatisfying(name -> assertThat(name).startsWith("mqtt_link::"));
        assertThat(story.block().freed()).hasValueSatisfying(freed ->
            assertThat(ELF.symbolAt(freed.site())).hasValueSatisfying(name -> assertThat(name).contains("~")));
        assertThat(story.lastWrite()).hasValueSatisfying(write ->
            assertThat(write.cycles()).isGreaterThanOrEqualTo(story.block().freed().orElseThrow().cycles()));
        assertThat(findings.text()).contains("given back by", "last written by", "of a block of %d bytes".formatted(story.block().size()));
    }

    private static Tape crashOfABoardWhoseBrokerIsNone() throws IOException {
        try (EchoServer noBroker = EchoServer.plain(); VirtualNetwork network = VirtualNetwork.standard()) {
            network.host(TestPki.HOST).map(PORT, noBroker.address());
            try (VirtualEsp8266 board = atHome(IMAGE, network, Map.of("mqttEnabled", "true", "tlsEnabled", "false",
                     "broker", TestPki.HOST, "mqttPort", Integer.toString(PORT)));
                 Recording recording = board.record()) {
                return await().atMost(Duration.ofSeconds(120)).until(() -> crashFromItsReset(recording), Optional::isPresent).orElseThrow();
            }
        }
    }
}
