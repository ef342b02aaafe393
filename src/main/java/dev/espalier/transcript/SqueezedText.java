package dev.espalier.transcript;

import java.util.Arrays;

/**
 * Text without its blanks, which knows where they stood. Colour codes are gone too, {@code &gt;} of web pages is
 * {@code >} again, and what no report contains (damaged bytes, other alphabets) is one character that matches nothing.
 */
final class SqueezedText implements CharSequence {

    private static final char DAMAGED = 0xFFFF;
    private static final char ESCAPE = 0x1B;
    private static final char NO_BREAK_SPACE = 0xA0;
    /** The first byte of a no-break space in UTF-8. */
    private static final char NO_BREAK_SPACE_LEAD = 0xC2;

    private char[] characters = new char[128];
    private byte[] before = new byte[128];
    private int[] origin = new int[128];
    private int length;
    private long reads;

    /** Takes a line in place of what was there. */
    void set(String line) {
        clear();
        append(line, 0, DumpTemplate.BLANK);
    }

    /** Takes another text's end, from an index on, and behind it another line, from a raw index on. */
    void join(SqueezedText head, int from, String line, int rawFrom) {
        clear();
        grow(head.length - from);
        length = head.length - from;
        System.arraycopy(head.characters, from, characters, 0, length);
        System.arraycopy(head.before, from, before, 0, length);
        Arrays.fill(origin, 0, length, -1);
        append(line, rawFrom, DumpTemplate.LINE_END);
    }

    /** Takes another text's end. */
    void tail(SqueezedText other, int from) {
        clear();
        grow(other.length - from);
        length = other.length - from;
        System.arraycopy(other.characters, from, characters, 0, length);
        System.arraycopy(other.before, from, before, 0, length);
        System.arraycopy(other.origin, from, origin, 0, length);
    }

    void clear() {
        length = 0;
    }

    private void append(String line, int rawFrom, byte first) {
        grow(length + line.length() - rawFrom);
        byte gap = first;
        for (int i = rawFrom; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c > ' ' && c <= '~' && c != '\\' && c != '&') {
                put(c, gap, i);
                gap = DumpTemplate.ADJACENT;
                continue;
            }
            if (c == ' ' || c == '\t' || c == '\r' || c == NO_BREAK_SPACE || isLead(line, i)) {
                gap = gap == DumpTemplate.LINE_END ? gap : DumpTemplate.BLANK;
                continue;
            }
            int raw = i;
            if (c == ESCAPE && i + 1 < line.length() && line.charAt(i + 1) == '[') {
                i = endOfColour(line, i + 2);
                continue;
            }
            if (c == '\\' && line.startsWith("\\x", i)) {
                i = Math.min(line.length() - 1, i + 3);
                c = DAMAGED;
            } else if (c == '&' && (line.startsWith("&gt;", i) || line.startsWith("&lt;", i))) {
                c = line.charAt(i + 1) == 'g' ? '>' : '<';
                i += 3;
            } else if (c < ' ' || c > '~') {
                c = DAMAGED;
            }
            put(c, gap, raw);
            gap = DumpTemplate.ADJACENT;
        }
    }

    private void put(char c, byte gap, int raw) {
        characters[length] = c;
        before[length] = gap;
        origin[length++] = raw;
    }

    private static boolean isLead(String line, int at) {
        return line.charAt(at) == NO_BREAK_SPACE_LEAD && at + 1 < line.length() && line.charAt(at + 1) == NO_BREAK_SPACE;
    }

    /** The last index of a colour code; it is short, or it is none. */
    private static int endOfColour(String line, int from) {
        int at = from;
        while (at < line.length() && at - from < 16 && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
            at++;
        }
        return at;
    }

    private void grow(int wanted) {
        if (wanted > characters.length) {
            int capacity = Math.max(wanted, 2 * characters.length);
            characters = Arrays.copyOf(characters, capacity);
            before = Arrays.copyOf(before, capacity);
            origin = Arrays.copyOf(origin, capacity);
        }
    }

    /** Characters that were looked at since the beginning. */
    long reads() {
        return reads;
    }

    char at(int index) {
        reads++;
        return characters[index];
    }

    /** What stands before a character. */
    byte before(int index) {
        return before[index];
    }

    /** Where a character stood in its line; -1 when it was another line. */
    int origin(int index) {
        return origin[index];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return characters[index];
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new String(characters, from, to - from);
    }

    @Override
    public String toString() {
        return new String(characters, 0, length);
    }
}
