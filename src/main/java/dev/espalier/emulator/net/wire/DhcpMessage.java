package dev.espalier.emulator.net.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A DHCP message (RFC 2131) with its options (RFC 2132) by number, in their order.
 *
 * @param operation 1 from a client, 2 from a server
 * @param broadcast the client cannot take unicast before it has an address
 * @param client    address that the client has already ({@code ciaddr})
 * @param yours     address that the server gives ({@code yiaddr})
 */
public record DhcpMessage(int operation, int transaction, boolean broadcast, Ipv4Address client, Ipv4Address yours,
                          Ipv4Address server, MacAddress hardware, Map<Integer, byte[]> options) {

    /** UDP port of the server. */
    public static final int SERVER_PORT = 67;
    /** UDP port of the client. */
    public static final int CLIENT_PORT = 68;
    /** Operation of a client's message. */
    public static final int BOOT_REQUEST = 1;
    /** Operation of a server's message. */
    public static final int BOOT_REPLY = 2;

    /** Message types, option 53. */
    public static final int DISCOVER = 1;
    public static final int OFFER = 2;
    public static final int REQUEST = 3;
    public static final int DECLINE = 4;
    public static final int ACK = 5;
    public static final int NAK = 6;
    public static final int RELEASE = 7;
    public static final int INFORM = 8;

    /** Option numbers. */
    public static final int SUBNET_MASK = 1;
    public static final int ROUTER = 3;
    public static final int DNS_SERVER = 6;
    public static final int NTP_SERVER = 42;
    public static final int REQUESTED_ADDRESS = 50;
    public static final int LEASE_SECONDS = 51;
    public static final int TYPE = 53;
    public static final int SERVER_IDENTIFIER = 54;
    public static final int PARAMETERS = 55;
    private static final int PAD = 0;
    private static final int END = 255;

    private static final int OPTIONS_AT = 240;
    private static final int MINIMUM_BYTES = 300;
    private static final int COOKIE = 0x63825363;

    /** Reads a message; empty when it is too short, not for Ethernet or its options do not hold. */
    public static Optional<DhcpMessage> parse(byte[] bytes) {
        if (bytes.length < OPTIONS_AT || bytes[1] != 1 || bytes[2] != 6) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(236) != COOKIE) {
            return Optional.empty();
        }
        return options(bytes).map(options -> new DhcpMessage(bytes[0], in.getInt(4), (in.getShort(10) & 0x8000) != 0,
            Ipv4Address.of(bytes, 12), Ipv4Address.of(bytes, 16), Ipv4Address.of(bytes, 20), MacAddress.of(bytes, 28),
            options));
    }

    private static Optional<Map<Integer, byte[]>> options(byte[] bytes) {
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        int at = OPTIONS_AT;
        while (at < bytes.length && (bytes[at] & 0xFF) != END) {
            int number = bytes[at++] & 0xFF;
            if (number == PAD) {
                continue;
            }
            int length = at < bytes.length ? bytes[at++] & 0xFF : 256;
            if (at + length > bytes.length) {
                return Optional.empty();
            }
            options.put(number, Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return Optional.of(options);
    }

    /** The message type, 0 when the option is missing. */
    public int type() {
        byte[] value = options.get(TYPE);
        return value == null || value.length != 1 ? 0 : value[0];
    }

    /** An option that holds one address (the first of several). */
    public Optional<Ipv4Address> address(int option) {
        byte[] value = options.get(option);
        return value == null || value.length < 4 ? Optional.empty() : Optional.of(Ipv4Address.of(value, 0));
    }

    /** The message as a datagram's payload, padded to the 300 bytes that old relays want. */
    public byte[] toBytes() {
        int optionBytes = options.values().stream().mapToInt(value -> 2 + value.length).sum() + 1;
        ByteBuffer out = ByteBuffer.allocate(Math.max(MINIMUM_BYTES, OPTIONS_AT + optionBytes));
        out.put((byte) operation).put((byte) 1).put((byte) 6).put((byte) 0).putInt(transaction)
            .putShort((short) 0).putShort((short) (broadcast ? 0x8000 : 0))
            .put(client.toBytes()).put(yours.toBytes()).put(server.toBytes()).put(Ipv4Address.NONE.toBytes())
            .put(hardware.toBytes());
        out.position(OPTIONS_AT - 4);
        out.putInt(COOKIE);
        options.forEach((number, value) -> out.put(number.byteValue()).put((byte) value.length).put(value));
        out.put((byte) END);
        return out.array();
    }
}
