package dev.espalier.transcript;

/**
 * A piece of a crash report that was found in a log.
 *
 * @param template what it is
 * @param line where it began, counted from 1
 * @param numbers those of the wording, in their order; a row that was cut off has fewer
 * @param text what followed on its line, of a wording that has text; else empty
 */
record DumpItem(DumpTemplate template, long line, int[] numbers, String text) {
}
