package dev.espalier.emulator.peripheral;

/** Told of the levels on the chip's pins; called on the guest thread, so it must be quick. */
@FunctionalInterface
public interface PinListener {

    /**
     * The level on a pin has changed, by whoever drives it.
     *
     * @param pin   GPIO number, 0 to 16
     * @param high  the new level
     * @param nanos guest time since power-on, nanoseconds
     */
    void changed(int pin, boolean high, long nanos);
}
