package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.espalier.link.SerialLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Firmware of two instructions that goes to an address of the mask ROM. */
@Timeout(60)
class UnprovidedRomFunctionTest {

    private static final int EPRINTF = 0x40001D14;
    private static final int INSIDE_EPRINTF_OF_THE_CHIP = 0x4000FE00;
    private static final byte CALLX0_A0 = (byte) 0xC0;
    private static final byte JX_A0 = (byte) 0xA0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void a_call_stops_the_board_with_function_caller_and_what_to_try() throws IOException {
        try (VirtualEsp8266 board = board(EPRINTF, CALLX0_A0); SerialLink link = board.link()) {

            IOException stopped = catchThrowableOfType(IOException.class, () -> readUntil(link, "never printed"));

            assertThat(stopped).hasMessage("the virtual board has stopped: wanted eprintf, a function of the chip's mask"
                + " ROM at 0x40001d14 that the virtual board's ROM does not provide; seen: called at 0x40100007,"
                + " a0 0x4010000a; try: look the address up in the firmware's ELF, build without what calls it, or run"
                + " this firmware on a real board; its thread ended with the cause below, restart the board");
        }
    }

    @Test
    void a_jump_names_where_it_would_have_returned_to() throws IOException {
        try (VirtualEsp8266 board = board(EPRINTF, JX_A0); SerialLink link = board.link()) {

            IOException stopped = catchThrowableOfType(IOException.class, () -> readUntil(link, "never printed"));

            assertThat(stopped).hasMessageContaining("seen: reached by a jump, to return to 0x40001d14, a0 0x40001d14;");
        }
    }

    @Test
    void a_board_that_stopped_before_anybody_listened_still_says_why() throws IOException {
        try (VirtualEsp8266 board = board(EPRINTF, CALLX0_A0)) {
            await().until(() -> stopped(board));

            try (SerialLink link = board.link()) {
                IOException stopped = catchThrowableOfType(IOException.class, () -> readUntil(link, "never printed"));

                assertThat(stopped).hasMessageContaining("wanted eprintf");
            }
            assertThatThrownBy(board::link).hasMessageContaining("wanted eprintf");
        }
    }

    @Test
    void an_address_of_no_function_raises_the_exception_as_on_the_chip() throws IOException {
        try (VirtualEsp8266 board = board(INSIDE_EPRINTF_OF_THE_CHIP, CALLX0_A0); SerialLink link = board.link()) {

            String printed = readUntil(link, "depc=");

            assertThat(printed).contains("Fatal exception (0):").contains("epc1=0x4000fe00");
        }
    }

    private static boolean stopped(VirtualEsp8266 board) {
        try {
            board.peek(0x3FFE8000, 1);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static VirtualEsp8266 board(int target, byte branch) throws IOException {
        return VirtualEsp8266.builder().flash(image(target, branch)).start();
    }

    /** An image the ROM boots: L32R a0 from the word before the entry, then a branch through a0. */
    private static byte[] image(int target, byte branch) {
        ByteBuffer code = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(target)
            .put(new byte[] {0x01, (byte) 0xFF, (byte) 0xFF, branch, 0, 0});
        byte checksum = (byte) 0xEF;
        for (byte octet : code.array()) {
            checksum ^= octet;
        }
        return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xE9).put((byte) 1).put((byte) 0).put((byte) 0x40)
            .putInt(0x40100004)
            .putInt(0x40100000).putInt(code.capacity()).put(code.array())
            .put(31, checksum)
            .array();
    }

    private static String readUntil(SerialLink link, String wanted) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] buffer = new byte[256];
        while (!seen.toString(StandardCharsets.ISO_8859_1).contains(wanted)) {
            int count = link.read(buffer, 0, buffer.length, PATIENCE);
            if (count == 0) {
                throw new AssertionError("no \"%s\" within %s, but %s".formatted(wanted, PATIENCE, seen));
            }
            seen.write(buffer, 0, count);
        }
        return seen.toString(StandardCharsets.ISO_8859_1);
    }
}
