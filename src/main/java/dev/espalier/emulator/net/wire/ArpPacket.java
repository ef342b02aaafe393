package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/** An ARP packet for Ethernet and IPv4 (RFC 826). */
public record ArpPacket(int operation, MacAddress senderMac, Ipv4Address sender, MacAddress targetMac, Ipv4Address target) {

    /** Operation: who has the target address? */
    public static final int REQUEST = 1;
    /** Operation: the sender has. */
    public static final int REPLY = 2;

    private static final int BYTES = 28;
    private static final int ETHERNET = 1;
    private static final int SIZES = 0x0604;

    /** Reads a packet; empty when it is not ARP for Ethernet and IPv4. */
    public static Optional<ArpPacket> parse(byte[] bytes) {
        if (bytes.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getShort() != ETHERNET || in.getShort() != EthernetFrame.IPV4 || in.getShort() != SIZES) {
            return Optional.empty();
        }
        return Optional.of(new ArpPacket(in.getShort(), MacAddress.of(bytes, 8), Ipv4Address.of(bytes, 14),
            MacAddress.of(bytes, 18), Ipv4Address.of(bytes, 24)));
    }

    /** The packet as a frame's payload. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
            .putShort((short) ETHERNET).putShort((short) EthernetFrame.IPV4).putShort((short) SIZES)
            .putShort((short) operation)
            .put(senderMac.toBytes()).put(sender.toBytes())
            .put(targetMac.toBytes()).put(target.toBytes()).array();
    }
}
