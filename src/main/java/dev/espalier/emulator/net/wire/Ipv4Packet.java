package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 packet (RFC 791). Options are skipped on reading and never written.
 *
 * @param fragment flags and fragment offset as in the header: bit 14 don't fragment, bit 13 more
 *                 fragments, bits 12:0 offset in units of eight bytes
 */
public record Ipv4Packet(Ipv4Address source, Ipv4Address destination, int protocol, int identification,
                         int fragment, byte[] payload) {

    /** Protocol number of ICMP. */
    public static final int ICMP = 1;
    /** Protocol number of TCP. */
    public static final int TCP = 6;
    /** Protocol number of UDP. */
    public static final int UDP = 17;

    private static final int HEADER_BYTES = 20;
    private static final int TTL = 64;

    /** Reads a packet; empty when version, lengths or header checksum do not hold. */
    public static Optional<Ipv4Packet> parse(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] >> 4 != 4) {
            return Optional.empty();
        }
        int header = (bytes[0] & 0xF) * 4;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int total = in.getShort(2) & 0xFFFF;
        if (header < HEADER_BYTES || total < header || total > bytes.length || Checksum.of(bytes, 0, header) != 0) {
            return Optional.empty();
        }
        return Optional.of(new Ipv4Packet(Ipv4Address.of(bytes, 12), Ipv4Address.of(bytes, 16), bytes[9] & 0xFF,
            in.getShort(4) & 0xFFFF, in.getShort(6) & 0xFFFF, Arrays.copyOfRange(bytes, header, total)));
    }

    /** True when this is a part of a larger packet. */
    public boolean isFragment() {
        return (fragment & 0x3FFF) != 0;
    }

    /** True when this is the part that begins a larger packet. */
    public boolean isFirstFragment() {
        return isFragment() && (fragment & 0x1FFF) == 0;
    }

    /** The packet as a frame's payload, its header checksum set. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + payload.length)
            .put((byte) 0x45).put((byte) 0).putShort((short) (HEADER_BYTES + payload.length))
            .putShort((short) identification).putShort((short) fragment)
            .put((byte) TTL).put((byte) protocol).putShort((short) 0)
            .put(source.toBytes()).put(destination.toBytes()).put(payload);
        out.putShort(10, (short) Checksum.of(out.array(), 0, HEADER_BYTES));
        return out.array();
    }
}
