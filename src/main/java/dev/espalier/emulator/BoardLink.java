package dev.espalier.emulator;

import dev.espalier.emulator.peripheral.SerialSignal;
import dev.espalier.link.SerialLink;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The host's end of the serial line: what a USB adapter is to a real board. Bytes keep the baud rate
 * they were sent at in both directions; whoever listens at another rate receives what the waveform
 * makes of it. Bytes wait here, without bound to time, until they are read.
 *
 * <p>What the waveform makes of a frame is decided when it is read, not when it arrives: guest time
 * may run far ahead of the reader, and a reader that changes its rate between two lines would
 * otherwise find the second one spoilt already. So this is an adapter whose host is always in time; a
 * read ends where the sender's rate changes, and frames at a foreign rate come one at a time. For the
 * same reason every frame keeps the guest time at which it arrived, and one read gives frames of about
 * the same time.
 */
final class BoardLink implements SerialLink {

    /** Beyond this nobody is reading; the oldest bytes go, as in an adapter's buffer. */
    private static final int MOST_WAITING = 1 << 20;
    /** Frames further apart than this are not read together. */
    private static final long TOGETHER_NANOS = 1_000_000;
    private static final int[] USUAL_RATES = {VirtualEsp8266.ROM_BAUD, 300, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600,
        115_200, 230_400, 250_000, 460_800, 500_000, 921_600, 1_000_000, 2_000_000};

    private final VirtualEsp8266 board;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    /** What is left of a frame that was read at a foreign rate and became several bytes. */
    private byte[] rest = {};
    private boolean closed;
    private Throwable failure;
    private volatile long arrivalNanos;
    private volatile int baud = VirtualEsp8266.ROM_BAUD;
    private volatile boolean following;

    BoardLink(VirtualEsp8266 board) {
        this.board = board;
    }

    private record Frame(int value, int baud, long nanos) {
    }

    /** A frame has arrived from the board; guest thread. */
    void arrived(int value, int senderBaud, long nanos) {
        lock.lock();
        try {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
            }
            waiting.addLast(new Frame(value, senderBaud, nanos));
            news.signalAll();
        } finally {
            lock.unlock();
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
            int taken = 0;
            while (taken == 0) {
                while (rest.length == 0 && waiting.isEmpty() && left > 0 && !closed && failure == null) {
                    left = awaitNews(left);
                }
                if (rest.length == 0 && waiting.isEmpty()) {
                    checkOpen();
                    return 0;
                }
                taken = take(buffer, offset, length);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what one rate sent; 0 when the waveform of a foreign frame makes no byte at all. */
    private int take(byte[] buffer, int offset, int length) {
        if (following && rest.length == 0 && !nextAgrees()) {
            baud = usual(waiting.getFirst().baud());
        }
        if (rest.length == 0 && !nextAgrees()) {
            Frame frame = waiting.removeFirst();
            rest = SerialSignal.receive(frame.value(), frame.baud(), baud);
            arrivalNanos = frame.nanos();
        }
        if (rest.length > 0 || !nextAgrees()) {
            int taken = Math.min(length, rest.length);
            System.arraycopy(rest, 0, buffer, offset, taken);
            rest = Arrays.copyOfRange(rest, taken, rest.length);
            return taken;
        }
        int taken = 0;
        arrivalNanos = waiting.getFirst().nanos();
        while (taken < length && nextAgrees() && waiting.getFirst().nanos() - arrivalNanos < TOGETHER_NANOS) {
            buffer[offset + taken++] = (byte) waiting.removeFirst().value();
        }
        return taken;
    }

    /** The rate by its name: a divider seldom meets it exactly. */
    private static int usual(int measured) {
        return Arrays.stream(USUAL_RATES).filter(rate -> SerialSignal.agree(measured, rate)).findFirst().orElse(measured);
    }

    private boolean nextAgrees() {
        return !waiting.isEmpty() && SerialSignal.agree(waiting.getFirst().baud(), baud);
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
                throw VirtualEsp8266.hasStopped(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long arrivalNanos() {
        return arrivalNanos;
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
    public boolean followBaud(boolean on) throws IOException {
        checkOpen();
        following = on;
        return on;
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
