package dev.espalier.emulator.tape;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.cpu.InterruptLines;
import dev.espalier.emulator.state.Stateful;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between the machine and its network device, and tapes all that the guest can notice of it: what
 * registers read, what it stores into memory, its interrupt lines. What is behind the device (connections, time
 * of day) needs no taping then. Without a tape everything passes.
 */
public final class Boundary {

    private final Memory memory;
    private final InterruptLines lines;
    private TapeWriter tape;
    private int raised;
    /** The guest is in a call of the device, whose effects are collected. */
    private boolean within;
    private final List<Entry> effects = new ArrayList<>();
    private int runAddress;
    private final ByteArrayOutputStream run = new ByteArrayOutputStream();

    /**
     * @param memory the machine's, for the device's DMA
     * @param lines  the core's interrupt inputs
     */
    public Boundary(Memory memory, InterruptLines lines) {
        this.memory = memory;
        this.lines = lines;
    }

    /** Tapes from now on; null ends it. */
    public void tape(TapeWriter writer) {
        tape = writer;
    }

    /** The interrupt inputs as the device should see them. */
    public InterruptLines lines() {
        return new InterruptLines() {
            @Override
            public void raise(int number) {
                lines.raise(number);
                changed(raised | 1 << number);
            }

            @Override
            public void lower(int number) {
                lines.lower(number);
                changed(raised & ~(1 << number));
            }
        };
    }

    private void changed(int now) {
        if (now != raised) {
            raised = now;
            if (tape != null) {
                if (within) {
                    finishRun();
                    effects.add(new Entry(Kind.LEVEL, 0, now, 0, new byte[0]));
                } else {
                    tape.add(Kind.INTERRUPT, now, 0);
                }
            }
        }
    }

    /** Interrupt lines that are up, one bit each. */
    public int raised() {
        return raised;
    }

    /** Sets the interrupt lines, as a replay does. */
    public void raised(int now) {
        InterruptLines ours = lines();
        for (int number = 0; number < Integer.SIZE; number++) {
            if (((now ^ raised) >> number & 1) != 0) {
                if ((now >> number & 1) != 0) {
                    ours.raise(number);
                } else {
                    ours.lower(number);
                }
            }
        }
    }

    /** The interrupt lines as a part of a snapshot. */
    public Stateful lineState() {
        return new Stateful() {
            @Override
            public void save(DataOutput out) throws IOException {
                out.writeInt(raised);
            }

            @Override
            public void load(DataInput in) throws IOException {
                raised(in.readInt());
            }
        };
    }

    /** The memory as the device should see it. */
    public Memory memory() {
        return new Dma();
    }

    /** The device as the machine should see it. */
    public MmioDevice device(MmioDevice real) {
        return new Passage(real);
    }

    private void stored(int address, int width, int value) {
        if (tape == null || !within) {
            return;
        }
        if (run.size() > 0 && address != runAddress + run.size()) {
            finishRun();
        }
        if (run.size() == 0) {
            runAddress = address;
        }
        for (int i = 0; i < width; i++) {
            run.write(value >>> 8 * i);
        }
    }

    private void finishRun() {
        if (run.size() > 0) {
            effects.add(new Entry(Kind.STORED, 0, runAddress, 0, run.toByteArray()));
            run.reset();
        }
    }

    private void end(Kind kind, int number, int value) {
        within = false;
        if (tape == null) {
            return;
        }
        finishRun();
        tape.add(kind, number, value);
        effects.forEach(effect -> tape.add(effect.kind(), effect.number(), effect.value(), effect.data()));
        effects.clear();
    }

    /** The device, with every access taped. */
    private final class Passage implements MmioDevice {

        private final MmioDevice real;

        private Passage(MmioDevice real) {
            this.real = real;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public int read(int offset) {
            within = true;
            int value = real.read(offset);
            end(Kind.READ, offset, value);
            return value;
        }

        @Override
        public void write(int offset, int value) {
            within = true;
            real.write(offset, value);
            end(Kind.WRITE, offset, 0);
        }

        @Override
        public void writeLanes(int offset, int value, int mask) {
            within = true;
            real.writeLanes(offset, value, mask);
            end(Kind.WRITE, offset, 0);
        }

        @Override
        public void reset() {
            within = true;
            real.reset();
            end(Kind.RESET, 0, 0);
        }

        @Override
        public void save(DataOutput out) throws IOException {
            real.save(out);
        }

        @Override
        public void load(DataInput in) throws IOException {
            real.load(in);
        }
    }

    /** The memory, with every store of the device taped. */
    private final class Dma implements Memory {

        @Override
        public int load8(int address) {
            return memory.load8(address);
        }

        @Override
        public int load16(int address) {
            return memory.load16(address);
        }

        @Override
        public int load32(int address) {
            return memory.load32(address);
        }

        @Override
        public void store8(int address, int value) {
            memory.store8(address, value);
            stored(address, 1, value);
        }

        @Override
        public void store16(int address, int value) {
            memory.store16(address, value);
            stored(address, 2, value);
        }

        @Override
        public void store32(int address, int value) {
            memory.store32(address, value);
            stored(address, 4, value);
        }

        @Override
        public int fetch32(int address) {
            return memory.fetch32(address);
        }

        @Override
        public void onCodeChange(CodeChangeListener listener) {
            memory.onCodeChange(listener);
        }
    }
}
