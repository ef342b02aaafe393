package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The sixteen GPIO pins: output, input, interrupts, the boot straps in the input register, and the
 * meter that calibrates the RTC's slow clock (facts sheet, 3.2).
 */
public final class Gpio extends RegisterBlock {

    private static final int OUT = 0x00;
    private static final int OUT_W1TS = 0x04;
    private static final int OUT_W1TC = 0x08;
    private static final int ENABLE = 0x0C;
    private static final int ENABLE_W1TS = 0x10;
    private static final int ENABLE_W1TC = 0x14;
    private static final int IN = 0x18;
    private static final int STATUS = 0x1C;
    private static final int STATUS_W1TS = 0x20;
    private static final int STATUS_W1TC = 0x24;
    private static final int PIN0 = 0x28;
    private static final int RTC_CALIB_SYNC = 0x6C;
    private static final int RTC_CALIB_VALUE = 0x70;

    private static final int OPEN_DRAIN = 1 << 2;
    private static final int WAKES = 1 << 10;
    private static final int PINS = 0xFFFF;
    /** What the board's resistors and the idle serial lines make of pins that nobody drives: 0 to 3 high. */
    private static final int BOARD_PULL_UPS = 0xF;
    private static final int CALIBRATED = 0xC000_0000;
    /** SDIO strap bits as boards show them: "boot mode:(3,6)". */
    private static final int SDIO_STRAPS = 6 << 29;

    private static final int RISING = 1;
    private static final int FALLING = 2;
    private static final int ANY_EDGE = 3;
    private static final int LOW_LEVEL = 4;
    private static final int HIGH_LEVEL = 5;

    private final Clock clock;
    private final IoMux mux;
    private final SharedInterrupt.Level interrupt;
    private Runnable wake = () -> { };
    private PinListener listener = (pin, high, nanos) -> { };
    /** Pins that something outside drives, and the levels it puts on them. */
    private int driven;
    private int outside;
    private int straps;
    private int seen;

    public Gpio(Clock clock, IoMux mux, SharedInterrupt.Level interrupt) {
        super("GPIO", 0x100);
        this.clock = clock;
        this.mux = mux;
        this.interrupt = interrupt;
        mux.onChange(this::pinsMoved);
        seen = levels();
    }

    /** Registers the one listener. */
    public void onChange(PinListener pinListener) {
        listener = pinListener;
    }

    /** Registers the one that is told when a pin's level is to wake the chip from light sleep. */
    public void onWake(Runnable woken) {
        wake = woken;
    }

    /** Whether a pin may wake the chip from light sleep. */
    public boolean mayWake() {
        return pinsWith(WAKES) != 0;
    }

    private int pinsWith(int bit) {
        int pins = 0;
        for (int pin = 0; pin < 16; pin++) {
            if ((word(PIN0 + 4 * pin) & bit) != 0) {
                pins |= 1 << pin;
            }
        }
        return pins;
    }

    /** Latches GPIO15, GPIO0 and GPIO2 (bits 2, 1, 0) as the chip does when its reset ends. */
    public void latchStraps() {
        int levels = levels();
        straps = (levels >> 15 & 1) << 2 | (levels & 1) << 1 | levels >> 2 & 1;
    }

    /** Puts a level on pin {@code number} from outside. */
    public void drive(int number, boolean high) {
        driven |= 1 << number;
        outside = high ? outside | 1 << number : outside & ~(1 << number);
        pinsMoved();
    }

    /** Lets go of pin {@code number}: the chip or a pull-up sets its level now. */
    public void release(int number) {
        driven &= ~(1 << number);
        pinsMoved();
    }

    /**
     * Levels on the sixteen pins. An output wins over what is put on it from outside; a pin that nobody
     * drives is as high as its pull-up makes it.
     */
    public int levels() {
        int floating = BOARD_PULL_UPS | mux.pullUps();
        int enabled = word(ENABLE) & PINS & ~released();
        int input = outside & driven | floating & ~driven;
        return (word(OUT) & enabled | input & ~enabled) & PINS;
    }

    /** Open-drain outputs that are high, that is, not driven. */
    private int released() {
        return pinsWith(OPEN_DRAIN) & word(OUT);
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case IN -> SDIO_STRAPS | straps << 16 | levels();
            case RTC_CALIB_VALUE -> CALIBRATED | calibration();
            case OUT_W1TS, OUT_W1TC, ENABLE_W1TS, ENABLE_W1TC, STATUS_W1TS, STATUS_W1TC -> 0;
            default -> word(offset);
        };
    }

    /**
     * Crystal cycles in one RTC cycle less than asked for: the vendor's code asks for 257 and takes the
     * answer for 256.
     */
    private int calibration() {
        long periods = Math.max(0, (word(RTC_CALIB_SYNC) & 0x3FF) - 1);
        return (int) (periods * Rtc.TICK_NANOS * ClockTree.CRYSTAL_HZ / 1_000_000_000L) & 0xFFFFF;
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case OUT_W1TS -> word(OUT, word(OUT) | value);
            case OUT_W1TC -> word(OUT, word(OUT) & ~value);
            case ENABLE_W1TS -> word(ENABLE, word(ENABLE) | value);
            case ENABLE_W1TC -> word(ENABLE, word(ENABLE) & ~value);
            case STATUS_W1TS -> word(STATUS, word(STATUS) | value & PINS);
            case STATUS_W1TC -> word(STATUS, word(STATUS) & ~value);
            case IN, RTC_CALIB_VALUE -> { }
            default -> word(offset, value);
        }
        pinsMoved();
    }

    private void pinsMoved() {
        int levels = levels();
        int status = word(STATUS);
        for (int pin = 0; pin < 16; pin++) {
            int type = word(PIN0 + 4 * pin) >> 7 & 7;
            if (type != 0 && fires(type, seen >> pin & 1, levels >> pin & 1)) {
                status |= 1 << pin;
            }
        }
        int moved = seen ^ levels;
        seen = levels;
        word(STATUS, status);
        interrupt.set((status & PINS) != 0);
        tell(moved);
        if ((status & pinsWith(WAKES)) != 0) {
            wake.run();
        }
    }

    private void tell(int moved) {
        for (int pins = moved; pins != 0; pins &= pins - 1) {
            int pin = Integer.numberOfTrailingZeros(pins);
            listener.changed(pin, (seen >> pin & 1) != 0, clock.nanos());
        }
    }

    private static boolean fires(int type, int before, int now) {
        return switch (type) {
            case RISING -> before < now;
            case FALLING -> before > now;
            case ANY_EDGE -> before != now;
            case LOW_LEVEL -> now == 0;
            case HIGH_LEVEL -> now == 1;
            default -> false;
        };
    }

    @Override
    public void reset() {
        super.reset();
        interrupt.set(false);
        pinsMoved();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeInt(driven);
        out.writeInt(outside);
        out.writeInt(straps);
        out.writeInt(seen);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        driven = in.readInt();
        outside = in.readInt();
        straps = in.readInt();
        seen = in.readInt();
        interrupt.set((word(STATUS) & PINS) != 0);
    }
}
