package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A TCP segment (RFC 9293).
 *
 * @param maximumSegment the MSS option's value in bytes, 0 when there is none
 */
public record TcpSegment(int sourcePort, int destinationPort, int sequence, int acknowledgement, int flags,
                         int window, int maximumSegment, byte[] payload) {

    /** Flag: the sender has no more data. */
    public static final int FIN = 0x01;
    /** Flag: opens a connection. */
    public static final int SYN = 0x02;
    /** Flag: there is no connection (any more). */
    public static final int RST = 0x04;
    /** Flag: hand the data to the application now. */
    public static final int PSH = 0x08;
    /** Flag: the acknowledgement number counts. */
    public static final int ACK = 0x10;

    private static final int HEADER_BYTES = 20;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOTHING = 1;
    private static final int OPTION_MSS = 2;

    /** Reads the payload of {@code packet}; empty when lengths or checksum do not hold. */
    public static Optional<TcpSegment> parse(Ipv4Packet packet) {
        byte[] bytes = packet.payload();
        if (bytes.length < HEADER_BYTES
            || Checksum.ofTransport(packet.source(), packet.destination(), Ipv4Packet.TCP, bytes) != 0) {
            return Optional.empty();
        }
        int header = (bytes[12] >> 4 & 0xF) * 4;
        if (header < HEADER_BYTES || header > bytes.length) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return Optional.of(new TcpSegment(in.getShort(0) & 0xFFFF, in.getShort(2) & 0xFFFF, in.getInt(4), in.getInt(8),
            bytes[13] & 0x3F, in.getShort(14) & 0xFFFF, maximumSegment(bytes, header),
            Arrays.copyOfRange(bytes, header, bytes.length)));
    }

    private static int maximumSegment(byte[] bytes, int end) {
        int at = HEADER_BYTES;
        while (at < end && bytes[at] != OPTION_END) {
            if (bytes[at] == OPTION_NOTHING) {
                at++;
                continue;
            }
            int length = at + 1 < end ? bytes[at + 1] & 0xFF : 0;
            if (length < 2 || at + length > end) {
                return 0;
            }
            if (bytes[at] == OPTION_MSS && length == 4) {
                return (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            }
            at += length;
        }
        return 0;
    }

    /** True when any of these flags is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Sequence numbers that this segment takes: its data, and one each for SYN and FIN. */
    public int span() {
        return payload.length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** The segment as a packet's payload between these addresses, its checksum set. */
    public byte[] toBytes(Ipv4Address source, Ipv4Address destination) {
        int header = maximumSegment == 0 ? HEADER_BYTES : HEADER_BYTES + 4;
        ByteBuffer out = ByteBuffer.allocate(header + payload.length)
            .putShort((short) sourcePort).putShort((short) destinationPort)
            .putInt(sequence).putInt(acknowledgement)
            .put((byte) (header / 4 << 4)).put((byte) flags).putShort((short) window)
            .putShort((short) 0).putShort((short) 0);
        if (maximumSegment != 0) {
            out.put((byte) OPTION_MSS).put((byte) 4).putShort((short) maximumSegment);
        }
        out.put(payload);
        out.putShort(16, (short) Checksum.ofTransport(source, destination, Ipv4Packet.TCP, out.array()));
        return out.array();
    }
}
