package dev.espalier.transcript;

import java.time.Duration;

/**
 * One line that went over the wire.
 *
 * @param index counts the lines of a transcript from 0
 * @param at board time of its first byte, since the transcript began
 * @param baud in force when it went
 * @param direction which way
 * @param text without its line end; bytes that are not printable ASCII as {@code \xNN}
 */
public record TranscriptLine(long index, Duration at, int baud, Direction direction, String text) {

    /** {@code "   12.345678  74880 < text"}: the form that transcripts have on disk. */
    @Override
    public String toString() {
        return prefix(at, baud, direction) + text;
    }

    /** What stands before the text of a line on disk. */
    public static String prefix(Duration at, int baud, Direction direction) {
        return "%5d.%06d %7d %c ".formatted(at.toSeconds(), at.toNanosPart() / 1000, baud, direction.mark());
    }
}
