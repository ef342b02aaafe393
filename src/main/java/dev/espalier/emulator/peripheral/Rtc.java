package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;

/**
 * The always-on block: software reset, reset cause, slow counter, scratch registers and GPIO16 (facts
 * sheet, 2.1 and 3.2). Only power-on clears it.
 */
public final class Rtc extends RegisterBlock {

    /** One period of the slow clock, nanoseconds: about 150 kHz. */
    static final long TICK_NANOS = 6_650;

    private static final int CTRL = 0x00;
    private static final int STATE1 = 0x14;
    private static final int COUNTER = 0x1C;
    private static final int SCRATCH_FIRST = 0x30;
    private static final int SCRATCH_WORDS = 4;
    /** The vendor's power-up code waits for two bits here. */
    private static final int POWER_STATE = 0x28;
    private static final int GPIO16_OUT = 0x68;
    private static final int GPIO16_ENABLE = 0x74;
    private static final int GPIO16_IN = 0x8C;

    private static final int SOFTWARE_RESET = 1 << 31;

    private final Clock clock;
    private final ResetRequest reset;

    public Rtc(Clock clock, ResetRequest reset) {
        super("RTC", 0x100);
        this.clock = clock;
        this.reset = reset;
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case COUNTER -> (int) (clock.nanos() / TICK_NANOS);
            case POWER_STATE -> word(POWER_STATE) | 3;
            case GPIO16_IN -> word(GPIO16_ENABLE) & word(GPIO16_OUT) & 1;
            default -> word(offset);
        };
    }

    @Override
    public void write(int offset, int value) {
        if (offset == CTRL) {
            word(CTRL, value & ~SOFTWARE_RESET);
            if ((value & SOFTWARE_RESET) != 0) {
                reset.reset(ResetCause.SOFTWARE);
            }
        } else {
            word(offset, value);
        }
    }

    /** Level that GPIO16 drives: true high. */
    public boolean gpio16() {
        return (word(GPIO16_ENABLE) & word(GPIO16_OUT) & 1) != 0;
    }

    /**
     * Records why the chip starts. A clear cause register and a clear sleep field are how the ROM tells
     * these causes from a wake. Scratch registers keep what they hold unless power was off.
     */
    public void start(ResetCause cause) {
        int[] scratch = new int[SCRATCH_WORDS];
        for (int i = 0; i < SCRATCH_WORDS; i++) {
            scratch[i] = cause == ResetCause.POWER_ON ? 0 : word(SCRATCH_FIRST + 4 * i);
        }
        super.reset();
        for (int i = 0; i < SCRATCH_WORDS; i++) {
            word(SCRATCH_FIRST + 4 * i, scratch[i]);
        }
        word(STATE1, cause.code());
    }

    /** Nothing: {@link #start} does it, with the cause. */
    @Override
    public void reset() {
    }
}
