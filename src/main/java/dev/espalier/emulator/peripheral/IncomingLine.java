package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * The wire into a UART's receiver: bytes from the host, delivered one frame after another at the rate
 * they were sent at, in guest time.
 */
public final class IncomingLine implements Stateful {

    private static final long FRAME_BITS = 10;

    private record Frame(int value, int baud) {
    }

    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private final Clock.Alarm frameEnd;
    private final Uart receiver;

    public IncomingLine(Clock clock, Uart receiver) {
        this.receiver = receiver;
        this.frameEnd = clock.alarm("serial line into " + receiver.name(), this::arrive);
    }

    /** Sends {@code data} at {@code baud} after what is already on its way. */
    public void send(byte[] data, int baud) {
        boolean idle = waiting.isEmpty();
        for (byte value : data) {
            waiting.add(new Frame(value & 0xFF, baud));
        }
        if (idle) {
            nextFrame();
        }
    }

    private void arrive() {
        Frame frame = waiting.remove();
        receiver.receive(frame.value, frame.baud);
        nextFrame();
    }

    private void nextFrame() {
        Frame frame = waiting.peek();
        if (frame != null) {
            frameEnd.in(FRAME_BITS * 1_000_000_000L / frame.baud);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(waiting.size());
        for (Frame frame : waiting) {
            out.writeByte(frame.value);
            out.writeInt(frame.baud);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        waiting.clear();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            waiting.add(new Frame(in.readUnsignedByte(), in.readInt()));
        }
    }
}
