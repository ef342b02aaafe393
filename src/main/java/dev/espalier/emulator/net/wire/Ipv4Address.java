package dev.espalier.emulator.net.wire;

/**
 * An IPv4 address.
 *
 * @param value the four octets, first octet in bits 31:24
 */
public record Ipv4Address(int value) {

    /** 0.0.0.0: no address yet. */
    public static final Ipv4Address NONE = new Ipv4Address(0);
    /** 255.255.255.255: everybody on this link. */
    public static final Ipv4Address BROADCAST = new Ipv4Address(-1);

    /** Reads four octets from {@code bytes} at {@code offset}. */
    public static Ipv4Address of(byte[] bytes, int offset) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | bytes[offset + i] & 0xFF;
        }
        return new Ipv4Address(value);
    }

    /**
     * Reads dotted decimal notation.
     *
     * @throws IllegalArgumentException when {@code text} is not four numbers from 0 to 255 with dots
     */
    public static Ipv4Address parse(String text) {
        String[] parts = text.split("\\.", -1);
        int value = 0;
        boolean good = parts.length == 4;
        for (int i = 0; good && i < 4; i++) {
            good = parts[i].matches("\\d{1,3}") && Integer.parseInt(parts[i]) <= 255;
            value = good ? value << 8 | Integer.parseInt(parts[i]) : value;
        }
        if (!good) {
            throw new IllegalArgumentException("wanted an IPv4 address such as 192.168.0.1, seen \"" + text + "\"");
        }
        return new Ipv4Address(value);
    }

    /** True when both lie in the same /24 network. */
    public boolean sameNetwork(Ipv4Address other) {
        return (value ^ other.value) >>> 8 == 0;
    }

    /** The last octet, 0 to 255. */
    public int host() {
        return value & 0xFF;
    }

    /** The address with this last octet in the same /24 network. */
    public Ipv4Address withHost(int octet) {
        return new Ipv4Address(value & ~0xFF | octet & 0xFF);
    }

    /** True for 255.255.255.255 and for x.y.z.255, unless that is a multicast group. */
    public boolean isBroadcast() {
        return host() == 255 && !isMulticast();
    }

    /** True for a multicast group, 224.0.0.0 to 239.255.255.255. */
    public boolean isMulticast() {
        return value >>> 28 == 0xE;
    }

    /** The four octets. */
    public byte[] toBytes() {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d".formatted(value >>> 24, value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF);
    }
}
