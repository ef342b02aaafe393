package dev.espalier.emulator.net;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.net.wire.EthernetFrame;
import dev.espalier.emulator.state.Stateful;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** A frame that the guest hands over piece by piece; a piece that cannot be taken spoils it. Guest thread only. */
final class FramePieces implements Stateful {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean spoiled;

    /** Length with a piece of {@code length} more bytes. */
    int lengthWith(int length) {
        return bytes.size() + length;
    }

    boolean fits(int length) {
        return length >= 0 && lengthWith(length) <= EthernetFrame.MAX_BYTES;
    }

    void take(Memory memory, int address, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write(memory.load8(address + i));
        }
    }

    void spoil() {
        spoiled = true;
    }

    /** The whole frame, if nothing spoiled it; the next one begins. */
    Optional<byte[]> finish() {
        Optional<byte[]> frame = spoiled ? Optional.empty() : Optional.of(bytes.toByteArray());
        forget();
        return frame;
    }

    void forget() {
        bytes.reset();
        spoiled = false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(spoiled);
        out.writeInt(bytes.size());
        out.write(bytes.toByteArray());
    }

    @Override
    public void load(DataInput in) throws IOException {
        forget();
        spoiled = in.readBoolean();
        byte[] taken = new byte[in.readInt()];
        in.readFully(taken);
        bytes.writeBytes(taken);
    }
}
