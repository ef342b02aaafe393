package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** An Ethernet II frame without its frame check sequence. */
public record EthernetFrame(MacAddress destination, MacAddress source, int type, byte[] payload) {

    /** Length of the header. */
    public static final int HEADER_BYTES = 14;
    /** Longest frame: header and 1500 bytes. */
    public static final int MAX_BYTES = 1514;
    /** EtherType of IPv4. */
    public static final int IPV4 = 0x0800;
    /** EtherType of ARP. */
    public static final int ARP = 0x0806;

    /** Reads a frame; empty when it is shorter than its header. */
    public static Optional<EthernetFrame> parse(byte[] frame) {
        if (frame.length < HEADER_BYTES) {
            return Optional.empty();
        }
        int type = (frame[12] & 0xFF) << 8 | frame[13] & 0xFF;
        return Optional.of(new EthernetFrame(MacAddress.of(frame, 0), MacAddress.of(frame, 6), type,
            Arrays.copyOfRange(frame, HEADER_BYTES, frame.length)));
    }

    /** The frame as it goes over the wire. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
            .put(destination.toBytes()).put(source.toBytes()).putShort((short) type).put(payload).array();
    }
}
