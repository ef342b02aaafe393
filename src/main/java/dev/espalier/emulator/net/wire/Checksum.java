package dev.espalier.emulator.net.wire;

/** The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words. */
final class Checksum {

    private Checksum() {
    }

    /** Checksum of {@code length} bytes; 0 when those bytes hold a correct checksum already. */
    static int of(byte[] bytes, int offset, int length) {
        return fold(sum(bytes, offset, length));
    }

    /** Checksum of a whole UDP or TCP message under the pseudo header of RFC 768 and RFC 9293. */
    static int ofTransport(Ipv4Address source, Ipv4Address destination, int protocol, byte[] message) {
        return fold(sum(source.toBytes(), 0, 4) + sum(destination.toBytes(), 0, 4)
            + protocol + message.length + sum(message, 0, message.length));
    }

    private static long sum(byte[] bytes, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = bytes[offset + i] & 0xFF;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
