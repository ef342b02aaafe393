package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** FRC2: a 32-bit timer that counts up and latches edge interrupt 10 at its alarm (facts sheet, 3.2). */
final class Frc2 extends RegisterBlock {

    private static final int LOAD = 0x00;
    private static final int COUNT = 0x04;
    private static final int CTRL = 0x08;
    private static final int INT = 0x0C;
    private static final int ALARM = 0x10;

    private static final int INTERRUPT = 10;
    private static final long WIDTH = 0xFFFF_FFFFL;

    private final TimerCounter counter;
    private final Clock.Alarm alarm;
    private final InterruptLines lines;
    private final Dport dport;

    Frc2(Clock clock, ClockTree tree, InterruptLines lines, Dport dport) {
        super("FRC2", 0x20);
        this.lines = lines;
        this.dport = dport;
        this.counter = new TimerCounter(clock, tree, this::schedule);
        this.alarm = clock.alarm("FRC2 alarm", this::alarm);
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNT -> (int) counter.ticks();
            case CTRL -> counter.control();
            default -> word(offset);
        };
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case LOAD -> {
                word(LOAD, value);
                counter.ticks(value & WIDTH);
            }
            case CTRL -> counter.control(value);
            case INT -> counter.clearStatus();
            case ALARM -> word(ALARM, value);
            default -> { }
        }
        schedule();
    }

    private void schedule() {
        long ahead = word(ALARM) - counter.ticks() & WIDTH;
        counter.schedule(alarm, ahead == 0 ? WIDTH + 1 : ahead);
    }

    private void alarm() {
        counter.raiseStatus();
        if (dport.edgeEnabled(Dport.FRC2_EDGE)) {
            lines.raise(INTERRUPT);
        }
        schedule();
    }

    @Override
    public void reset() {
        super.reset();
        counter.reset();
        alarm.cancel();
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
