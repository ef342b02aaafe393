package dev.espalier.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlipTest {

    @Test
    void end_and_escape_inside_a_frame_are_escaped() {
        assertThat(Slip.frame(Hex.parse("c0 01 db 02"))).isEqualTo(Hex.parse("c0 dbdc 01 dbdd 02 c0"));
    }

    @Test
    void any_payload_comes_back_as_it_went() throws IOException {
        byte[] payload = new byte[2000];
        new Random(1).nextBytes(payload);

        assertThat(decode(Slip.frame(payload))).containsExactly(payload);
    }

    @Test
    void frames_back_to_back_and_doubled_ends_are_told_apart() throws IOException {
        assertThat(decode(Hex.parse("c0 01 c0 c0 02 c0 c0 c0 03 c0")))
            .containsExactly(Hex.parse("01"), Hex.parse("02"), Hex.parse("03"));
    }

    @Test
    void a_byte_outside_a_frame_is_an_error() {
        assertThatThrownBy(() -> decode(Hex.parse("41"))).isInstanceOf(IOException.class)
            .hasMessage("byte 0x41 outside a SLIP frame");
    }

    @Test
    void a_wrong_escape_is_an_error_and_the_next_frame_is_read() throws IOException {
        Slip.Decoder decoder = new Slip.Decoder();
        decoder.accept(0xC0);
        decoder.accept(0xDB);

        assertThatThrownBy(() -> decoder.accept(0x41)).hasMessage("SLIP escape 0xdb 0x41 is not defined");

        decoder.accept(0xC0);
        decoder.accept(0x07);
        assertThat(decoder.accept(0xC0)).isEqualTo(new byte[] {7});
    }

    private static List<byte[]> decode(byte[] wire) throws IOException {
        Slip.Decoder decoder = new Slip.Decoder();
        List<byte[]> frames = new ArrayList<>();
        for (byte b : wire) {
            byte[] frame = decoder.accept(b);
            if (frame != null) {
                frames.add(frame);
            }
        }
        return frames;
    }
}
