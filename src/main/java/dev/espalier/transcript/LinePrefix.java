package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** What stands before a board's own words: blanks, quotation marks, time stamps of serial monitors and of our transcripts. */
final class LinePrefix {

    private static final String STAMP =
        "\\[?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d[ T])?\\d\\d?:\\d\\d:\\d\\d(?:[.,:]\\d{1,9})?Z?\\]?\\s*(?:->|>|:|\\|)?\\s+"
        + "|\\d+\\.\\d{6}\\s+\\d+ [<>] ";
    private static final Pattern STAMPS = Pattern.compile("^\\s*(?:" + STAMP + ")*");
    private static final Pattern ANY = Pattern.compile("^\\s*(?:[>|]+\\s+|" + STAMP + ")*");
    /** No prefix is longer: what is looked at in a line does not depend on its length. */
    private static final int LONGEST = 80;

    private LinePrefix() {
    }

    /** How long the prefix of a line is. */
    static int length(String raw) {
        return length(raw, ANY);
    }

    /** How long the prefix of a line is that goes on with a line which began with so many quotation marks. */
    static int length(String raw, int quotes) {
        return quotes == 0 ? length(raw, STAMPS) : behindQuotes(raw, quotes);
    }

    /** The quotation marks that a line begins with. */
    static int quotes(String raw) {
        int marks = 0;
        for (int at = 0; at < raw.length() && (raw.charAt(at) == ' ' || raw.charAt(at) == '>'); at++) {
            marks += raw.charAt(at) == '>' ? 1 : 0;
        }
        return marks;
    }

    /** Where a line begins behind so many quotation marks, if it has them. */
    static int behindQuotes(String raw, int most) {
        int at = 0;
        for (int marks = 0; at < raw.length() && (raw.charAt(at) == ' ' || raw.charAt(at) == '>' && marks++ < most);) {
            at++;
        }
        return at;
    }

    private static int length(String raw, Pattern pattern) {
        int blanks = 0;
        while (blanks < raw.length() && (raw.charAt(blanks) == ' ' || raw.charAt(blanks) == '\t')) {
            blanks++;
        }
        if (blanks == raw.length() || !mayBegin(raw.charAt(blanks))) {
            return blanks;
        }
        Matcher matcher = pattern.matcher(raw.length() - blanks <= LONGEST ? raw : raw.substring(0, blanks + LONGEST));
        return matcher.find() ? matcher.end() : blanks;
    }

    private static boolean mayBegin(char c) {
        return c >= '0' && c <= '9' || c == '[' || c == '>' || c == '|';
    }
}
