package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The corner of the Wi-Fi block that everybody uses: the free-running microsecond counter and the
 * random number register. The rest is storage. Random numbers follow from the seed and the order of
 * reads, so that a run can be repeated.
 */
public final class Wdev extends RegisterBlock {

    private static final int COUNT = 0xC00;
    private static final int RANDOM = 0xE44;

    private final Clock clock;
    private long originNanos;
    private long random;

    public Wdev(Clock clock, long seed) {
        super("WDEV", 0x10000);
        this.clock = clock;
        this.random = seed;
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNT -> (int) ((clock.nanos() - originNanos) / 1_000);
            case RANDOM -> nextRandom();
            default -> word(offset);
        };
    }

    /** SplitMix64. */
    private int nextRandom() {
        random += 0x9E3779B97F4A7C15L;
        long mixed = (random ^ random >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return (int) (mixed ^ mixed >>> 31);
    }

    @Override
    public void reset() {
        super.reset();
        originNanos = clock.nanos();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeLong(originNanos);
        out.writeLong(random);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        originNanos = in.readLong();
        random = in.readLong();
    }
}
