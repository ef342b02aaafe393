package dev.espalier.emulator;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.peripheral.ClockTree;
import dev.espalier.emulator.peripheral.Gpio;
import dev.espalier.emulator.peripheral.SleepSwitch;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whether sleep has taken the power from all of the chip but the RTC, or stopped its clocks. */
final class PowerGate implements Stateful, SleepSwitch {

    private final Clock clock;
    private final ClockTree tree;
    private Gpio pins;
    /** Asked for, and to be done after the present instruction. */
    private boolean closing;
    private boolean closed;

    PowerGate(Clock clock, ClockTree tree) {
        this.clock = clock;
        this.tree = tree;
    }

    /** The pins that may end a light sleep. */
    void wokenBy(Gpio gpio) {
        pins = gpio;
    }

    @Override
    public void powerOff() {
        closing = true;
        clock.interruptSlice();
    }

    @Override
    public void stopClocks(boolean timed) {
        if (timed || pins.mayWake()) {
            tree.stop(true);
            clock.interruptSlice();
        }
    }

    @Override
    public void startClocks() {
        tree.stop(false);
    }

    /** Whether the power goes off now; true once for each {@link #powerOff}. */
    boolean closesNow() {
        boolean now = closing;
        closed |= now;
        closing = false;
        return now;
    }

    /** Whether the core has no power or no clock. */
    boolean asleep() {
        return closed || tree.stopped();
    }

    void open() {
        closing = false;
        closed = false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(closed);
    }

    @Override
    public void load(DataInput in) throws IOException {
        closing = false;
        closed = in.readBoolean();
    }
}
