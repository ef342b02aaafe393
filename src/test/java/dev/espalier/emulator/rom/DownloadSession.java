package dev.espalier.emulator.rom;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.bytes.Slip;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A virtual board in its boot loader, spoken to packet by packet, wrong packets included. */
final class DownloadSession implements AutoCloseable {

    static final int FLASH_BEGIN = 0x02;
    static final int FLASH_DATA = 0x03;
    static final int FLASH_END = 0x04;
    static final int MEM_BEGIN = 0x05;
    static final int MEM_END = 0x06;
    static final int MEM_DATA = 0x07;
    static final int SYNC = 0x08;
    static final int WRITE_REG = 0x09;
    static final int READ_REG = 0x0A;
    static final int FLASH_PARAM = 0x0B;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MOST_PATIENCE = 40;
    private static final int SYNC_TRIES = 40;

    private final VirtualEsp8266 board;
    private final SerialLink link;
    private final Slip.Decoder decoder = new Slip.Decoder();
    private final byte[] buffer = new byte[1];
    private int sent;

    /** One reply of the loader. */
    record Reply(int direction, int opcode, int length, int value, int status, int error) {

        static Reply of(byte[] frame) {
            if (frame.length != 10) {
                throw new AssertionError("a reply has 10 bytes, not " + Arrays.toString(frame));
            }
            return new Reply(frame[0] & 0xFF, frame[1] & 0xFF, LittleEndian.get16(frame, 2),
                LittleEndian.get32(frame, 4), frame[8] & 0xFF, frame[9] & 0xFF);
        }

        boolean ok() {
            return status == 0 && error == 0;
        }
    }

    private DownloadSession(VirtualEsp8266 board) throws IOException {
        this.board = board;
        this.link = board.link();
    }

    /** A board with this flash content, reset into the loader and synced at this rate. */
    static DownloadSession at(int baud, byte[] flash) throws IOException {
        DownloadSession session = unsynced(flash);
        session.link.baud(baud);
        session.sync();
        return session;
    }

    /** A board reset into the loader that has not yet measured the rate. */
    static DownloadSession unsynced(byte[] flash) throws IOException {
        DownloadSession session = new DownloadSession(VirtualEsp8266.builder().flash(flash).start());
        session.link.lines(false, true);
        session.link.lines(true, false);
        session.readUntil("boot mode:(1,6)\r\n\r\n");
        return session;
    }

    private void sync() throws IOException {
        for (int i = 0; i < SYNC_TRIES; i++) {
            sendSync();
            byte[] frame = frameWithin(Duration.ofMillis(100));
            if (frame != null) {
                drain();
                return;
            }
        }
        throw new AssertionError("the loader did not answer %d SYNCs".formatted(SYNC_TRIES));
    }

    void sendSync() throws IOException {
        byte[] data = new byte[36];
        Arrays.fill(data, (byte) 0x55);
        System.arraycopy(new byte[] {7, 7, 0x12, 0x20}, 0, data, 0, 4);
        send(SYNC, data, 0);
    }

    void send(int opcode, byte[] data, int checksum) throws IOException {
        sent = opcode;
        byte[] packet = new byte[8 + data.length];
        packet[1] = (byte) opcode;
        LittleEndian.put16(packet, 2, data.length);
        LittleEndian.put32(packet, 4, checksum);
        System.arraycopy(data, 0, packet, 8, data.length);
        link.write(Slip.frame(packet));
    }

    Reply command(int opcode, int... words) throws IOException {
        send(opcode, LittleEndian.words(words), 0);
        return reply();
    }

    /** A block of MEM_DATA or FLASH_DATA with its right checksum. */
    Reply block(int opcode, int sequence, byte... payload) throws IOException {
        return block(opcode, sequence, checksum(payload), payload);
    }

    Reply block(int opcode, int sequence, int checksum, byte... payload) throws IOException {
        byte[] data = new byte[16 + payload.length];
        LittleEndian.put32(data, 0, payload.length);
        LittleEndian.put32(data, 4, sequence);
        System.arraycopy(payload, 0, data, 16, payload.length);
        send(opcode, data, checksum);
        return reply();
    }

    static int checksum(byte... payload) {
        int sum = 0xEF;
        for (byte b : payload) {
            sum ^= b & 0xFF;
        }
        return sum;
    }

    int readRegister(int address) throws IOException {
        Reply reply = command(READ_REG, address);
        if (!reply.ok()) {
            throw new AssertionError("READ_REG answered " + reply);
        }
        return reply.value();
    }

    /** The reply to what was sent last; a slow board may still be answering the SYNCs before it. */
    Reply reply() throws IOException {
        byte[] frame;
        do {
            frame = frameWithin(PATIENCE.multipliedBy(MOST_PATIENCE));
            if (frame == null) {
                throw new AssertionError("no reply");
            }
        } while (sent != SYNC && frame[1] == SYNC && frame[8] == 0);
        return Reply.of(frame);
    }

    /** Number of further replies that arrive before the loader falls silent. */
    int drain() throws IOException {
        int count = 0;
        while (frameWithin(Duration.ofMillis(100)) != null) {
            count++;
        }
        return count;
    }

    private byte[] frameWithin(Duration timeout) throws IOException {
        while (link.read(buffer, 0, 1, timeout) == 1) {
            try {
                byte[] frame = decoder.accept(buffer[0]);
                if (frame != null) {
                    return frame;
                }
            } catch (IOException noise) {
                decoder.resync();
            }
        }
        return null;
    }

    /** Text on the line up to and including {@code end}. */
    String readUntil(String end) throws IOException {
        StringBuilder got = new StringBuilder();
        for (int silent = 0; got.indexOf(end) < 0; ) {
            if (link.read(buffer, 0, 1, PATIENCE) == 1) {
                got.append(new String(buffer, StandardCharsets.ISO_8859_1));
            } else if (++silent == MOST_PATIENCE) {
                throw new AssertionError("wanted \"%s\", the board said \"%s\"".formatted(end, got));
            }
        }
        return got.toString();
    }

    /** Whether nothing at all arrives for a while. */
    boolean silent() throws IOException {
        return link.read(buffer, 0, 1, Duration.ofMillis(200)) == 0;
    }

    SerialLink link() {
        return link;
    }

    @Override
    public void close() throws IOException {
        link.close();
        board.close();
    }
}
