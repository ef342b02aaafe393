package dev.espalier.emulator;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.peripheral.Gpio;
import dev.espalier.emulator.peripheral.ResetCause;
import dev.espalier.emulator.peripheral.ResetRequest;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The two transistors between a USB adapter's modem lines and the chip (facts sheet, 1.1): RTS alone
 * pulls EN low, DTR alone pulls GPIO0 low, both together or neither pull nothing. EN rises slowly
 * through its capacitor, so a host that moves the two lines one after the other still gets its straps.
 */
final class ResetCircuit implements Stateful {

    /** Time that EN needs to rise; also the time in which the machine keeps pace with the wall. */
    static final long RISE_NANOS = 5_000_000;

    private final Gpio gpio;
    private final ResetRequest reset;
    private final Clock.Alarm risen;
    private boolean low;
    private boolean rising;

    ResetCircuit(Clock clock, Gpio gpio, ResetRequest reset) {
        this.gpio = gpio;
        this.reset = reset;
        this.risen = clock.alarm("EN risen", this::release);
    }

    /** Whether EN holds the chip in reset. */
    boolean holding() {
        return low || rising;
    }

    /** Whether EN is on its way up. */
    boolean rising() {
        return rising;
    }

    /** Guest time at which EN is up. */
    long risenNanos() {
        return risen.dueNanos();
    }

    void lines(boolean dtr, boolean rts) {
        gpio.drive(0, !(dtr && !rts));
        boolean pulled = rts && !dtr;
        if (pulled) {
            rising = false;
            risen.cancel();
            reset.reset(ResetCause.EXTERNAL);
        } else if (low) {
            rising = true;
            risen.in(RISE_NANOS);
        }
        low = pulled;
    }

    private void release() {
        rising = false;
        reset.reset(ResetCause.EXTERNAL);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(low);
        out.writeBoolean(rising);
    }

    @Override
    public void load(DataInput in) throws IOException {
        low = in.readBoolean();
        rising = in.readBoolean();
    }
}
