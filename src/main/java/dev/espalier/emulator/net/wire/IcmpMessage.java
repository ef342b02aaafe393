package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ICMP message (RFC 792).
 *
 * @param rest the second header word: identifier and sequence number of an echo
 */
public record IcmpMessage(int type, int code, int rest, byte[] payload) {

    /** Type: answer to an echo request. */
    public static final int ECHO_REPLY = 0;
    /** Type: destination unreachable. */
    public static final int UNREACHABLE = 3;
    /** Type: echo request. */
    public static final int ECHO = 8;
    /** Type: time exceeded. */
    public static final int TIME_EXCEEDED = 11;
    /** Code of {@link #UNREACHABLE}: no such host. */
    public static final int HOST = 1;
    /** Code of {@link #UNREACHABLE}: nobody listens on the port. */
    public static final int PORT = 3;
    /** Code of {@link #TIME_EXCEEDED}: fragments were not put together. */
    public static final int REASSEMBLY = 1;

    private static final int HEADER_BYTES = 8;
    private static final int QUOTED_BYTES = 28;

    /** Reads a message; empty when it is too short or its checksum does not hold. */
    public static Optional<IcmpMessage> parse(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || Checksum.of(bytes, 0, bytes.length) != 0) {
            return Optional.empty();
        }
        return Optional.of(new IcmpMessage(bytes[0] & 0xFF, bytes[1] & 0xFF, ByteBuffer.wrap(bytes).getInt(4),
            Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length)));
    }

    /** The error message about {@code packet}: quotes its header and eight bytes. */
    public static IcmpMessage about(Ipv4Packet packet, int type, int code) {
        byte[] whole = packet.toBytes();
        return new IcmpMessage(type, code, 0, Arrays.copyOf(whole, Math.min(whole.length, QUOTED_BYTES)));
    }

    /** The message as a packet's payload, its checksum set. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + payload.length)
            .put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(payload);
        out.putShort(2, (short) Checksum.of(out.array(), 0, out.capacity()));
        return out.array();
    }
}
