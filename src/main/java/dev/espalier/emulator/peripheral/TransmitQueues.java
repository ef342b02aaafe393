package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The lower MAC's eight transmit queues with no radio behind them: a frame that is handed over is gone
 * after its time on the air, sent with success and heard by nobody. Without that the vendor's code, when
 * nothing replaces its radio, keeps the buffer of every frame for good.
 *
 * <p>Queue n has its control word 24 n bytes below DC4; both upper bits hand a frame over. Its end is
 * told in the status register: the queue in bits 15:12, the result in 31:28, of which 0 is success.
 */
final class TransmitQueues implements Stateful {

    private static final int QUEUE_0 = 0xDC4;
    private static final int QUEUE_BYTES = 24;
    private static final int QUEUES = 8;
    /** In a queue's control word: a frame is ready. */
    static final int READY = 0xC000_0000;
    private static final int QUEUE_SHIFT = 12;
    /** About a probe request at 1 Mbit/s. */
    private static final long AIR_NANOS = 800_000;

    private final Clock.Alarm sent;
    private final Sender sender;
    private int waiting;
    private int status;

    /** Told of frames that have left. */
    @FunctionalInterface
    interface Sender {

        /** The frame of the queue whose control word is at {@code offset} has left. */
        void sent(int offset);
    }

    TransmitQueues(Clock clock, Sender sender) {
        this.sender = sender;
        this.sent = clock.alarm("MAC frame sent", this::frameSent);
    }

    /** Which queue has its control word at {@code offset}, or -1. */
    private static int queueAt(int offset) {
        int below = QUEUE_0 - offset;
        return below >= 0 && below % QUEUE_BYTES == 0 && below / QUEUE_BYTES < QUEUES ? below / QUEUE_BYTES : -1;
    }

    /** A register of the MAC has been written; it may be the control word of a queue. */
    void written(int offset, int value) {
        int queue = queueAt(offset);
        if (queue >= 0) {
            boolean idle = waiting == 0;
            waiting = (value & READY) == READY ? waiting | 1 << queue : waiting & ~(1 << queue);
            if (idle && waiting != 0) {
                sent.in(AIR_NANOS);
            }
        }
    }

    private void frameSent() {
        if (waiting != 0) {
            int queue = Integer.numberOfTrailingZeros(waiting);
            status = queue << QUEUE_SHIFT;
            sender.sent(QUEUE_0 - queue * QUEUE_BYTES);
        }
    }

    /** The interrupt of the last frame has been taken: the next one may leave. */
    void acknowledged() {
        if (waiting != 0) {
            sent.in(AIR_NANOS);
        }
    }

    /** The status register. */
    int status() {
        return status;
    }

    void reset() {
        waiting = 0;
        status = 0;
        sent.cancel();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(waiting);
        out.writeInt(status);
    }

    @Override
    public void load(DataInput in) throws IOException {
        waiting = in.readInt();
        status = in.readInt();
    }
}
