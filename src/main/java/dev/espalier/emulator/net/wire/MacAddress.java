package dev.espalier.emulator.net.wire;

/**
 * A 48-bit Ethernet address.
 *
 * @param value the six octets, first octet in bits 47:40
 */
public record MacAddress(long value) {

    /** All stations. */
    public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

    private static final long BITS = 0xFFFF_FFFF_FFFFL;
    private static final long MULTICAST = 0x0100_5E00_0000L;
    private static final int MULTICAST_GROUP_BITS = 0x7F_FFFF;

    public MacAddress {
        if ((value & ~BITS) != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits, not 0x%x".formatted(value));
        }
    }

    /** Reads six octets from {@code bytes} at {@code offset}. */
    public static MacAddress of(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 6; i++) {
            value = value << 8 | bytes[offset + i] & 0xFF;
        }
        return new MacAddress(value);
    }

    /**
     * Reads the usual notation, for example {@code 02:45:53:50:00:01}.
     *
     * @throws IllegalArgumentException when {@code text} is not six pairs of hex digits with colons
     */
    public static MacAddress parse(String text) {
        if (!text.matches("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}")) {
            throw new IllegalArgumentException("wanted a MAC address such as 02:45:53:50:00:01, seen \"" + text + "\"");
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    /** The address of a multicast group's frames (RFC 1112, section 6.4): the group's lower 23 bits behind 01:00:5e. */
    public static MacAddress ofGroup(Ipv4Address group) {
        return new MacAddress(MULTICAST | group.value() & MULTICAST_GROUP_BITS);
    }

    /** Octet {@code index}, 0 the first on the wire. */
    public int octet(int index) {
        return (int) (value >> 40 - 8 * index) & 0xFF;
    }

    /** True for broadcast and multicast. */
    public boolean isGroup() {
        return (octet(0) & 1) != 0;
    }

    /** The six octets. */
    public byte[] toBytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            bytes[i] = (byte) octet(i);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "%02x:%02x:%02x:%02x:%02x:%02x".formatted(octet(0), octet(1), octet(2), octet(3), octet(4), octet(5));
    }
}
