package dev.espalier.emulator.flash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file that holds the cells of a flash chip between runs. Every erase and program is written through
 * as it happens, so a killed process leaves what a board leaves that lost its power; a lock keeps two
 * boards from sharing one chip.
 */
public final class FlashFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private FlashFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens {@code path}, creating it when it does not exist.
     *
     * @throws IOException when it cannot be opened, is in use, or is larger than the chip
     */
    public static FlashFile open(Path path, int chipBytes) throws IOException {
        FileChannel channel = FileChannel.open(path,
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            if (channel.size() > chipBytes) {
                throw new IOException("flash file %s is %d bytes, the chip holds %d; wanted a flash image, is it the right file?"
                    .formatted(path, channel.size(), chipBytes));
            }
            return new FlashFile(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(
                "flash file %s is in use by another virtual board; stop that board or name another file".formatted(path));
        }
    }

    /** Fills {@code cells}; what the file does not hold is erased flash. */
    void read(byte[] cells) throws IOException {
        Arrays.fill(cells, (byte) 0xFF);
        ByteBuffer buffer = ByteBuffer.wrap(cells);
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
            continue;
        }
        if (channel.size() < cells.length) {
            write(cells, 0, cells.length);
        }
    }

    /** Writes the cells {@code [from, to)} to the file. */
    void write(byte[] cells, int from, int to) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(cells, from, to - from);
            while (buffer.hasRemaining()) {
                channel.write(buffer, buffer.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("flash file " + path + " cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                channel.force(true);
            }
        }
    }
}
