package dev.espalier.emulator.tape;

import dev.espalier.emulator.bus.MmioDevice;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** The network device of a replay: does to the guest what the tape says, and nothing of its own. */
public final class ReplayedDevice implements MmioDevice {

    private final String name;
    private final Function<Entry, Entry> tape;
    private final BiConsumer<Integer, byte[]> memory;
    private final IntConsumer lines;

    /**
     * @param name   of the device that was recorded
     * @param tape   takes the entry that the tape has for an access, given without cycle and value
     * @param memory stores bytes at an address
     * @param lines  sets the interrupt lines
     */
    public ReplayedDevice(String name, Function<Entry, Entry> tape, BiConsumer<Integer, byte[]> memory, IntConsumer lines) {
        this.name = name;
        this.tape = tape;
        this.memory = memory;
        this.lines = lines;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int read(int offset) {
        return take(Kind.READ, offset).value();
    }

    @Override
    public void write(int offset, int value) {
        take(Kind.WRITE, offset);
    }

    @Override
    public void writeLanes(int offset, int value, int mask) {
        take(Kind.WRITE, offset);
    }

    @Override
    public void reset() {
        take(Kind.RESET, 0);
    }

    private Entry take(Kind kind, int offset) {
        return tape.apply(new Entry(kind, 0, offset, 0, new byte[0]));
    }

    /** Does what an access did beside its answer. */
    public void apply(Entry effect) {
        if (effect.kind() == Kind.LEVEL) {
            lines.accept(effect.number());
        } else {
            memory.accept(effect.number(), effect.data());
        }
    }

    @Override
    public void save(DataOutput out) {
        // All that it is stands on the tape.
    }

    @Override
    public void load(DataInput in) {
        // See save.
    }
}
