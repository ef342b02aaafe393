package dev.espalier.emulator;

import java.io.IOException;
import java.util.concurrent.Callable;

/**
 * The pins of a virtual board, for tests that press its buttons and look at its lights. Methods return
 * once the chip has seen the change; they fail with an {@link IOException} when the board has stopped.
 */
public final class BoardPins {

    private static final int GPIO16 = Machine.GPIO16;

    /** Runs something on the guest thread and gives its result. */
    @FunctionalInterface
    interface Guest {
        <T> T run(Callable<T> action) throws IOException;
    }

    private final Machine machine;
    private final Guest guest;

    BoardPins(Machine machine, Guest guest) {
        this.machine = machine;
        this.guest = guest;
    }

    /**
     * Puts a level on a pin until it is {@link #release}d. On a pin that the firmware drives itself the
     * firmware's level stays.
     *
     * @param pin GPIO number, 0 to 16
     */
    public void drive(int pin, boolean high) throws IOException {
        require(pin);
        guest.run(() -> {
            machine.pin(pin, high ? 1 : 0);
            return null;
        });
    }

    /** Lets go of a pin: pull-ups, or the firmware, set its level from now on. */
    public void release(int pin) throws IOException {
        require(pin);
        guest.run(() -> {
            machine.pin(pin, Machine.RELEASED);
            return null;
        });
    }

    /** Whether the level on a pin is high. */
    public boolean high(int pin) throws IOException {
        require(pin);
        return guest.run(() -> pin == GPIO16 ? machine.rtc.gpio16() : (machine.gpio.levels() >> pin & 1) != 0);
    }

    /**
     * Puts a voltage on A0 (TOUT); 0 V until then.
     *
     * @param reading in 1/1024 V, 0 to 1023: what {@code analogRead(A0)} of SDK 2.x gives to within one; SDK 1.x
     *                gives 11/12 of it, as on the chip
     * @throws IllegalArgumentException when out of that range
     */
    public void analog(int reading) throws IOException {
        machine.adc.requireReading(reading);
        guest.run(() -> {
            machine.analog(reading);
            return null;
        });
    }

    private static void require(int pin) {
        if (pin < 0 || pin > GPIO16) {
            throw new IllegalArgumentException("the chip has no GPIO%d; wanted 0 to %d".formatted(pin, GPIO16));
        }
    }
}
