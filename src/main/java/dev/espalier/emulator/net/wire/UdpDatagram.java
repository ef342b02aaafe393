package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A UDP datagram (RFC 768). */
public record UdpDatagram(int sourcePort, int destinationPort, byte[] payload) {

    /** Longest payload that fits into one frame. */
    public static final int MAX_PAYLOAD = 1472;

    private static final int HEADER_BYTES = 8;

    /** Reads the payload of {@code packet}; empty when length or checksum (where there is one) do not hold. */
    public static Optional<UdpDatagram> parse(Ipv4Packet packet) {
        byte[] bytes = packet.payload();
        if (bytes.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.getShort(4) & 0xFFFF;
        if (length < HEADER_BYTES || length > bytes.length) {
            return Optional.empty();
        }
        byte[] whole = Arrays.copyOf(bytes, length);
        if (in.getShort(6) != 0
            && Checksum.ofTransport(packet.source(), packet.destination(), Ipv4Packet.UDP, whole) != 0) {
            return Optional.empty();
        }
        return Optional.of(new UdpDatagram(in.getShort(0) & 0xFFFF, in.getShort(2) & 0xFFFF,
            Arrays.copyOfRange(whole, HEADER_BYTES, length)));
    }

    /** The datagram as a packet's payload between these addresses, its checksum set. */
    public byte[] toBytes(Ipv4Address source, Ipv4Address destination) {
        int length = HEADER_BYTES + payload.length;
        ByteBuffer out = ByteBuffer.allocate(length)
            .putShort((short) sourcePort).putShort((short) destinationPort)
            .putShort((short) length).putShort((short) 0).put(payload);
        int checksum = Checksum.ofTransport(source, destination, Ipv4Packet.UDP, out.array());
        out.putShort(6, (short) (checksum == 0 ? 0xFFFF : checksum));
        return out.array();
    }
}
