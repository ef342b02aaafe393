package dev.espalier.link;

import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.time.Duration;

/**
 * A byte pipe to one board with a baud rate and the two modem lines that reset it: the only type in
 * which the harness and the virtual ESP8266 meet. Neither the flasher nor the console can tell what
 * is at the other end.
 *
 * <p>One thread may read while another writes. Closing wakes a blocked reader with an
 * {@link IOException}.
 */
public interface SerialLink extends AutoCloseable {

    /** What a person calls this link, for example {@code virtual} or {@code /dev/ttyUSB0}. */
    String name();

    /**
     * Sends all of the given bytes at the present baud rate; returns once the link has taken them.
     *
     * @throws IOException when the link is closed or the device has gone
     */
    void write(byte[] data, int offset, int length) throws IOException;

    /** Sends all of {@code data}. */
    default void write(byte[] data) throws IOException {
        write(data, 0, data.length);
    }

    /**
     * Reads what has arrived, waiting at most {@code timeout} of wall time for the first byte.
     *
     * @return number of bytes stored, 0 when nothing came in time
     * @throws IOException when the link is closed or the device has gone
     */
    int read(byte[] buffer, int offset, int length, Duration timeout) throws IOException;

    /**
     * When the bytes that the last {@link #read} gave had arrived, in nanoseconds of {@link #clock}. A
     * link that is not told by its hardware says now, as this default does.
     */
    default long arrivalNanos() {
        return clock().nanos();
    }

    /** Baud rate in force for both directions. */
    int baud();

    /** Changes the baud rate; bytes already sent keep the rate they were sent at. */
    void baud(int baud) throws IOException;

    /**
     * Lets reads take whatever rate the board sends at, as an adapter that measures the rate does;
     * {@link #baud()} is then the rate of the bytes last read. Without effect on a link that cannot.
     *
     * @return whether the link does so from now on
     * @throws IOException when the link is closed or the device has gone
     */
    default boolean followBaud(boolean on) throws IOException {
        return false;
    }

    /**
     * Sets both modem lines in one step. Asserted means the pin is at 0 V. With the usual
     * two-transistor circuit, RTS alone holds the board in reset and DTR alone pulls GPIO0 low.
     */
    void lines(boolean dtr, boolean rts) throws IOException;

    /** The clock that the board at the other end lives on. */
    TimeSource clock();

    @Override
    void close();
}
