package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The always-on block: software reset, reset cause, slow counter, sleep, scratch registers and GPIO16
 * (facts sheet, 2.1 and 3.2).
 *
 * <p>Software sleeps by setting bit 20 of CTRL2, having written the counter value to wake at and what may
 * wake the chip. The vendor's deep sleep also has all ones in POWER_DOWN: the whole chip but this block
 * and the RTC memory is off from then on, and cannot come back by itself. When the counter gets there,
 * GPIO16 goes low; wired to RST that is an external reset, which the vendor's code tells from others by
 * the reason it left in RTC memory. In a light sleep only the core's and the peripherals' clock stands
 * still, until then or until a pin wakes the chip; one that nothing could end is over at once. A target
 * that has just passed wakes at once, as the start of the vendor's physical layer relies on.
 */
public final class Rtc extends RegisterBlock {

    /** One period of the slow clock, nanoseconds: about 150 kHz. */
    static final long TICK_NANOS = 6_650;

    private static final int CTRL = 0x00;
    private static final int SLEEP_TARGET = 0x04;
    private static final int CTRL2 = 0x08;
    private static final int STATE1 = 0x14;
    private static final int WAKE_SOURCES = 0x18;
    private static final int COUNTER = 0x1C;
    private static final int SCRATCH_FIRST = 0x30;
    private static final int SCRATCH_WORDS = 4;
    /** The vendor's power-up code waits for two bits here. */
    private static final int POWER_STATE = 0x28;
    private static final int POWER_DOWN = 0x40;
    private static final int GPIO16_OUT = 0x68;
    private static final int GPIO16_ENABLE = 0x74;
    private static final int GPIO16_IN = 0x8C;

    private static final int SOFTWARE_RESET = 1 << 31;
    private static final int SLEEP = 1 << 20;
    private static final int TIMER_WAKES = 1 << 3;
    private static final int EVERYTHING = -1;
    private static final int GPIO16 = 16;

    private final Clock clock;
    private final ResetRequest reset;
    private final SleepSwitch sleep;
    private final Clock.Alarm wake;
    private PinListener listener = (pin, high, nanos) -> { };
    /** Whether GPIO16's wake pulse reaches RST. */
    private final boolean wired;
    private boolean deep;
    private boolean driven;
    private boolean outside;
    private boolean seen;

    /**
     * @param reset the way to the reset line
     * @param wired whether GPIO16 is wired to RST, so that the chip wakes from deep sleep
     * @param sleep what sleeping does to the rest of the chip
     */
    public Rtc(Clock clock, ResetRequest reset, boolean wired, SleepSwitch sleep) {
        super("RTC", 0x100);
        this.clock = clock;
        this.reset = reset;
        this.wired = wired;
        this.sleep = sleep;
        this.wake = clock.alarm("RTC wake", this::wake);
    }

    /** Registers the one listener of GPIO16. */
    public void onChange(PinListener pinListener) {
        listener = pinListener;
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNTER -> (int) counter();
            case POWER_STATE -> word(POWER_STATE) | 3;
            case GPIO16_IN -> gpio16() ? 1 : 0;
            default -> word(offset);
        };
    }

    private long counter() {
        return clock.nanos() / TICK_NANOS;
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case CTRL -> {
                word(CTRL, value & ~SOFTWARE_RESET);
                if ((value & SOFTWARE_RESET) != 0) {
                    reset.reset(ResetCause.SOFTWARE);
                }
            }
            case CTRL2 -> {
                word(CTRL2, value & ~SLEEP);
                if ((value & SLEEP) != 0) {
                    sleep();
                }
            }
            default -> {
                word(offset, value);
                pinMoved();
            }
        }
    }

    private void sleep() {
        deep = word(POWER_DOWN) == EVERYTHING;
        boolean timed = (word(WAKE_SOURCES) & TIMER_WAKES) != 0;
        if (timed) {
            int ticks = word(SLEEP_TARGET) - (int) counter();
            wake.at((counter() + Math.max(1, ticks)) * TICK_NANOS);
        }
        if (deep) {
            sleep.powerOff();
        } else {
            sleep.stopClocks(timed);
        }
    }

    private void wake() {
        if (!deep) {
            sleep.startClocks();
            return;
        }
        listener.changed(GPIO16, false, clock.nanos());
        if (wired) {
            reset.reset(ResetCause.EXTERNAL);
        }
    }

    /** A pin has ended a light sleep before its time. */
    public void wokenByPin() {
        wake.cancel();
    }

    /** Level of GPIO16: true high. An output wins over what is put on the pin from outside. */
    public boolean gpio16() {
        return (word(GPIO16_ENABLE) & 1) != 0 ? (word(GPIO16_OUT) & 1) != 0 : driven && outside;
    }

    /** Puts a level on GPIO16 from outside. */
    public void drive(boolean high) {
        driven = true;
        outside = high;
        pinMoved();
    }

    /** Lets go of GPIO16, which then reads low unless it is an output. */
    public void release() {
        driven = false;
        pinMoved();
    }

    private void pinMoved() {
        if (seen != gpio16()) {
            seen = gpio16();
            listener.changed(GPIO16, seen, clock.nanos());
        }
    }

    /**
     * Records why the chip starts. A clear cause register and a clear sleep field are how the ROM tells
     * these causes from a wake. Scratch registers keep what they hold over software and watchdog resets
     * only: the vendor's start-up takes what it finds there for the reason it noted before it restarted.
     */
    public void start(ResetCause cause) {
        boolean kept = cause == ResetCause.SOFTWARE || cause == ResetCause.HARDWARE_WATCHDOG;
        int[] scratch = new int[SCRATCH_WORDS];
        for (int i = 0; i < SCRATCH_WORDS; i++) {
            scratch[i] = kept ? word(SCRATCH_FIRST + 4 * i) : 0;
        }
        super.reset();
        wake.cancel();
        for (int i = 0; i < SCRATCH_WORDS; i++) {
            word(SCRATCH_FIRST + 4 * i, scratch[i]);
        }
        word(STATE1, cause.code());
        pinMoved();
    }

    /** Nothing: {@link #start} does it, with the cause. */
    @Override
    public void reset() {
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeBoolean(deep);
        out.writeBoolean(driven);
        out.writeBoolean(outside);
        out.writeBoolean(seen);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        deep = in.readBoolean();
        driven = in.readBoolean();
        outside = in.readBoolean();
        seen = in.readBoolean();
    }
}
