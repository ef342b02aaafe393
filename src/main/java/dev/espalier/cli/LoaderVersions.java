package dev.espalier.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets a log through and notes what the second-stage loader said of the image: {@code v} and eight digits, the first
 * word of its mapped flash (facts 2.3).
 */
final class LoaderVersions extends FilterInputStream {

    private static final Pattern VERSION = Pattern.compile("v[0-9a-f]{8}");
    private static final int LENGTH = 9;

    private final Set<Integer> seen = new LinkedHashSet<>();
    private final StringBuilder line = new StringBuilder(LENGTH + 1);

    LoaderVersions(InputStream in) {
        super(in);
    }

    /** The words that were seen so far. */
    Set<Integer> seen() {
        return seen;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        note(octet);
        return octet;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int count = super.read(buffer, from, length);
        for (int i = 0; i < count; i++) {
            note(buffer[from + i] & 0xFF);
        }
        return count;
    }

    private void note(int octet) {
        if (octet == '\n' || octet == '\r' || octet < 0) {
            if (line.length() == LENGTH && VERSION.matcher(line).matches()) {
                seen.add(Integer.parseUnsignedInt(line.substring(1), 16));
            }
            line.setLength(0);
        } else if (line.length() <= LENGTH) {
            line.append((char) octet);
        }
    }
}
