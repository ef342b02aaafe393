package dev.espalier.transcript;

import com.google.re2j.Pattern;

/**
 * The words behind a piece of a report that go on to the end of its line, or further when that line was wrapped: a
 * panic's place and assertion, an exception's name, the place of a failed allocation.
 */
final class TrailingText {

    private static final int LONGEST = 400;
    private static final Pattern PLACE = Pattern.compile("^\\S+?:\\d{1,6}\\s*[^\\d\\s].*");
    private static final Pattern FILE = Pattern.compile("^\\S+\\.\\w{1,4}$");
    /** An assertion, or the beginning of one, that has not ended. */
    private static final Pattern ASSERTION =
        Pattern.compile(": ?(?:A|As|Ass|Asse|Asser|Assert|Asserti|Assertio|Assertion|Assertion ?'.*)?$");
    private static final Pattern ASSERTION_FOLLOWS =
        Pattern.compile("^\\S*: (?:A|As|Ass|Asse|Asser|Assert|Asserti|Assertio|Assertion|Assertion ?'.*)$");
    private static final Pattern CALL_PLACE = Pattern.compile("^@\\S.*?:\\d{1,6}(?:\\s.*)?$");
    private static final Pattern DIGITS = Pattern.compile("^\\d{1,5}\\s*$");
    /** A row of dashes this long is that of the mark that ends a report. */
    private static final int DASHES = 5;

    private DumpItem item;
    private int from;
    private String text = "";
    private boolean read;
    private int lineWidth;
    private boolean endsBlank;
    private boolean stamped;
    private int quotes;

    /** Whether there is a piece that has not been handed out. */
    boolean isOpen() {
        return item != null;
    }

    /** Text that goes on to its line's end was found, at an index of its line, or behind it. */
    void open(DumpItem piece, int at) {
        item = piece;
        from = at;
        text = "";
        read = false;
    }

    /** The line ends. */
    void endOfLine(String raw) {
        if (item == null || read) {
            return;
        }
        text = shortened(from < raw.length() ? raw.substring(from) : "");
        read = true;
        lineWidth = raw.length();
        endsBlank = raw.endsWith(" ");
        quotes = LinePrefix.quotes(raw);
        stamped = LinePrefix.length(raw, 0) > 0 && !raw.startsWith(" ");
    }

    /**
     * Takes another line if it goes on with the text, as far as that can be told: the line before was as long as
     * others were that were wrapped, or the text lacks its end.
     *
     * @param width how long lines are that were wrapped; 0 when none was seen
     */
    boolean goesOn(String raw, int width) {
        String more = raw.substring(LinePrefix.length(raw, quotes));
        boolean other = item.template() == DumpTemplate.FAILED_ALLOC && text.isEmpty() && !more.startsWith("@");
        if (other || text.length() + more.length() > LONGEST || !isWrapped(raw, more, width)) {
            return false;
        }
        boolean between = endsBlank || lineWidth < width && !text.isEmpty();
        text = text.stripTrailing() + (between ? " " : "") + more;
        lineWidth = raw.length();
        endsBlank = raw.endsWith(" ");
        return true;
    }

    private boolean isWrapped(String raw, String more, int width) {
        int firstWord = more.indexOf(' ') < 0 ? more.length() : more.indexOf(' ');
        boolean unlike = stamped && LinePrefix.length(raw, 0) == 0;
        boolean evident = item.template() == DumpTemplate.FAILED_ALLOC ? DIGITS.matches(more) : ASSERTION_FOLLOWS.matcher(more.strip()).find();
        return lineWidth <= width && lineWidth + 1 + firstWord > width || unlike || evident || !isComplete();
    }

    /** Whether nothing is missing. */
    boolean isComplete() {
        String words = text.strip();
        return switch (item.template()) {
            case PANIC -> PLACE.matches(words) && (!ASSERTION.matcher(words).find() || words.endsWith("failed."));
            case FAILED_ALLOC -> CALL_PLACE.matches(words);
            default -> !words.isEmpty();
        };
    }

    /** A piece on the same line ends the text at an index of that line. */
    DumpItem closeAt(String raw, int end) {
        if (!read) {
            text = shortened(from < end ? raw.substring(from, end) : "");
        } else if (end >= 0) {
            text = text.substring(0, Math.max(0, text.length() - (raw.length() - end)));
        }
        return close("");
    }

    /**
     * The piece with its text; null for words of a program that only look like one.
     *
     * @param next a line that may go on with it, if it should turn out that lines as long as its were wrapped
     */
    DumpItem close(String next) {
        String words = text.replace("&gt;", ">").replace("&lt;", "<").strip();
        int end = words.length();
        while (end > 0 && words.charAt(end - 1) == '-') {
            end--;
        }
        words = words.length() - end >= DASHES ? words.substring(0, end).strip() : words;
        DumpItem closed = new DumpItem(item.template(), item.line(), item.numbers(), words, lineWidth, shortened(next));
        boolean sound = item.template() != DumpTemplate.PANIC || PLACE.matches(words) || FILE.matches(words);
        item = null;
        return sound ? closed : null;
    }

    /** Characters kept. */
    int kept() {
        return text.length();
    }

    private static String shortened(String words) {
        return words.length() > LONGEST ? words.substring(0, LONGEST) : words;
    }
}
