package dev.espalier.link;

import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A link whose far end is the test: it says bytes at a baud rate and takes what the harness writes.
 * Bytes said at another rate than the one in force when they are read arrive garbled.
 */
public final class PipeLink implements SerialLink {

    private record Sent(int octet, int baud) {
    }

    private final LinkedBlockingDeque<Sent> toHost = new LinkedBlockingDeque<>();
    private final List<String> lineChanges = new ArrayList<>();
    private volatile int baud = 115_200;
    private volatile boolean closed;
    private volatile String unplugged;
    private volatile BiConsumer<byte[], PipeLink> onWrite = (data, pipe) -> { };
    private volatile Runnable onRelease = () -> { };

    /** Who takes what the harness writes. */
    public PipeLink onWrite(BiConsumer<byte[], PipeLink> listener) {
        onWrite = listener;
        return this;
    }

    /** What happens when both modem lines are released. */
    public PipeLink onRelease(Runnable listener) {
        onRelease = listener;
        return this;
    }

    /** The board says text at a rate; 0 means whatever rate is in force. */
    public void say(int atBaud, String text) {
        say(atBaud, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void say(int atBaud, byte[] data) {
        for (byte b : data) {
            toHost.add(new Sent(b & 0xFF, atBaud));
        }
    }

    /** The cable is pulled. */
    public void unplug(String reason) {
        unplugged = reason;
    }

    public List<String> lineChanges() {
        synchronized (lineChanges) {
            return List.copyOf(lineChanges);
        }
    }

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        requireOpen();
        byte[] copy = new byte[length];
        System.arraycopy(data, offset, copy, 0, length);
        onWrite.accept(copy, this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Duration timeout) throws IOException {
        requireOpen();
        int count = 0;
        try {
            Sent next = toHost.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                buffer[offset + count++] = received(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return count;
    }

    @Override
    public int baud() {
        return baud;
    }

    @Override
    public void baud(int rate) {
        baud = rate;
    }

    @Override
    public void lines(boolean dtr, boolean rts) {
        synchronized (lineChanges) {
            lineChanges.add((dtr ? "D" : "d") + (rts ? "R" : "r"));
        }
        if (!dtr && !rts) {
            onRelease.run();
        }
    }

    @Override
    public TimeSource clock() {
        return TimeSource.wall();
    }

    @Override
    public void close() {
        closed = true;
    }

    private byte received(Sent sent) {
        return (byte) (sent.baud == 0 || sent.baud == baud ? sent.octet : sent.octet ^ 0xB5 | 0x80);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (unplugged != null) {
            throw new IOException(unplugged);
        }
    }
}
