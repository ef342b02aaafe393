package dev.espalier.transcript;

/**
 * What stands before a board's own words: blanks, quotation marks, time stamps of serial monitors and of our transcripts.
 * Read by hand, for this is asked of every line of a log.
 */
final class LinePrefix {

    /** No prefix is longer: what is looked at in a line does not depend on its length. */
    private static final int LONGEST = 120;

    private final String raw;
    private final int limit;
    private int at;

    private LinePrefix(String raw) {
        this.raw = raw;
        this.limit = Math.min(raw.length(), LONGEST);
    }

    /** How long the prefix of a line is. */
    static int length(String raw) {
        return new LinePrefix(raw).length(true);
    }

    /** How long the prefix of a line is that goes on with a line which began with so many quotation marks. */
    static int length(String raw, int quotes) {
        return quotes == 0 ? new LinePrefix(raw).length(false) : behindQuotes(raw, quotes);
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

    private int length(boolean quoted) {
        while (at < raw.length() && isBlank(raw.charAt(at))) {
            at++;
        }
        int sound = at;
        while (at < limit && (quoted && mark() || clock() || transcript())) {
            sound = at;
        }
        return sound;
    }

    /** {@code "> "}. */
    private boolean mark() {
        int from = at;
        while (at < limit && (raw.charAt(at) == '>' || raw.charAt(at) == '|')) {
            at++;
        }
        return at > from && blanks() || back(from);
    }

    /** {@code "[2020-01-02 12:34:56.789] -> "}; the date, the brackets, the fraction and the arrow may be missing. */
    private boolean clock() {
        int from = at;
        skip('[');
        date();
        if (!(digits(1, 2) && skip(':') && digits(2, 2) && skip(':') && digits(2, 2))) {
            return back(from);
        }
        int end = at;
        if (!((skip('.') || skip(',') || skip(':')) && digits(1, 9))) {
            at = end;
        }
        skip('Z');
        skip(']');
        boolean blank = blanks();
        end = at;
        boolean arrow = skip('-') && skip('>') || back(end) || skip('>') || skip(':') || skip('|');
        if (arrow && blanks()) {
            return true;
        }
        at = end;
        return blank || back(from);
    }

    private void date() {
        int from = at;
        if (!(digits(4, 4) && separator() && digits(2, 2) && separator() && digits(2, 2) && (skip(' ') || skip('T')))) {
            at = from;
        }
    }

    private boolean separator() {
        return skip('-') || skip('/') || skip('.');
    }

    /** {@code "   12.345678  115200 < "}. */
    private boolean transcript() {
        int from = at;
        return digits(1, 9) && skip('.') && digits(6, 6) && blanks() && digits(1, 9) && skip(' ') && (skip('<') || skip('>'))
            && skip(' ') || back(from);
    }

    private boolean digits(int least, int most) {
        int from = at;
        while (at < limit && at - from < most && raw.charAt(at) >= '0' && raw.charAt(at) <= '9') {
            at++;
        }
        return at - from >= least;
    }

    private boolean blanks() {
        int from = at;
        while (at < limit && isBlank(raw.charAt(at))) {
            at++;
        }
        // A line may end with its prefix, and lose the blank at its end.
        return at > from || at == raw.length();
    }

    private boolean skip(char wanted) {
        if (at < limit && raw.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Takes back what was read; the answer is no. */
    private boolean back(int from) {
        at = from;
        return false;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
