package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A UART (facts sheet, 3.2): two FIFOs of 128 bytes, a divider of the APB clock, the auto-baud meter,
 * threshold, time-out and overflow interrupts. Bytes leave and arrive in guest time.
 */
public final class Uart extends RegisterBlock {

    private static final int FIFO = 0x00;
    private static final int INT_RAW = 0x04;
    private static final int INT_ST = 0x08;
    private static final int INT_ENA = 0x0C;
    private static final int INT_CLR = 0x10;
    private static final int CLKDIV = 0x14;
    private static final int AUTOBAUD = 0x18;
    private static final int STATUS = 0x1C;
    private static final int CONF0 = 0x20;
    private static final int CONF1 = 0x24;
    private static final int LOW_PULSE = 0x28;
    private static final int HIGH_PULSE = 0x2C;
    private static final int PULSE_NUM = 0x30;
    private static final int DATE = 0x78;
    private static final int ID = 0x7C;

    private static final int RX_FULL = 1;
    private static final int TX_EMPTY = 1 << 1;
    private static final int FRAME_ERROR = 1 << 3;
    private static final int RX_OVERFLOW = 1 << 4;
    private static final int RX_TIMEOUT = 1 << 8;

    private static final int CLKDIV_MASK = 0xFFFFF;
    private static final int CLKDIV_RESET = 694;
    private static final int RX_RESET = 1 << 17;
    private static final int TX_RESET = 1 << 18;
    /** Eight data bits, one stop bit, no parity. */
    private static final int CONF0_RESET = 0x1C;
    /** Both thresholds at 96 bytes. */
    private static final int CONF1_RESET = 0x6060;
    /** The inputs of an idle UART are high: RXD and CTS. */
    private static final int IDLE_LINES = 0xC000;
    /** STATUS bit 31, documented as the TXD line: drain loops of real stubs wait until it is 0. */
    private static final int SENDING = 0x8000_0000;
    private static final int DATE_VALUE = 0x62000;
    private static final int ID_VALUE = 0x500;

    /** Takes the frames that leave the chip. */
    @FunctionalInterface
    public interface Output {
        /** A frame with {@code value} has just ended, sent at {@code baud}. */
        void sent(int value, int baud);
    }

    private final ClockTree tree;
    private final PollLoop statusPoll;
    private final SharedInterrupt.Level interrupt;
    private final Output output;
    private final Clock.Alarm frameSent;
    private final Clock.Alarm silence;
    private final ByteFifo rx = new ByteFifo();
    private final ByteFifo tx = new ByteFifo();
    private final AutoBaud autoBaud = new AutoBaud();
    /** Interrupts that stay until cleared, beside those that follow a FIFO level. */
    private int latched;
    private boolean shifting;
    private int shiftValue;
    private int shiftBaud;

    public Uart(String name, Clock clock, ClockTree tree, SharedInterrupt.Level interrupt, Output output) {
        super(name, 0x100);
        this.tree = tree;
        this.statusPoll = new PollLoop(clock);
        this.interrupt = interrupt;
        this.output = output;
        this.frameSent = clock.alarm(name + " frame sent", this::frameSent);
        this.silence = clock.alarm(name + " receive time-out", this::silence);
        reset();
    }

    @Override
    public int read(int offset) {
        return switch (offset) {
            case FIFO -> {
                int value = rx.pop();
                update();
                yield value;
            }
            case INT_RAW -> raw();
            case INT_ST -> raw() & word(INT_ENA);
            case INT_CLR -> 0;
            case STATUS -> {
                if (tx.count() > 0) {
                    statusPoll.polled(frameSent.dueNanos());
                }
                yield IDLE_LINES | (shifting ? SENDING : 0) | tx.count() << 16 | rx.count();
            }
            case LOW_PULSE -> autoBaud.low();
            case HIGH_PULSE -> autoBaud.high();
            case PULSE_NUM -> autoBaud.edges();
            default -> word(offset);
        };
    }

    @Override
    public void write(int offset, int value) {
        switch (offset) {
            case FIFO -> transmit(value & 0xFF);
            case INT_CLR -> clear(value);
            case CLKDIV -> word(CLKDIV, value & CLKDIV_MASK);
            case AUTOBAUD -> {
                word(AUTOBAUD, value);
                autoBaud.enable((value & 1) != 0);
            }
            case CONF0 -> {
                word(CONF0, value);
                resetFifos(value);
            }
            case CONF1 -> {
                word(CONF1, value);
                awaitSilence();
            }
            case INT_RAW, INT_ST, STATUS, LOW_PULSE, HIGH_PULSE, PULSE_NUM, DATE, ID -> { }
            default -> word(offset, value);
        }
        update();
    }

    @Override
    public void writeLanes(int offset, int value, int mask) {
        if (offset == FIFO) {
            write(FIFO, value);
        } else {
            super.writeLanes(offset, value, mask);
        }
    }

    private void resetFifos(int conf0) {
        if ((conf0 & RX_RESET) != 0) {
            rx.clear();
            silence.cancel();
        }
        if ((conf0 & TX_RESET) != 0) {
            tx.clear();
        }
    }

    private void clear(int bits) {
        latched &= ~bits;
        if ((bits & RX_TIMEOUT) != 0) {
            awaitSilence();
        }
    }

    /** The rate that the divider gives. */
    int baud() {
        return (int) Math.round((double) tree.apbHz() / Math.max(1, word(CLKDIV)));
    }

    /** Start, data, parity and stop bits of a frame as CONF0 sets them. */
    private int frameBits() {
        int conf0 = word(CONF0);
        int data = 5 + (conf0 >> 2 & 3);
        int parity = conf0 >> 1 & 1;
        int stop = (conf0 >> 4 & 3) == 3 ? 2 : 1;
        return 1 + data + parity + stop;
    }

    private long frameNanos() {
        return tree.nanosOf((long) frameBits() * Math.max(1, word(CLKDIV)));
    }

    private void transmit(int value) {
        tx.push(value);
        if (!shifting) {
            shiftNext();
        }
    }

    private void shiftNext() {
        shifting = tx.count() > 0;
        if (shifting) {
            shiftValue = tx.pop();
            shiftBaud = baud();
            frameSent.in(frameNanos());
        }
    }

    private void frameSent() {
        output.sent(shiftValue, shiftBaud);
        shiftNext();
        update();
    }

    /** A frame has arrived that was sent at {@code senderBaud}. */
    public void receive(int value, int senderBaud) {
        autoBaud.measure(value, Math.round((double) tree.apbHz() / senderBaud));
        byte[] received = SerialSignal.receive(value, senderBaud, baud());
        for (byte got : received) {
            if (!rx.push(got)) {
                latched |= RX_OVERFLOW;
            }
        }
        if (received.length != 1) {
            latched |= FRAME_ERROR;
        }
        awaitSilence();
        update();
    }

    private void awaitSilence() {
        int conf1 = word(CONF1);
        if (conf1 < 0 && rx.count() > 0) {
            silence.in(Math.max(1, conf1 >> 24 & 0x7F) * frameNanos());
        } else {
            silence.cancel();
        }
    }

    private void silence() {
        if (rx.count() > 0) {
            latched |= RX_TIMEOUT;
            update();
        }
    }

    private int raw() {
        int conf1 = word(CONF1);
        int levels = 0;
        if (rx.count() >= Math.max(1, conf1 & 0x7F)) {
            levels |= RX_FULL;
        }
        if (tx.count() <= (conf1 >> 8 & 0x7F)) {
            levels |= TX_EMPTY;
        }
        return latched | levels;
    }

    private void update() {
        interrupt.set((raw() & word(INT_ENA)) != 0);
    }

    @Override
    public void reset() {
        super.reset();
        word(CLKDIV, CLKDIV_RESET);
        word(CONF0, CONF0_RESET);
        word(CONF1, CONF1_RESET);
        word(DATE, DATE_VALUE);
        word(ID, ID_VALUE);
        rx.clear();
        tx.clear();
        autoBaud.enable(false);
        autoBaud.clear();
        latched = 0;
        shifting = false;
        frameSent.cancel();
        silence.cancel();
        update();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        super.save(out);
        rx.save(out);
        tx.save(out);
        autoBaud.save(out);
        out.writeInt(latched);
        out.writeBoolean(shifting);
        out.writeInt(shiftValue);
        out.writeInt(shiftBaud);
        statusPoll.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        super.load(in);
        rx.load(in);
        tx.load(in);
        autoBaud.load(in);
        latched = in.readInt();
        shifting = in.readBoolean();
        shiftValue = in.readInt();
        shiftBaud = in.readInt();
        statusPoll.load(in);
        update();
    }
}
