package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.link.SerialLink;
import dev.espalier.link.SerialPortLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A board by its name on the command line, with nothing around it: what {@code flash} and
 * {@code monitor} need. The virtual board's flash is kept in a file between two commands, as a real
 * board's is kept in the chip.
 */
public final class Attachment implements AutoCloseable {

    /** Prefix of the names of real boards. */
    static final String SERIAL = "serial:";
    /** Name of the virtual board. */
    public static final String VIRTUAL = "virtual";

    private final SerialLink link;
    private final VirtualEsp8266 virtual;

    private Attachment(SerialLink link, VirtualEsp8266 virtual) {
        this.link = link;
        this.virtual = virtual;
    }

    /**
     * Opens the board's link.
     *
     * @param board {@code virtual} or {@code serial:PORT}
     * @param baud the first rate of a real port
     * @throws EspalierException when the name is unknown or the port cannot be opened
     */
    public static Attachment open(String board, int baud) {
        if (board.startsWith(SERIAL) && board.length() > SERIAL.length()) {
            return new Attachment(SerialPortLink.open(board.substring(SERIAL.length()), baud), null);
        }
        if (!board.equals(VIRTUAL)) {
            throw unknown(board);
        }
        try {
            Path flash = Home.virtualFlash();
            Files.createDirectories(flash.toAbsolutePath().getParent());
            VirtualEsp8266 machine = VirtualEsp8266.builder().flashFile(flash).start();
            return new Attachment(machine.link(), machine);
        } catch (IOException e) {
            throw new EspalierException("a virtual board", e.getMessage(), "whether another espalier holds its flash file", e);
        }
    }

    static EspalierException unknown(String board) {
        return new EspalierException("a board name", "'" + board + "'", "virtual or serial:PORT, for example serial:/dev/ttyUSB0");
    }

    /** The board's serial line; closing it is the taker's business. */
    public SerialLink link() {
        return link;
    }

    @Override
    public void close() {
        link.close();
        if (virtual != null) {
            try {
                virtual.close();
            } catch (IOException e) {
                throw new EspalierException("to stop the virtual board", e.getMessage(), "nothing: its flash is kept", e);
            }
        }
    }
}
