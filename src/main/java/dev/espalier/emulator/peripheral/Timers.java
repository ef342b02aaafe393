package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The timer page: FRC1 at its beginning, FRC2 at 20. */
public final class Timers implements MmioDevice {

    private static final int FRC2_OFFSET = 0x20;
    private static final int END = 0x40;

    private final Frc1 frc1;
    private final Frc2 frc2;

    public Timers(Clock clock, ClockTree tree, InterruptLines lines, Dport dport) {
        frc1 = new Frc1(clock, tree, lines, dport);
        frc2 = new Frc2(clock, tree, lines, dport);
    }

    @Override
    public String name() {
        return "timers";
    }

    @Override
    public int read(int offset) {
        return offset < FRC2_OFFSET ? frc1.read(offset) : offset < END ? frc2.read(offset - FRC2_OFFSET) : 0;
    }

    @Override
    public void write(int offset, int value) {
        if (offset < FRC2_OFFSET) {
            frc1.write(offset, value);
        } else if (offset < END) {
            frc2.write(offset - FRC2_OFFSET, value);
        }
    }

    @Override
    public void reset() {
        frc1.reset();
        frc2.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        frc1.save(out);
        frc2.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        frc1.load(in);
        frc2.load(in);
    }
}
