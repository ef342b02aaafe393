package dev.espalier.console;

import dev.espalier.transcript.Direction;
import dev.espalier.transcript.SecretMask;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a console, in memory and on disk. Not thread-safe; the console guards it.
 *
 * <p>Bytes become text without loss: printable ASCII as it is, anything else and the backslash as
 * {@code \xNN}. A line ends at LF; a CR just before it belongs to the line end.
 */
final class Log {

    /** A line without an end is cut here, so that looking at it stays cheap. */
    private static final int LONGEST_LINE = 4096;
    /** Lines kept in memory; the file has them all. */
    private static final int MOST_LINES = 100_000;
    private static final int MOST_TELLTALE = 1_000;

    private final TranscriptFile file;
    private SecretMask mask;
    private final List<TranscriptLine> lines = new ArrayList<>();
    private final List<TranscriptLine> telltale = new ArrayList<>();
    private long firstIndex;
    private final StringBuilder partial = new StringBuilder();
    private Duration partialAt = Duration.ZERO;
    private int partialBaud;
    private boolean pendingCr;

    Log(TranscriptFile file, SecretMask mask) {
        this.file = file;
        this.mask = mask;
    }

    /** Takes a received byte; returns the line that it ends, else null. */
    TranscriptLine received(int octet, Duration at, int baud) {
        int b = octet & 0xFF;
        if (b == '\n') {
            pendingCr = false;
            begin(at, baud);
            return endPartial();
        }
        begin(at, baud);
        if (pendingCr) {
            pendingCr = false;
            append("\\x0d");
        }
        if (b == '\r') {
            pendingCr = true;
            return null;
        }
        append(b >= 0x20 && b < 0x7F && b != '\\' ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        return partial.length() >= LONGEST_LINE ? endPartial() : null;
    }

    /** Ends a line that has begun: the rate changes or somebody else speaks. Null when none has. */
    TranscriptLine endPartial() {
        if (partialBaud == 0) {
            return null;
        }
        TranscriptLine line = add(partialAt, partialBaud, Direction.RECEIVED, partial.toString());
        partial.setLength(0);
        partialBaud = 0;
        pendingCr = false;
        file.endLine();
        return line;
    }

    /** A whole line of another direction. */
    void line(Direction direction, Duration at, int baud, String text) {
        add(at, baud, direction, text);
        file.text(direction, at, baud, text);
        file.endLine();
    }

    /** Masks these secrets from now on. */
    void mask(SecretMask secrets) {
        mask = secrets;
        file.mask(secrets);
    }

    /** The first lines in which the board told a secret, masked. */
    List<TranscriptLine> telltale() {
        return telltale;
    }

    void flush() {
        file.flush();
    }

    void close() {
        file.close();
    }

    /** Index that the next line will have. */
    long end() {
        return firstIndex + lines.size();
    }

    /** The line that has not ended yet, empty when there is none. */
    String partial() {
        return partial.toString();
    }

    Duration partialAt() {
        return partialAt;
    }

    int partialBaud() {
        return partialBaud;
    }

    /** The lines with {@code from <= index < to} that are still in memory. */
    List<TranscriptLine> range(long from, long to) {
        int low = (int) Math.max(0, from - firstIndex);
        int high = (int) Math.min(lines.size(), to - firstIndex);
        return low >= high ? List.of() : lines.subList(low, high);
    }

    private void begin(Duration at, int baud) {
        if (partialBaud == 0) {
            partialAt = at;
            partialBaud = baud;
            file.text(Direction.RECEIVED, at, baud, "");
        }
    }

    private void append(String text) {
        partial.append(text);
        file.text(Direction.RECEIVED, partialAt, partialBaud, text);
    }

    private TranscriptLine add(Duration at, int baud, Direction direction, String text) {
        TranscriptLine line = new TranscriptLine(end(), at, baud, direction, mask.apply(text));
        if (direction == Direction.RECEIVED && telltale.size() < MOST_TELLTALE && !line.text().equals(text)) {
            telltale.add(line);
        }
        lines.add(line);
        if (lines.size() > MOST_LINES) {
            lines.subList(0, MOST_LINES / 4).clear();
            firstIndex += MOST_LINES / 4;
        }
        return line;
    }
}
