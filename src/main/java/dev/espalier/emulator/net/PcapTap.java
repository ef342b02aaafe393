package dev.espalier.emulator.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes frames to a pcap file (format 2.4, nanoseconds, Ethernet) that Wireshark and tshark read.
 * Times are guest time since power-on, counted from 1970. Frames are on disk as soon as they passed.
 */
public final class PcapTap implements FrameTap, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PcapTap.class.getName());

    private static final int MAGIC_NANOSECONDS = 0xA1B2_3C4D;
    private static final int LINK_ETHERNET = 1;
    private static final int LONGEST_FRAME = 65_535;
    private static final long NANOS = 1_000_000_000L;

    private final Path file;
    private final OutputStream out;
    private boolean closed;

    private PcapTap(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Begins a file, replacing an older one.
     *
     * @throws UncheckedIOException when it cannot be written
     */
    public static PcapTap to(Path file) {
        try {
            OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
            out.write(words(MAGIC_NANOSECONDS, 4 << 16 | 2, 0, 0, LONGEST_FRAME, LINK_ETHERNET));
            return new PcapTap(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException("wanted to record frames to " + file, e);
        }
    }

    @Override
    public synchronized void frame(Direction direction, NicInterface over, long guestNanos, byte[] bytes) {
        if (closed) {
            return;
        }
        try {
            out.write(words((int) (guestNanos / NANOS), (int) (guestNanos % NANOS), bytes.length, bytes.length));
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            closed = true;
            LOG.log(Level.WARNING, "recording of frames to " + file + " ends here", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file, e);
        }
    }

    private static byte[] words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.array();
    }
}
