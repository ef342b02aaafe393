package dev.espalier.flasher;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.Hex;
import dev.espalier.bytes.LittleEndian;
import dev.espalier.bytes.Slip;
import dev.espalier.link.SerialLink;
import dev.espalier.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Commands of the mask ROM's UART loader, one method each (facts 1.3, 1.4). A reply is awaited in
 * board time, with the same time granted on the wall.
 */
final class RomLoader {

    /** Longest payload of one FLASH_DATA packet for the ROM (facts 1.4). */
    static final int FLASH_BLOCK = 0x400;

    private static final int FLASH_BEGIN = 0x02;
    private static final int FLASH_DATA = 0x03;
    private static final int SYNC = 0x08;
    private static final int WRITE_REG = 0x09;
    private static final int READ_REG = 0x0A;
    private static final int REPLY = 0x01;
    private static final int HEADER = 8;
    private static final int CHECKSUM_ERROR = 7;

    private static final Duration COMMAND_TIME = Duration.ofSeconds(3);
    private static final Duration SYNC_TIME = Duration.ofMillis(100);
    private static final Duration SYNC_FAIR_WALL = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MOST_FRAMES = 100;
    private static final int BLOCK_TRIES = 3;
    private static final int NOISE_LIMIT = 1 << 16;

    private final SerialLink link;
    private final Slip.Decoder decoder = new Slip.Decoder();
    private final byte[] buffer = new byte[4096];
    private int next;
    private int filled;
    /** What the ROM expects in the next FLASH_DATA. */
    private int nextSequence;

    RomLoader(SerialLink link) {
        this.link = link;
    }

    /** Throws away what has arrived so far. */
    void drain() throws IOException {
        next = 0;
        filled = 0;
        decoder.resync();
        int drained = 0;
        int got = link.read(buffer, 0, buffer.length, Duration.ofMillis(1));
        while (got > 0 && drained < NOISE_LIMIT) {
            drained += got;
            got = link.read(buffer, 0, buffer.length, Duration.ofMillis(1));
        }
    }

    /** Sends a SYNC and waits for nothing: the ROM loses the first one, it measures the rate by it. */
    void wake() throws IOException {
        byte[] data = new byte[36];
        Arrays.fill(data, (byte) 0x55);
        data[0] = 0x07;
        data[1] = 0x07;
        data[2] = 0x12;
        data[3] = 0x20;
        link.write(Slip.frame(packet(SYNC, data, 0)));
    }

    /** Sends one SYNC; whether it was answered in time. */
    boolean sync() throws IOException {
        wake();
        Deadline deadline = Deadline.after(SYNC_TIME, link.clock(), SYNC_FAIR_WALL);
        while (!deadline.expired() && !deadline.stalled()) {
            try {
                byte[] frame = frame(deadline);
                if (frame != null && isReply(frame, SYNC) && frame[HEADER] == 0) {
                    return true;
                }
            } catch (SlipNoise noise) {
                decoder.resync();
            }
        }
        return false;
    }

    /** Reads a 32-bit register. */
    int readRegister(int address) throws IOException {
        return command(READ_REG, "READ_REG " + Hex.word(address), LittleEndian.words(address), 0, COMMAND_TIME);
    }

    /** One entry of WRITE_REG: after {@code delayMicros}, the bits in {@code mask} become {@code value}'s. */
    record RegisterWrite(int address, int value, int mask, int delayMicros) {
        static RegisterWrite of(int address, int value) {
            return new RegisterWrite(address, value, -1, 0);
        }
    }

    /** Writes registers in order, in one packet. */
    void writeRegisters(RegisterWrite... writes) throws IOException {
        byte[] data = new byte[writes.length * 16];
        for (int i = 0; i < writes.length; i++) {
            LittleEndian.put32(data, i * 16, writes[i].address());
            LittleEndian.put32(data, i * 16 + 4, writes[i].value());
            LittleEndian.put32(data, i * 16 + 8, writes[i].mask());
            LittleEndian.put32(data, i * 16 + 12, writes[i].delayMicros());
        }
        command(WRITE_REG, "WRITE_REG " + Hex.word(writes[0].address()), data, 0, COMMAND_TIME);
    }

    /** Attaches the flash, erases and announces {@code blocks} blocks of {@link #FLASH_BLOCK} bytes. */
    void flashBegin(int eraseSize, int blocks, int offset, Duration limit) throws IOException {
        command(FLASH_BEGIN, "FLASH_BEGIN at " + Hex.word(offset),
            LittleEndian.words(eraseSize, blocks, FLASH_BLOCK, offset), 0, limit);
        nextSequence = 0;
    }

    /**
     * Writes one block; the ROM reads it back. A block damaged on the wire is sent again, twice at most,
     * under the next sequence number: the ROM counts before it looks at the checksum.
     */
    void flashData(int number, byte[] block) throws IOException {
        byte[] data = new byte[16 + block.length];
        LittleEndian.put32(data, 0, block.length);
        System.arraycopy(block, 0, data, 16, block.length);
        int checksum = Checksums.xor(block, 0, block.length);
        for (int attempt = 1; ; attempt++) {
            LittleEndian.put32(data, 4, nextSequence++);
            try {
                command(FLASH_DATA, "FLASH_DATA block " + number, data, checksum, COMMAND_TIME);
                return;
            } catch (LoaderException e) {
                if (e.romError() != CHECKSUM_ERROR || attempt == BLOCK_TRIES) {
                    throw e;
                }
            }
        }
    }

    private int command(int opcode, String what, byte[] data, int checksum, Duration limit) throws IOException {
        link.write(Slip.frame(packet(opcode, data, checksum)));
        Deadline deadline = Deadline.after(limit, link.clock(), limit);
        for (int frames = 0; frames < MOST_FRAMES; ) {
            byte[] frame = settledFrame(what, deadline);
            if (frame == null) {
                throw new LoaderException("the boot loader's reply to " + what,
                    "none came within " + deadline, "check the cable; the board may have left the boot loader");
            }
            frames++;
            if (isReply(frame, opcode)) {
                return result(what, frame);
            }
        }
        throw new LoaderException("the boot loader's reply to " + what,
            MOST_FRAMES + " frames came, none of them was it", "another program may be using the port");
    }

    private int result(String what, byte[] frame) {
        int status = frame[frame.length - 2] & 0xFF;
        int error = frame[frame.length - 1] & 0xFF;
        if (status != 0) {
            throw new LoaderException("the boot loader to do " + what,
                "it refused with error %d (%s)".formatted(error, errorText(error)), remedy(error), error);
        }
        return LittleEndian.get32(frame, 4);
    }

    private byte[] settledFrame(String what, Deadline deadline) throws IOException {
        try {
            return frame(deadline);
        } catch (SlipNoise noise) {
            throw new LoaderException("the boot loader's reply to " + what,
                "garbage on the wire: " + noise.getMessage(),
                "a lower baud rate or a shorter cable; the board may have been reset");
        }
    }

    private static final class SlipNoise extends IOException {
        private static final long serialVersionUID = 1L;

        SlipNoise(IOException cause) {
            super(cause.getMessage());
        }
    }

    /** The next frame, null when the deadline has passed. */
    private byte[] frame(Deadline deadline) throws IOException {
        while (true) {
            while (next < filled) {
                byte[] frame = decode(buffer[next++]);
                if (frame != null) {
                    return frame;
                }
            }
            next = 0;
            filled = link.read(buffer, 0, buffer.length, POLL);
            if (filled == 0 && (deadline.expired() || deadline.stalled())) {
                return null;
            }
        }
    }

    private byte[] decode(byte octet) throws SlipNoise {
        try {
            return decoder.accept(octet);
        } catch (IOException e) {
            throw new SlipNoise(e);
        }
    }

    private static boolean isReply(byte[] frame, int opcode) {
        return frame.length >= HEADER + 2 && frame[0] == REPLY && (frame[1] & 0xFF) == opcode;
    }

    private static byte[] packet(int opcode, byte[] data, int checksum) {
        byte[] packet = new byte[HEADER + data.length];
        packet[1] = (byte) opcode;
        LittleEndian.put16(packet, 2, data.length);
        LittleEndian.put32(packet, 4, checksum);
        System.arraycopy(data, 0, packet, HEADER, data.length);
        return packet;
    }

    private static String errorText(int error) {
        return switch (error) {
            case 5 -> "bad message";
            case 6 -> "the flash did not do it";
            case 7 -> "checksum wrong, the packet was damaged on the wire";
            case 8 -> "what the flash holds after writing is not what was sent";
            default -> "undocumented";
        };
    }

    private static String remedy(int error) {
        return switch (error) {
            case 5, 7 -> "a lower baud rate or a shorter cable";
            case 8 -> "the flash chip may be worn out or write-protected";
            default -> "check the board's supply and its flash chip";
        };
    }
}
