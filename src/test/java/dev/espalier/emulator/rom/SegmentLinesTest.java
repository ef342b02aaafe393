package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.link.SerialLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines that the ROM prints while it loads an image, against the arithmetic of the facts sheet. */
@Timeout(120)
class SegmentLinesTest {

    private static final int IRAM = 0x40100000;
    private static final int DRAM = 0x3FFE8000;
    private static final int UNIT = 16;
    private static final int HEADER = 8;
    /** The program: returns at once, so the ROM says "user code done". */
    private static final byte[] RETURNS = {0x0D, (byte) 0xF0, 0, 0};

    record Segment(int address, byte[] data) {
    }

    static List<List<Integer>> lengths() {
        return List.of(List.of(), List.of(4), List.of(8), List.of(12), List.of(16), List.of(20), List.of(24, 4, 40),
            List.of(100, 12, 16, 8), List.of(36, 44, 52, 60, 68), List.of(1000, 4, 4, 4, 4, 4, 4, 32));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void segments_of_all_sizes_print_their_room_tail_and_checksum(List<Integer> dataLengths) throws IOException {
        List<Segment> segments = segments(dataLengths);

        String booted = boot(image(segments));

        assertThat(booted).isEqualTo("\n" + expected(segments) + "user code done\n");
    }

    @Test
    void a_segment_of_an_odd_number_of_bytes_is_loaded_whole() throws IOException {
        List<Segment> segments = segments(List.of(7, 13, 1, 33));

        assertThat(boot(image(segments))).contains("len 7, room ", "len 33, room ").endsWith("user code done\n");
    }

    @Test
    void a_known_log_is_reproduced() throws IOException {
        Segment first = new Segment(IRAM, program(25196));
        Segment second = new Segment(DRAM, new byte[1356]);
        Segment third = new Segment(DRAM + 1356, new byte[1348]);

        assertThat(boot(image(List.of(first, second, third)))).contains(
            "load 0x40100000, len 25196, room 16 \ntail 12\n", "ho 0 tail 12 room 4\nload 0x3ffe8000, len 1356, room 12 \ntail 0\n",
            "len 1348, room 8 \ntail 12\n");
    }

    @Test
    void an_image_with_a_damaged_byte_is_not_started() throws IOException {
        byte[] image = image(segments(List.of(40)));
        image[40] ^= 0x10;

        assertThat(boot(image)).contains("csum err\nets_main.c \n").doesNotContain("user code done");
    }

    @Test
    void an_image_of_zeros_is_no_image() throws IOException {
        assertThat(boot(new byte[4096])).isEqualTo("\nets_main.c \n");
    }

    private static byte[] program(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        System.arraycopy(RETURNS, 0, data, 0, RETURNS.length);
        return data;
    }

    private static List<Segment> segments(List<Integer> dataLengths) {
        Random random = new Random(dataLengths.size());
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(IRAM, program(20)));
        int address = DRAM;
        for (int length : dataLengths) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            segments.add(new Segment(address, data));
            address += length;
        }
        return segments;
    }

    private static byte[] image(List<Segment> segments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xE9, (byte) segments.size(), 2, 0x40});
        out.writeBytes(word(IRAM));
        int checksum = 0xEF;
        for (Segment segment : segments) {
            out.writeBytes(word(segment.address()));
            out.writeBytes(word(segment.data().length));
            out.writeBytes(segment.data());
            for (byte b : segment.data()) {
                checksum ^= b & 0xFF;
            }
        }
        out.writeBytes(new byte[15 - out.size() % UNIT]);
        out.write(checksum);
        return out.toByteArray();
    }

    private static byte[] word(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    /** Facts sheet, 2.2: room, tail, header across units, running checksum. */
    private static String expected(List<Segment> segments) {
        StringBuilder lines = new StringBuilder();
        int room = UNIT;
        int checksum = 0xEF;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int length = segment.data().length;
            int tail = length >= room ? (length - room) % UNIT : UNIT - room + length;
            for (byte b : segment.data()) {
                checksum ^= b & 0xFF;
            }
            lines.append("load 0x%08x, len %d, room %d \ntail %d\nchksum 0x%02x\n"
                .formatted(segment.address(), length, room, tail, checksum));
            if (i + 1 < segments.size()) {
                int left = UNIT - tail;
                if (left < HEADER) {
                    lines.append("ho 0 tail %d room %d\n".formatted(tail, left));
                }
                room = UNIT - (left >= HEADER ? tail + HEADER : HEADER - left);
            }
        }
        return lines.append("csum 0x%02x\n".formatted(checksum)).toString();
    }

    /** What the board prints after the banner's first line, until it is done or gives up; LF only. */
    private static String boot(byte[] image) throws IOException {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(image).start(); SerialLink link = board.link()) {
            StringBuilder got = new StringBuilder();
            byte[] one = new byte[1];
            for (int silent = 0; silent < 40 && got.indexOf("done\r\n") < 0 && got.indexOf("ets_main.c \r\n") < 0; ) {
                if (link.read(one, 0, 1, Duration.ofMillis(500)) == 1) {
                    got.append(new String(one, StandardCharsets.ISO_8859_1));
                } else {
                    silent++;
                }
            }
            String text = got.toString().replace("\r\n", "\n");
            return text.substring(text.indexOf("(3,6)\n") + "(3,6)\n".length());
        }
    }
}
