package dev.espalier.emulator;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whether deep sleep has taken the power from all of the chip but the RTC. */
final class PowerGate implements Stateful {

    /** Asked for, and to be done after the present instruction. */
    private boolean closing;
    private boolean closed;

    void close() {
        closing = true;
    }

    /** Whether the power goes off now; true once for each {@link #close}. */
    boolean closesNow() {
        boolean now = closing;
        closed |= now;
        closing = false;
        return now;
    }

    boolean closed() {
        return closed;
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
