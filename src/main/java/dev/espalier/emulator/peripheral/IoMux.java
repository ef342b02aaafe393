package dev.espalier.emulator.peripheral;

/**
 * The pin multiplexer: one word for each GPIO, of which the pull-up (bit 7) matters here (facts sheet,
 * 3.2). Which function a pin has is only remembered.
 */
public final class IoMux extends RegisterBlock {

    /** Offset of each pin's word, GPIO0 to GPIO15. */
    private static final int[] WORD_OF_PIN = {
        0x34, 0x18, 0x38, 0x14, 0x3C, 0x40, 0x1C, 0x20, 0x24, 0x28, 0x2C, 0x30, 0x04, 0x08, 0x0C, 0x10,
    };
    private static final int PULL_UP = 1 << 7;

    private Runnable listener = () -> { };

    public IoMux() {
        super("IOMUX", 0x100);
    }

    /** Registers the one that is told when a pull-up may have changed. */
    void onChange(Runnable changed) {
        listener = changed;
    }

    /** The pins, as bits, whose pull-up is on. */
    int pullUps() {
        int pins = 0;
        for (int pin = 0; pin < WORD_OF_PIN.length; pin++) {
            if ((word(WORD_OF_PIN[pin]) & PULL_UP) != 0) {
                pins |= 1 << pin;
            }
        }
        return pins;
    }

    @Override
    public void write(int offset, int value) {
        word(offset, value);
        listener.run();
    }
}
