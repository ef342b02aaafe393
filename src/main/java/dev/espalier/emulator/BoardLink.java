package dev.espalier.emulator;

import dev.espalier.emulator.peripheral.SerialSignal;
import dev.espalier.link.SerialLink;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's end of the serial line: what a USB adapter is to a real board. Bytes keep the baud rate
 * they were sent at in both directions; whoever listens at another rate receives what the waveform
 * makes of it. Bytes wait here, without bound to time, until they are read.
 */
final class BoardLink implements SerialLink {

    /** Beyond this nobody is reading; the oldest bytes go, as in an adapter's buffer. */
    private static final int MOST_WAITING = 1 << 22;

    private final VirtualEsp8266 board;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private byte[] waiting = new byte[1024];
    private int first;
    private int count;
    private boolean closed;
    private Throwable failure;
    private volatile int baud = VirtualEsp8266.ROM_BAUD;

    BoardLink(VirtualEsp8266 board) {
        this.board = board;
    }

    /** A frame has arrived from the board; guest thread. */
    void arrived(int value, int senderBaud) {
        byte[] received = SerialSignal.receive(value, senderBaud, baud);
        lock.lock();
        try {
            for (byte got : received) {
                append(got);
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void append(byte value) {
        if (count == waiting.length && count < MOST_WAITING) {
            byte[] larger = new byte[2 * count];
            int tail = count - first;
            System.arraycopy(waiting, first, larger, 0, tail);
            System.arraycopy(waiting, 0, larger, tail, first);
            waiting = larger;
            first = 0;
        }
        waiting[(first + count) % waiting.length] = value;
        if (count < waiting.length) {
            count++;
        } else {
            first = (first + 1) % waiting.length;
        }
    }

    /** The board is gone, with this cause or without one; readers learn it once they have read what came before. */
    void fail(Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return "virtual";
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        checkOpen();
        byte[] copy = Arrays.copyOfRange(data, offset, offset + length);
        board.sendSerial(copy, baud);
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Duration timeout) throws IOException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (count == 0 && left > 0 && !closed && failure == null) {
                left = awaitNews(left);
            }
            if (closed || count == 0) {
                checkOpen();
            }
            int taken = Math.min(length, count);
            for (int i = 0; i < taken; i++) {
                buffer[offset + i] = waiting[(first + i) % waiting.length];
            }
            first = (first + taken) % waiting.length;
            count -= taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private long awaitNews(long nanos) throws IOException {
        try {
            return news.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the virtual board", e);
        }
    }

    private void checkOpen() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the link to the virtual board is closed");
            }
            if (failure != null) {
                throw new IOException("the virtual board has stopped: " + failure.getMessage()
                    + "; its thread ended with the cause below, restart the board", failure);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int baud() {
        return baud;
    }

    @Override
    public void baud(int rate) throws IOException {
        if (rate <= 0) {
            throw new IOException("a baud rate must be positive, not " + rate);
        }
        checkOpen();
        baud = rate;
    }

    @Override
    public void lines(boolean dtr, boolean rts) throws IOException {
        checkOpen();
        board.setLines(dtr, rts);
    }

    @Override
    public TimeSource clock() {
        return board.clock();
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
