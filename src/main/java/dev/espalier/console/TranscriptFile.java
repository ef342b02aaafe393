package dev.espalier.console;

import dev.espalier.EspalierException;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.SecretMask;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A transcript on disk, written and flushed as bytes arrive. Text that may be the beginning of a
 * secret waits until it is decided.
 */
final class TranscriptFile implements AutoCloseable {

    private final Writer out;
    private SecretMask mask;
    private final StringBuilder held = new StringBuilder();
    private Direction open;

    private TranscriptFile(Writer out, SecretMask mask) {
        this.out = out;
        this.mask = mask;
    }

    static TranscriptFile create(Path file, SecretMask mask) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            return new TranscriptFile(Files.newBufferedWriter(file, StandardCharsets.UTF_8), mask);
        } catch (IOException e) {
            throw new EspalierException("to write the transcript " + file, "that failed: " + e,
                "name a folder that can be written to");
        }
    }

    static TranscriptFile none() {
        return new TranscriptFile(Writer.nullWriter(), SecretMask.none());
    }

    /** More text of the line in this direction; a line in another direction is ended first. */
    void text(Direction direction, Duration at, int baud, String text) {
        if (open != null && open != direction) {
            endLine();
        }
        if (open == null) {
            write(TranscriptLine.prefix(at, baud, direction));
            open = direction;
        }
        held.append(text);
        String masked = mask.apply(held.toString());
        int decided = masked.length() - mask.undecidedTail(masked);
        write(masked.substring(0, decided));
        held.setLength(0);
        held.append(masked, decided, masked.length());
    }

    void endLine() {
        if (open != null) {
            write(held.append('\n').toString());
            held.setLength(0);
            open = null;
        }
    }

    void mask(SecretMask secrets) {
        mask = secrets;
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("transcript", e);
        }
    }

    @Override
    public void close() {
        endLine();
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("transcript", e);
        }
    }

    private void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("transcript", e);
        }
    }
}
