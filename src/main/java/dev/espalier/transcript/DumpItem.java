package dev.espalier.transcript;

/**
 * A piece of a crash report that was found in a log.
 *
 * @param template what it is
 * @param line where it began, counted from 1
 * @param numbers those of the wording, in their order; a row that was cut off has fewer
 * @param text what followed on its line, of a wording that has text; else empty
 * @param width how long the line was that the text ended with
 * @param next the line behind it, which goes on with the text if lines of that width were wrapped; may be empty
 */
record DumpItem(DumpTemplate template, long line, int[] numbers, String text, int width, String next) {

    /** A piece without text. */
    DumpItem(DumpTemplate template, long line, int[] numbers) {
        this(template, line, numbers, "", 0, "");
    }

    /** This, with the next line's words. */
    DumpItem unwrapped() {
        return new DumpItem(template, line, numbers, text + next, 0, "");
    }
}
