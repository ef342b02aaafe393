package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.bus.MmioDevice;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A block whose registers remember what was written unless the block gives them a meaning. */
abstract class RegisterBlock implements MmioDevice {

    private final String name;
    private final int[] words;

    RegisterBlock(String name, int bytes) {
        this.name = name;
        this.words = new int[bytes / 4];
    }

    @Override
    public final String name() {
        return name;
    }

    final int word(int offset) {
        return words[offset >> 2];
    }

    final void word(int offset, int value) {
        words[offset >> 2] = value;
    }

    @Override
    public int read(int offset) {
        return words[offset >> 2];
    }

    @Override
    public void write(int offset, int value) {
        words[offset >> 2] = value;
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
