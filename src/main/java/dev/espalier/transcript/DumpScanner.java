package dev.espalier.transcript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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
    /** Beginnings that are remembered: many a line ends like the beginning of something. */
    private static final int MOST_BEGUN = 3;
    private static final int MOST_NUMBERS = 5;
    private static final int DIGITS_BEFORE_WORDS = 9;
    private final SqueezedText text = new SqueezedText();
    private final SqueezedText joined = new SqueezedText();
    private final SqueezedText spare = new SqueezedText();
    /** The pieces that lines ended in, the last one first. */
    private final Deque<Begun> begun = new ArrayDeque<>();
    private final int[] numbers = new int[MOST_NUMBERS];
    private final List<DumpItem> found = new ArrayList<>();
    private boolean unfinished;
    private boolean blank;
    private long lines;
    /** How long lines are that were wrapped; 0 when none was seen. */
    private int width;
    private int headWidth;
    private final TrailingText trailing = new TrailingText();

    /**
     * The beginning of a piece.
     *
     * @param text its characters
     * @param line where it stood
     * @param width how long that line was
     * @param after how many lines had come by then
     */
    private record Begun(SqueezedText text, long line, int width, long after) {
    }

    /** The pieces that a line completes. */
    List<DumpItem> scan(long line, String raw) {
        found.clear();
        unfinished = false;
        text.set(raw);
        int skip = LinePrefix.length(raw);
        blank = text.length() == 0 || text.origin(text.length() - 1) < skip;
        if (blank) {
            // A wrapped line's part may be blank, too.
            if (trailing.isOpen() && (raw.isEmpty() || text.length() > 0 || trailing.isComplete())) {
                closeText("");
            }
            return found;
        }
        lines++;
        boolean whole = beginsWithPiece(skip);
        boolean goesOn = trailing.isOpen() && !whole && trailing.goesOn(raw, width);
        if (trailing.isOpen() && !goesOn) {
            closeText(whole ? "" : raw);
        }
        Begun head = goesOn || whole || begun.isEmpty() ? null : join(raw, skip);
        headWidth = head == null ? 0 : head.width();
        pieces(head == null ? text : joined, line, raw, head == null ? line : head.line());
        return found;
    }

    /** Whether the last line has nothing but blanks, and what stood before them. */
    boolean blank() {
        return blank;
    }

    /** Whether the last line went on with a piece and did not end it. */
    boolean unfinished() {
        return unfinished || trailing.isOpen();
    }

    /** The pieces that nothing more comes of: text that may have gone on, a row that was cut off. */
    List<DumpItem> end() {
        found.clear();
        if (trailing.isOpen()) {
            closeText("");
        }
        for (Begun head : begun) {
            cutRow(head);
        }
        begun.clear();
        return found;
    }

    private void cutRow(Begun head) {
        SqueezedText row = head.text();
        int words = Math.min(3, (row.length() - DIGITS_BEFORE_WORDS) / 8);
        if (words <= 0 || row.at(0) != '3') {
            return;
        }
        int[] told = new int[1 + words];
        told[0] = Integer.parseUnsignedInt(row, 0, 8, 16);
        for (int i = 1; i <= words; i++) {
            told[i] = Integer.parseUnsignedInt(row, 1 + 8 * i, 9 + 8 * i, 16);
        }
        found.add(new DumpItem(DumpTemplate.ROW, head.line(), told));
    }

    /** How long lines are that were wrapped; 0 when none was seen. */
    int width() {
        return width;
    }

    /** A new report is a new text: how wide the last one's lines were means nothing. */
    void forgetWidth() {
        width = 0;
    }

    /** Characters looked at since the beginning: the work done. */
    long work() {
        return text.reads() + joined.reads();
    }

    /** Characters kept. */
    int kept() {
        return text.length() + joined.length() + MOST_BEGUN * DumpTemplate.LONGEST + trailing.kept();
    }

    private void pieces(SqueezedText where, long line, String raw, long firstLine) {
        int boundary = firstLine == line ? 0 : begunLength(where);
        int at = 0;
        int begins = -1;
        while (at < where.length()) {
            DumpTemplate[] candidates = DumpTemplate.beginningAt(where, at);
            int end = DumpTemplate.NO;
            for (DumpTemplate template : candidates) {
                int matched = template.match(where, at, numbers);
                if (matched >= 0 && isSound(template, where, matched)) {
                    if (trailing.isOpen()) {
                        keep(trailing.closeAt(raw, where.origin(at)));
                    }
                    add(template, at < boundary ? firstLine : line, where, matched);
                    end = matched;
                    // A colon may follow on the next line.
                    begins = template == DumpTemplate.EXCEPTION_SAID && end == where.length() ? at : -1;
                    width = at < boundary ? Math.max(width, headWidth) : width;
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
        DumpItem item = new DumpItem(template, line, told);
        boolean place = template == DumpTemplate.FAILED_ALLOC && mayHavePlace(where, end);
        if (!template.hasText() && !place) {
            found.add(item);
            return;
        }
        trailing.open(item, end < where.length() ? where.origin(end) : Integer.MAX_VALUE);
    }

    /** A file and a line follow, or the line was wrapped where they may begin. */
    private boolean mayHavePlace(SqueezedText where, int end) {
        return end < where.length() ? where.at(end) == '@'
            : width > 0 && end > 0 && where.origin(end - 1) + 1 >= width;
    }

    private void endOfLine(SqueezedText where, long line, String raw, int begins, long beginsAt) {
        trailing.endOfLine(raw);
        begun.removeIf(head -> !found.isEmpty() || where == joined || lines - head.after() > STRANGERS_WITHIN);
        if (begins >= 0 && !trailing.isOpen()) {
            SqueezedText piece = new SqueezedText();
            piece.tail(where, begins);
            begun.addFirst(new Begun(piece, beginsAt, raw.length(), lines));
            // Many a stranger's line ends like the beginning of something; only one that goes on with it is none.
            unfinished = where == joined;
            if (begun.size() > MOST_BEGUN) {
                begun.removeLast();
            }
        }
    }

    // ---- pieces over several lines

    /** What an earlier line began and this one goes on with; then {@link #joined} has both. */
    private Begun join(String raw, int skip) {
        for (Begun head : begun) {
            if (joins(head.text(), raw, 0) || skip > 0 && joins(head.text(), raw, skip)
                || raw.startsWith(">", skip) && joins(head.text(), raw, LinePrefix.behindQuotes(raw, raw.length()))) {
                return head;
            }
        }
        return null;
    }

    private boolean joins(SqueezedText beginning, String raw, int from) {
        int head = beginning.length();
        joined.join(beginning, 0, raw, from);
        if (joined.length() == head) {
            return false;
        }
        for (int start = 0; start < head; start++) {
            for (DumpTemplate template : DumpTemplate.beginningAt(joined, start)) {
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
        for (DumpTemplate template : DumpTemplate.beginningAt(text, at)) {
            int end = template.match(text, at, numbers);
            if (end >= 0 && isSound(template, text, end)) {
                return true;
            }
        }
        return false;
    }

    private void closeText(String next) {
        keep(trailing.close(next));
    }

    private void keep(DumpItem item) {
        if (item != null) {
            found.add(item);
        }
    }
}
