package dev.espalier.link;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.espalier.EspalierException;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A serial port of this machine, through jSerialComm: 8 data bits, no parity, 1 stop bit, no flow
 * control. Both modem lines are released on opening, so the board runs. The board lives on the wall
 * clock.
 */
public final class SerialPortLink implements SerialLink {

    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;

    private final SerialPort port;
    private final String name;
    private int baud;
    private int readTimeoutMillis = -1;
    private volatile boolean closed;

    private SerialPortLink(SerialPort port, String name, int baud) {
        this.port = port;
        this.name = name;
        this.baud = baud;
    }

    /**
     * Opens a port.
     *
     * @param name as the system names it, for example {@code /dev/ttyUSB0} or {@code COM3}
     * @param baud the first rate
     * @throws EspalierException when there is no such port, it is in use or may not be opened; the
     *     message names the ports that exist
     */
    public static SerialPortLink open(String name, int baud) {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(name);
        } catch (SerialPortInvalidPortException e) {
            throw missing(name);
        }
        port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        SerialPortLink link = new SerialPortLink(port, name, baud);
        link.timeouts(1);
        if (!port.openPort(0)) {
            throw refused(name, port.getLastErrorCode());
        }
        port.setDTRandRTS(false, false);
        return link;
    }

    /** The serial ports of this machine, by the names that {@link #open} takes. */
    public static List<String> ports() {
        return Arrays.stream(SerialPort.getCommPorts()).map(SerialPort::getSystemPortPath).sorted().toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            requireOpen();
            int count = port.writeBytes(data, length - done, offset + done);
            if (count < 0) {
                throw gone();
            }
            done += count;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Duration timeout) throws IOException {
        requireOpen();
        timeouts((int) Math.max(1, timeout.toMillis()));
        int count = port.readBytes(buffer, length, offset);
        requireOpen();
        if (count < 0 || count == 0 && port.bytesAvailable() < 0) {
            throw gone();
        }
        return count;
    }

    @Override
    public int baud() {
        return baud;
    }

    @Override
    public void baud(int rate) throws IOException {
        requireOpen();
        if (!port.setBaudRate(rate)) {
            throw new IOException("%s does not take %d baud".formatted(name, rate));
        }
        baud = rate;
    }

    @Override
    public void lines(boolean dtr, boolean rts) throws IOException {
        requireOpen();
        if (!port.setDTRandRTS(dtr, rts)) {
            throw new IOException("%s has no DTR and RTS that can be set (error %d)".formatted(name, port.getLastErrorCode()));
        }
    }

    @Override
    public TimeSource clock() {
        return TimeSource.wall();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            port.closePort();
        }
    }

    /** Setting time-outs costs a call into the system, so only a change is set. */
    private void timeouts(int millis) {
        if (millis != readTimeoutMillis) {
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING | SerialPort.TIMEOUT_WRITE_BLOCKING, millis, 0);
            readTimeoutMillis = millis;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(name + " is closed");
        }
    }

    private IOException gone() {
        return new IOException("%s has gone (error %d)".formatted(name, port.getLastErrorCode()));
    }

    /** A second opening within this process is refused with "no such file", though the file is there. */
    private static EspalierException refused(String name, int error) {
        if (error == ENOENT && !Files.exists(Path.of(name))) {
            return missing(name);
        }
        return switch (error) {
            case ENOENT, EAGAIN, EBUSY -> new EspalierException("to open serial port " + name, "another program is using it",
                "closing the other program (a monitor, an IDE, another gate); other ports: " + others());
            case EACCES -> new EspalierException("to open serial port " + name, "this user may not open it",
                "joining the port's group (often dialout), then logging in again");
            default -> new EspalierException("to open serial port " + name, "the system refused with error " + error,
                "another of the ports here: " + others());
        };
    }

    private static EspalierException missing(String name) {
        return new EspalierException("a serial port " + name, "there is none of that name",
            "plugging the board in; ports here: " + others());
    }

    private static String others() {
        List<String> ports = ports();
        return ports.isEmpty() ? "none" : ports.stream().collect(Collectors.joining(", "));
    }
}
