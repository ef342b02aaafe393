package dev.espalier.emulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {

    private static final int CAPACITY = 61;

    @Test
    void any_mixture_of_puts_and_takes_keeps_every_byte_in_order() throws IOException {
        ByteRing ring = new ByteRing(CAPACITY);
        Random random = new Random(1);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            int room = ring.free();
            int taken = random.nextBoolean()
                ? ring.put(bytes, 0, bytes.length)
                : Math.max(0, ring.fill(Channels.newChannel(new ByteArrayInputStream(bytes))));
            assertThat(taken).isEqualTo(Math.min(room, bytes.length));
            in.write(bytes, 0, taken);

            int wanted = random.nextInt(ring.size() + 1);
            if (random.nextInt(5) == 0) {
                ring.drain(Channels.newChannel(out));
            } else {
                int skip = random.nextInt(ring.size() - wanted + 1);
                byte[] whole = ring.peek(0, ring.size());
                assertThat(ring.peek(skip, wanted)).isEqualTo(Arrays.copyOfRange(whole, skip, skip + wanted));
                out.write(ring.peek(0, wanted));
                ring.skip(wanted);
            }
            assertThat(ring.size() + ring.free()).isEqualTo(CAPACITY);
        }
        ring.drain(Channels.newChannel(out));

        assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
        assertThat(out.size()).isGreaterThan(100 * CAPACITY);
    }

    @Test
    void the_end_of_a_channel_is_told_only_when_nothing_was_read() throws IOException {
        ByteRing ring = new ByteRing(CAPACITY);
        ByteArrayInputStream source = new ByteArrayInputStream(new byte[] {1, 2, 3});

        assertThat(ring.fill(Channels.newChannel(source))).isEqualTo(3);
        assertThat(ring.fill(Channels.newChannel(source))).isEqualTo(-1);
    }
}
