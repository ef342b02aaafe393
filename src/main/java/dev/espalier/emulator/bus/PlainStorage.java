package dev.espalier.emulator.bus;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Registers that only remember what was written: enough for hardware that guest code sets up and never
 * waits for. With a listener it tells once of every register that guest code touches.
 */
public final class PlainStorage implements MmioDevice {

    private final String name;
    private final int[] words;
    private final NoticeListener notices;
    private final BitSet told = new BitSet();

    /** Silent storage of {@code bytes}. */
    public PlainStorage(String name, int bytes) {
        this(name, bytes, NoticeListener.NONE);
    }

    PlainStorage(String name, int bytes, NoticeListener notices) {
        this.name = name;
        this.words = new int[bytes / 4];
        this.notices = notices;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int read(int offset) {
        tell(offset, "read", words[offset >> 2]);
        return words[offset >> 2];
    }

    @Override
    public void write(int offset, int value) {
        tell(offset, "written", value);
        words[offset >> 2] = value;
    }

    private void tell(int offset, String how, int value) {
        if (notices != NoticeListener.NONE && !told.get(offset >> 2)) {
            told.set(offset >> 2);
            notices.notice("%s: offset %02x %s (%08x), kept as plain storage".formatted(name, offset, how, value));
        }
    }

    @Override
    public void reset() {
        Arrays.fill(words, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int word : words) {
            out.writeInt(word);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (int i = 0; i < words.length; i++) {
            words[i] = in.readInt();
        }
    }
}
