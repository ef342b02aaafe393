package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the pieces of crash reports in lines, wherever they stand in them: behind time stamps and quotation marks,
 * several on one line, or one over several lines. A line that ends within a piece is remembered, and so is it when
 * lines of something else come between.
 *
 * <p>Keeps one line's text and one unfinished piece; the work for a line is its length times a constant.
 */
final class DumpScanner {

    /** Lines of something else that may come between the parts of one piece. */
    private static final int STRANGERS_WITHIN = 4;
    /** A shorter beginning is found in many lines; it does not take the place of a longer one. */
    private static final int DISTINCT = 12;
    private static final int LONGEST_TEXT = 400;
    private static final int MOST_NUMBERS = 5;
    private static final int DIGITS_BEFORE_WORDS = 9;
    /** Quotation marks, what serial monitors put before a line, what our own transcripts do. */
    private static final Pattern PREFIX = Pattern.compile("^\\s*(?:[>|]+\\s+"
        + "|\\[?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d[ T])?\\d\\d?:\\d\\d:\\d\\d(?:[.,:]\\d{1,9})?Z?\\]?\\s*(?:->|>|:|\\|)?\\s+"
        + "|\\d+\\.\\d{6}\\s+\\d+ [<>] )*");
    private static final Pattern PLACE = Pattern.compile("^\\S+?:\\d{1,6}\\s*[^\\d\\s].*");
    private static final Pattern FILE = Pattern.compile("^\\S+\\.\\w{1,4}$");
    private static final Pattern CALL_PLACE = Pattern.compile("^@\\S.*:\\d{1,6}$");

    private final SqueezedText text = new SqueezedText();
    private final SqueezedText joined = new SqueezedText();
    private final SqueezedText spare = new SqueezedText();
    /** The piece that a line ended in. */
    private final SqueezedText begun = new SqueezedText();
    private final int[] numbers = new int[MOST_NUMBERS];
    private final List<DumpItem> found = new ArrayList<>();
    private long begunLine;
    private int begunWidth;
    private int begunAge;
    private boolean unfinished;
    /** How long lines are that were wrapped; 0 when none was seen. */
    private int width;
    /** A piece whose text goes on to the end of its line, or further when that was wrapped. */
    private DumpItem open;
    private int openFrom;
    private int openWidth;
    private boolean openEndsBlank;

    /** The pieces that a line completes. */
    List<DumpItem> scan(long line, String raw) {
        found.clear();
        unfinished = false;
        text.set(raw);
        if (text.length() == 0) {
            closeText();
            return found;
        }
        int skip = prefixLength(raw);
        boolean goesOn = continuesText(raw, skip);
        if (!goesOn && begun.length() > 0 && join(line, raw, skip)) {
            width = Math.max(width, begunWidth);
            pieces(joined, line, raw, begunLine);
        } else {
            pieces(text, line, raw, line);
        }
        return found;
    }

    /** Whether nothing but blanks is in the last line. */
    boolean blank() {
        return text.length() == 0;
    }

    /** Whether the last line ended within a piece, or holds a part of one. */
    boolean unfinished() {
        return unfinished || open != null;
    }

    /** The pieces that nothing more comes of: text that may have gone on, a row that was cut off. */
    List<DumpItem> end() {
        found.clear();
        closeText();
        int words = (begun.length() - DIGITS_BEFORE_WORDS) / 8;
        int[] row = new int[1 + Math.max(0, Math.min(words, 3))];
        if (words > 0 && begun.toString().matches("3ff[0-9a-f]{5}:[0-9a-f]+")) {
            row[0] = Integer.parseUnsignedInt(begun, 0, 8, 16);
            for (int i = 1; i < row.length; i++) {
                row[i] = Integer.parseUnsignedInt(begun, 1 + 8 * i, 9 + 8 * i, 16);
            }
            found.add(new DumpItem(DumpTemplate.ROW, begunLine, row, ""));
        }
        begun.clear();
        return found;
    }

    /** A new report is a new text: how wide the last one's lines were means nothing. */
    void forgetWidth() {
        width = 0;
    }

    /** Characters looked at since the beginning: the work done. */
    long work() {
        return text.reads() + joined.reads() + spare.reads() + begun.reads();
    }

    /** Characters kept. */
    int kept() {
        return text.length() + joined.length() + begun.length() + (open == null ? 0 : open.text().length());
    }

    private void pieces(SqueezedText where, long line, String raw, long firstLine) {
        int boundary = firstLine == line ? 0 : begunLength(where);
        int at = 0;
        int begins = -1;
        while (at < where.length()) {
            DumpTemplate[] candidates = DumpTemplate.beginningWith(where.at(at));
            int end = DumpTemplate.NO;
            for (DumpTemplate template : candidates) {
                int matched = template.match(where, at, numbers);
                if (matched >= 0 && isSound(template, where, matched)) {
                    closeTextBefore(raw, where.origin(at));
                    add(template, at < boundary ? firstLine : line, where, matched);
                    end = matched;
                    begins = -1;
                    break;
                }
                if (matched == DumpTemplate.UNFINISHED && begins < 0) {
                    begins = at;
                }
            }
            at = end >= 0 ? end : at + 1;
        }
        endOfLine(where, line, raw, begins, begins >= 0 && begins < boundary ? firstLine : line);
    }

    private static int begunLength(SqueezedText where) {
        int length = 0;
        while (length < where.length() && where.origin(length) < 0) {
            length++;
        }
        return length;
    }

    /** An address that no row has, or a colon where the next row's address was taken for this one's last word. */
    private boolean isSound(DumpTemplate template, SqueezedText where, int end) {
        if (template != DumpTemplate.ROW) {
            return true;
        }
        return numbers[0] >= 0xE8000 && numbers[0] % 4 == 0 && (end >= where.length() || where.at(end) != ':');
    }

    private void add(DumpTemplate template, long line, SqueezedText where, int end) {
        int[] told = Arrays.copyOf(numbers, numbers.length);
        if (template == DumpTemplate.ROW) {
            told[0] |= 0x3FF00000;
        }
        DumpItem item = new DumpItem(template, line, told, "");
        boolean place = template == DumpTemplate.FAILED_ALLOC && mayHavePlace(where, end);
        if (!template.hasText() && !place) {
            found.add(item);
            return;
        }
        open = item;
        openFrom = end < where.length() ? where.origin(end) : Integer.MAX_VALUE;
    }

    /** A file and a line follow, or the line was wrapped where they may begin. */
    private boolean mayHavePlace(SqueezedText where, int end) {
        return end < where.length() ? where.at(end) == '@'
            : width > 0 && end > 0 && where.origin(end - 1) + 1 >= width;
    }

    private void endOfLine(SqueezedText where, long line, String raw, int begins, long beginsAt) {
        if (open != null && open.text().isEmpty()) {
            open = withText(open, openFrom < raw.length() ? raw.substring(openFrom) : "");
            openWidth = raw.length();
            openEndsBlank = raw.endsWith(" ");
            begins = -1;
        }
        if (begins >= 0 && !(begun.length() >= DISTINCT && where.length() - begins < DISTINCT / 3 && found.isEmpty()
            && begunLine < beginsAt)) {
            // Through a spare: the text may be the one that the old beginning went into.
            spare.tail(where, begins);
            begun.tail(spare, 0);
            begunLine = beginsAt;
            begunWidth = raw.length();
            begunAge = 0;
            unfinished = true;
        } else if (!found.isEmpty() || where == joined || ++begunAge > STRANGERS_WITHIN) {
            begun.clear();
        }
    }

    // ---- pieces over several lines

    /** Whether this line goes on with what an earlier one began; then {@link #joined} has both. */
    private boolean join(long line, String raw, int skip) {
        if (beginsWithPiece(skip)) {
            return false;
        }
        return joins(raw, 0) || skip > 0 && joins(raw, skip) || raw.startsWith(">", skip) && joins(raw, quoted(raw, skip));
    }

    private boolean joins(String raw, int from) {
        int head = begun.length();
        joined.join(begun, 0, raw, from);
        if (joined.length() == head) {
            return false;
        }
        for (int start = 0; start < head; start++) {
            for (DumpTemplate template : DumpTemplate.beginningWith(joined.at(start))) {
                int end = template.match(joined, start, numbers);
                if (end > head && isSound(template, joined, end) || end == DumpTemplate.UNFINISHED) {
                    spare.tail(joined, start);
                    joined.tail(spare, 0);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean beginsWithPiece(int skip) {
        int at = 0;
        while (at < text.length() && text.origin(at) < skip) {
            at++;
        }
        if (at == text.length()) {
            return false;
        }
        for (DumpTemplate template : DumpTemplate.beginningWith(text.at(at))) {
            int end = template.match(text, at, numbers);
            if (end >= 0 && isSound(template, text, end)) {
                return true;
            }
        }
        return false;
    }

    private static int prefixLength(String raw) {
        Matcher matcher = PREFIX.matcher(raw);
        return matcher.find() ? matcher.end() : 0;
    }

    private static int quoted(String raw, int from) {
        int at = from;
        while (at < raw.length() && raw.charAt(at) == '>') {
            at++;
        }
        return at;
    }

    // ---- text to the end of its line

    /** Whether this line goes on with a wrapped line's text, as far as that can be told. */
    private boolean continuesText(String raw, int skip) {
        if (open == null) {
            return false;
        }
        String more = raw.substring(skip);
        boolean other = open.template() == DumpTemplate.FAILED_ALLOC && open.text().isEmpty() && !more.startsWith("@");
        if (other || beginsWithPiece(skip) || open.text().length() + more.length() > LONGEST_TEXT || !isWrapped(more)) {
            closeText();
            return false;
        }
        boolean between = openEndsBlank || openWidth < width && !open.text().isEmpty();
        openFrom = skip;
        open = withText(open, open.text().stripTrailing() + (between ? " " : "") + more);
        openWidth = raw.length();
        openEndsBlank = raw.endsWith(" ");
        return true;
    }

    /** Whether the open text's line was wrapped: it is as long as others were that were, or it lacks its end. */
    private boolean isWrapped(String more) {
        int firstWord = more.indexOf(' ') < 0 ? more.length() : more.indexOf(' ');
        return width > 0 && openWidth + 1 + firstWord > width || !isComplete(open);
    }

    private static boolean isComplete(DumpItem item) {
        String text = item.text().strip();
        return switch (item.template()) {
            case PANIC -> (PLACE.matches(text) || FILE.matches(text))
                && (!text.contains(": Assertion '") || text.endsWith("failed."));
            case FAILED_ALLOC -> CALL_PLACE.matches(text);
            default -> !text.isEmpty();
        };
    }

    /** A piece on the same line ends the text. */
    private void closeTextBefore(String raw, int end) {
        if (open == null) {
            return;
        }
        if (open.text().isEmpty()) {
            open = withText(open, openFrom < end ? raw.substring(openFrom, end) : "");
        } else if (end >= 0) {
            String kept = open.text();
            int surplus = raw.length() - end;
            open = withText(open, kept.substring(0, Math.max(0, kept.length() - surplus)));
        }
        closeText();
    }

    private void closeText() {
        if (open == null) {
            return;
        }
        String text = open.text().strip();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '-') {
            end--;
        }
        // The dashes of the line that ends a report, when it stands on the same line.
        DumpItem closed = withText(open, text.length() - end >= 5 ? text.substring(0, end).strip() : text);
        open = null;
        if (closed.template() != DumpTemplate.PANIC || isComplete(closed) || PLACE.matches(closed.text())) {
            found.add(closed);
        }
    }

    private static DumpItem withText(DumpItem item, String text) {
        return new DumpItem(item.template(), item.line(), item.numbers(),
            text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
    }
}
