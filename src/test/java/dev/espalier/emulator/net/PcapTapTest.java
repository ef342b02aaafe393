package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapTapTest {

    @TempDir
    private Path folder;

    @Test
    void frames_of_both_directions_are_on_disk_at_once_with_guest_time() throws IOException {
        Path file = folder.resolve("board.pcap");
        byte[] question = Frames.arpRequest(Rig.MAC, "192.168.0.100", "192.168.0.1");
        try (VirtualNetwork network = VirtualNetwork.standard(); PcapTap tap = PcapTap.to(file)) {
            Rig rig = new Rig(network).associated();
            network.addTap(tap);
            rig.send(question);

            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(in.getInt()).isEqualTo(0xA1B23C4D);
            assertThat(in.getShort()).isEqualTo((short) 2);
            assertThat(in.getShort()).isEqualTo((short) 4);
            assertThat(in.getInt(20)).as("Ethernet").isEqualTo(1);
            in.position(24);
            for (byte[] frame : new byte[][] {question, rig.onlyFrame()}) {
                assertThat(in.getInt() * 1_000_000_000L + in.getInt()).isEqualTo(1_000_000_000L);
                assertThat(in.getInt()).isEqualTo(frame.length);
                assertThat(in.getInt()).isEqualTo(frame.length);
                byte[] bytes = new byte[frame.length];
                in.get(bytes);
                assertThat(bytes).isEqualTo(frame);
            }
            assertThat(in.hasRemaining()).isFalse();
            network.removeTap(tap);
            rig.send(question);
            assertThat(Files.size(file)).isEqualTo(in.position());
        }
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        assertThatThrownBy(() -> PcapTap.to(folder.resolve("nowhere").resolve("board.pcap")))
            .isInstanceOf(UncheckedIOException.class).hasMessageContaining("board.pcap");
    }
}
