package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The corner of the Wi-Fi block that needs no radio: the free-running microsecond counter, the random
 * number register, the lower MAC's timer 1, whose interrupt drives the vendor's soft watchdog, and
 * {@link TransmitQueues} that lead nowhere. The rest is storage. Random numbers follow from the seed and the order of reads, so that a run can be
 * repeated.
 *
 * <p>Timer 1 compares a 64-bit target with the time of the synchronisation function (TSF), here
 * microseconds since the reset, and latches bit 26 of the interrupt status once.
 */
public final class Wdev extends RegisterBlock {

    private static final int COUNT = 0xC00;
    private static final int INT_ENABLE = 0xC18;
    private static final int INT_STATUS = 0xC20;
    private static final int INT_CLEAR = 0xC24;
    private static final int TX_STATUS = 0xC84;
    private static final int RANDOM = 0xE44;
    private static final int TSF_LOW = 0x1048;
    private static final int TSF_HIGH = 0x104C;
    private static final int TIMER1 = 0x10C8;
    private static final int TIMER1_LOW = 0x10CC;
    private static final int TIMER1_HIGH = 0x10D0;

    private static final int TIMER_ON = 1 << 31;
    private static final int TIMER1_INTERRUPT = 1 << 26;
    private static final int FRAME_STARTED = 1 << 18;
    private static final int FRAME_SENT = 1 << 19;
    private static final long MICROSECOND = 1_000;

    private final Clock clock;
    private final SharedInterrupt.Level interrupt;
    private final Clock.Alarm timer1;
    private final TransmitQueues queues;
    private long originNanos;
    /** Guest time at which light sleep stopped the counter, or -1. */
    private long stoppedNanos = -1;
    private long random;
    private int raised;

    public Wdev(Clock clock, ClockTree tree, SharedInterrupt.Level interrupt, long seed) {
        super("WDEV", 0x10000);
        this.clock = clock;
        this.interrupt = interrupt;
        this.timer1 = clock.alarm("MAC timer 1", this::timer1);
        this.queues = new TransmitQueues(clock, this::frameSent);
        this.random = seed;
        tree.onChange(this::settle, () -> stopAt(tree.stopped()));
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNT, TSF_LOW -> (int) microseconds();
            case TSF_HIGH -> (int) (microseconds() >> 32);
            case INT_STATUS -> raised & word(INT_ENABLE);
            case INT_CLEAR -> 0;
            case TX_STATUS -> queues.status();
            case RANDOM -> nextRandom();
            default -> word(offset);
        };
    }

    private long microseconds() {
        return ((stoppedNanos >= 0 ? stoppedNanos : clock.nanos()) - originNanos) / MICROSECOND;
    }

    /** Takes the time for which the counter stood still out of the count. */
    private void settle() {
        if (stoppedNanos >= 0) {
            originNanos += clock.nanos() - stoppedNanos;
            stoppedNanos = -1;
        }
    }

    private void stopAt(boolean stopped) {
        if (stopped) {
            stoppedNanos = clock.nanos();
        }
        schedule();
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case INT_CLEAR -> clear(value);
            case INT_STATUS, TSF_LOW, TSF_HIGH -> { }
            default -> {
                word(offset, value);
                queues.written(offset, value);
            }
        }
        if (offset >= TIMER1 && offset <= TIMER1_HIGH) {
            schedule();
        }
        update();
    }

    private void clear(int bits) {
        boolean next = (raised & bits & FRAME_SENT) != 0;
        raised &= ~bits;
        if (next) {
            queues.acknowledged();
        }
    }

    private void frameSent(int queueOffset) {
        int control = word(queueOffset) & ~TransmitQueues.READY;
        word(queueOffset, control);
        queues.written(queueOffset, control);
        raised |= FRAME_STARTED | FRAME_SENT;
        update();
    }

    private void schedule() {
        if ((word(TIMER1) & TIMER_ON) != 0 && stoppedNanos < 0) {
            long target = (long) word(TIMER1_HIGH) << 32 | word(TIMER1_LOW) & 0xFFFF_FFFFL;
            timer1.at(originNanos + Math.min(target, Long.MAX_VALUE / MICROSECOND / 2) * MICROSECOND);
        } else {
            timer1.cancel();
        }
    }

    private void timer1() {
        word(TIMER1, word(TIMER1) & ~TIMER_ON);
        raised |= TIMER1_INTERRUPT;
        update();
    }

    private void update() {
        interrupt.set((raised & word(INT_ENABLE)) != 0);
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
        stoppedNanos = -1;
        raised = 0;
        queues.reset();
        timer1.cancel();
        update();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeLong(originNanos);
        out.writeLong(stoppedNanos);
        out.writeLong(random);
        out.writeInt(raised);
        queues.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        originNanos = in.readLong();
        stoppedNanos = in.readLong();
        random = in.readLong();
        raised = in.readInt();
        queues.load(in);
        update();
    }
}
