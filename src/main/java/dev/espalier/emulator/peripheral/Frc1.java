package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * FRC1: a 23-bit timer that counts down and latches edge interrupt 9 at zero (facts sheet, 3.2), or the
 * NMI while DPORT says so, as the vendor's NMI handler and the waveform generator of newer cores have it.
 */
final class Frc1 extends RegisterBlock {

    private static final int LOAD = 0x00;
    private static final int COUNT = 0x04;
    private static final int CTRL = 0x08;
    private static final int INT = 0x0C;

    private static final int INTERRUPT = 9;
    private static final int NMI = 14;
    private static final int WIDTH = 0x7FFFFF;
    private static final int RELOAD = 1 << 6;

    private final TimerCounter counter;
    private final Clock.Alarm zero;
    private final InterruptLines lines;
    private final Dport dport;

    Frc1(Clock clock, ClockTree tree, InterruptLines lines, Dport dport) {
        super("FRC1", 0x20);
        this.lines = lines;
        this.dport = dport;
        this.counter = new TimerCounter(clock, tree, this::schedule);
        this.zero = clock.alarm("FRC1 zero", this::zero);
    }

    /** Ticks since the counter was at zero, counted upwards; the register shows them downwards. */
    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNT -> (int) -counter.ticks() & WIDTH;
            case CTRL -> counter.control();
            default -> word(offset);
        };
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case LOAD -> {
                word(LOAD, value & WIDTH);
                counter.ticks(-(value & WIDTH));
                schedule();
            }
            case CTRL -> {
                counter.control(value);
                schedule();
            }
            case INT -> counter.clearStatus();
            default -> { }
        }
    }

    private void schedule() {
        long toZero = -counter.ticks() & WIDTH;
        counter.schedule(zero, toZero == 0 ? WIDTH + 1L : toZero);
    }

    private void zero() {
        counter.ticks((counter.control() & RELOAD) != 0 ? -word(LOAD) : 0);
        counter.raiseStatus();
        if (dport.edgeEnabled(Dport.FRC1_EDGE)) {
            lines.raise(dport.frc1IsNmi() ? NMI : INTERRUPT);
        }
        schedule();
    }

    @Override
    public void reset() {
        super.reset();
        counter.reset();
        zero.cancel();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        counter.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        counter.load(in);
    }
}
