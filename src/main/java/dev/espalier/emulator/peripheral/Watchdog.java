package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The hardware watchdog (facts sheet, 3.2). Two stages, each of 2^exponent times 0.8 ms: the first
 * latches interrupt 8, which the soft watchdog uses, the second resets the chip. With another response
 * mode than "interrupt, then reset" the first stage resets at once. Writing 73 to FEED starts anew.
 */
public final class Watchdog extends RegisterBlock {

    private static final int CTL = 0x00;
    private static final int STAGE1 = 0x04;
    private static final int STAGE2 = 0x08;
    private static final int VALUE = 0x0C;
    private static final int STATE = 0x10;
    private static final int FEED = 0x14;

    private static final int ENABLE = 1;
    private static final int RESPONSE_MODE = 0x06;
    private static final int EXPONENT = 0xF;
    private static final int FEED_VALUE = 0x73;
    private static final int INTERRUPT = 8;
    private static final long UNIT_NANOS = 800_000;

    private final Clock clock;
    private final InterruptLines lines;
    private final Dport dport;
    private final ResetRequest reset;
    private final Clock.Alarm stageOver;
    private boolean secondStage;
    private long stageStartNanos;

    public Watchdog(Clock clock, InterruptLines lines, Dport dport, ResetRequest reset) {
        super("WDT", 0x100);
        this.clock = clock;
        this.lines = lines;
        this.dport = dport;
        this.reset = reset;
        this.stageOver = clock.alarm("watchdog stage", this::stageOver);
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case VALUE -> running() ? (int) ((clock.nanos() - stageStartNanos) / UNIT_NANOS) : 0;
            case STATE -> secondStage ? 1 : 0;
            case FEED -> 0;
            default -> word(offset);
        };
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case CTL -> {
                boolean wasRunning = running();
                word(CTL, value);
                if (running() != wasRunning) {
                    start();
                }
            }
            case FEED -> {
                if ((value & 0xFF) == FEED_VALUE) {
                    start();
                }
            }
            default -> word(offset, value);
        }
    }

    private boolean running() {
        return (word(CTL) & ENABLE) != 0;
    }

    private void start() {
        secondStage = false;
        stage(STAGE1);
    }

    private void stage(int register) {
        stageStartNanos = clock.nanos();
        if (running()) {
            stageOver.in(UNIT_NANOS << (word(register) & EXPONENT));
        } else {
            stageOver.cancel();
        }
    }

    private void stageOver() {
        if (secondStage || (word(CTL) & RESPONSE_MODE) != 0) {
            reset.reset(ResetCause.HARDWARE_WATCHDOG);
            return;
        }
        secondStage = true;
        if (dport.edgeEnabled(Dport.WDT_EDGE)) {
            lines.raise(INTERRUPT);
        }
        stage(STAGE2);
    }

    /** A software reset leaves the watchdog running, from its beginning; every other reset stops it. */
    public void start(ResetCause cause) {
        if (cause != ResetCause.SOFTWARE) {
            super.reset();
        }
        start();
    }

    /** Nothing: {@link #start(ResetCause)} does it, with the cause. */
    @Override
    public void reset() {
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        out.writeBoolean(secondStage);
        out.writeLong(stageStartNanos);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        secondStage = in.readBoolean();
        stageStartNanos = in.readLong();
    }
}
