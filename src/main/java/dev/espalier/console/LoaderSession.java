package dev.espalier.console;

import dev.espalier.bytes.Hex;
import dev.espalier.link.SerialLink;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The console's link, lent to somebody who speaks the boot-loader protocol on it. Bytes still pass
 * through the console's one reader; closing gives the board back to the console. The transcript shows
 * the heads of the first packets and the totals, never payloads: they may hold secrets.
 */
final class LoaderSession implements SerialLink {

    private static final TimeSource WALL = TimeSource.wall();
    private static final int HEAD = 4;
    private static final byte FRAME_END = (byte) 0xC0;
    private static final int PACKETS_SHOWN = 20;

    private final Console console;
    private final SerialLink link;
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private int used;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger packets = new AtomicInteger();
    private boolean closed;
    private String failure;

    LoaderSession(Console console, SerialLink link) {
        this.console = console;
        this.link = link;
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        sent.addAndGet(length);
        packet("sent", Arrays.copyOfRange(data, offset, offset + length));
        link.write(data, offset, length);
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length, Duration timeout) throws IOException {
        long end = WALL.nanos() + timeout.toNanos();
        while (arrived.isEmpty()) {
            long left = (end - WALL.nanos()) / 1_000_000;
            if (closed || failure != null) {
                throw new IOException(failure == null ? "the session with the boot loader is closed" : failure);
            }
            if (left <= 0) {
                return 0;
            }
            await(left);
        }
        byte[] first = arrived.peek();
        int count = Math.min(length, first.length - used);
        System.arraycopy(first, used, buffer, offset, count);
        used += count;
        if (used == first.length) {
            arrived.remove();
            used = 0;
        }
        return count;
    }

    @Override
    public int baud() {
        return link.baud();
    }

    @Override
    public void baud(int baud) throws IOException {
        link.baud(baud);
    }

    @Override
    public void lines(boolean dtr, boolean rts) throws IOException {
        link.lines(dtr, rts);
    }

    @Override
    public TimeSource clock() {
        return link.clock();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        console.endSession(this, "boot loader session: %d bytes sent, %d received".formatted(sent.get(), received.get()));
    }

    /** Called by the console's reader. */
    synchronized void deliver(byte[] data, int length) {
        received.addAndGet(length);
        byte[] copy = Arrays.copyOf(data, length);
        packet("received", copy);
        arrived.add(copy);
        notifyAll();
    }

    /** Called by the console's reader when the link is gone. */
    synchronized void fail(String reason) {
        failure = reason;
        notifyAll();
    }

    /** Without this session's monitor or from the reader only: the console's lock comes first, always. */
    private void packet(String direction, byte[] data) {
        if (data[0] == FRAME_END && packets.getAndIncrement() < PACKETS_SHOWN) {
            console.remark("%s %d bytes: %s".formatted(direction, data.length,
                Hex.of(Arrays.copyOf(data, Math.min(HEAD, data.length)))));
        }
    }

    private void await(long millis) throws IOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
