package dev.espalier.emulator.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Frames built and read byte by byte with arithmetic of its own: the tests' independent witness
 * against the formats in {@code emulator.net.wire}.
 */
final class Frames {

    static final int ETHERNET = 14;
    static final int IP = 20;

    private Frames() {
    }

    static byte[] hex(String text) {
        String digits = text.replaceAll("[^0-9a-fA-F]", "");
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] ip(String dotted) {
        String[] p = dotted.split("\\.");
        return new byte[] {(byte) Integer.parseInt(p[0]), (byte) Integer.parseInt(p[1]), (byte) Integer.parseInt(p[2]),
            (byte) Integer.parseInt(p[3])};
    }

    static byte[] ethernet(String destination, String source, int type, byte[] payload) {
        return join(hex(destination), hex(source), new byte[] {(byte) (type >> 8), (byte) type}, payload);
    }

    static byte[] arpRequest(String senderMac, String sender, String target) {
        return ethernet("ffffffffffff", senderMac, 0x0806,
            join(hex("0001 0800 06 04 0001"), hex(senderMac), ip(sender), hex("000000000000"), ip(target)));
    }

    /** An IPv4 packet in a frame from the guest: to the router's MAC address, unless broadcast, soft AP or mDNS. */
    static byte[] ipv4(String guestMac, String from, String to, int protocol, int fragment, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(IP);
        header.put((byte) 0x45).put((byte) 0).putShort((short) (IP + payload.length)).putShort((short) 0x1234)
            .putShort((short) fragment).put((byte) 255).put((byte) protocol).putShort((short) 0).put(ip(from)).put(ip(to));
        header.putShort(10, (short) complement(onesSum(0, header.array())));
        return ethernet(macOf(to), guestMac, 0x0800, join(header.array(), payload));
    }

    private static String macOf(String to) {
        if (to.equals("224.0.0.251")) {
            return "01005e0000fb";
        }
        return to.endsWith(".255") ? "ffffffffffff" : to.startsWith("192.168.4.") ? "024553500002" : "024553500001";
    }

    static byte[] udp(String guestMac, String from, int fromPort, String to, int toPort, byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) fromPort).putShort((short) toPort).putShort((short) (8 + payload.length))
            .putShort((short) 0).put(payload);
        datagram.putShort(6, (short) complement(onesSum(pseudo(from, to, 17, datagram.capacity()), datagram.array())));
        return ipv4(guestMac, from, to, 17, 0, datagram.array());
    }

    static byte[] tcp(String guestMac, String from, int fromPort, String to, int toPort, int sequence, int acknowledged,
                      int flags, int window, byte[] options, byte[] payload) {
        ByteBuffer segment = ByteBuffer.allocate(20 + options.length + payload.length);
        segment.putShort((short) fromPort).putShort((short) toPort).putInt(sequence).putInt(acknowledged)
            .put((byte) ((20 + options.length) / 4 << 4)).put((byte) flags).putShort((short) window).putInt(0)
            .put(options).put(payload);
        segment.putShort(16, (short) complement(onesSum(pseudo(from, to, 6, segment.capacity()), segment.array())));
        return ipv4(guestMac, from, to, 6, 0, segment.array());
    }

    static byte[] icmpEcho(String guestMac, String from, String to, int identifier, int sequence, byte[] payload) {
        ByteBuffer message = ByteBuffer.allocate(8 + payload.length);
        message.put((byte) 8).put((byte) 0).putShort((short) 0).putShort((short) identifier).putShort((short) sequence)
            .put(payload);
        message.putShort(2, (short) complement(onesSum(0, message.array())));
        return ipv4(guestMac, from, to, 1, 0, message.array());
    }

    /** True when header checksum and, for ICMP, UDP and TCP, the inner checksum of a frame hold. */
    static boolean checksumsHold(byte[] frame) {
        byte[] header = slice(frame, ETHERNET, ETHERNET + IP);
        int total = u16(frame, ETHERNET + 2);
        byte[] inner = slice(frame, ETHERNET + IP, ETHERNET + total);
        int protocol = frame[ETHERNET + 9];
        int start = protocol == 1 ? 0
            : pseudo(dotted(frame, ETHERNET + 12), dotted(frame, ETHERNET + 16), protocol, inner.length);
        return onesSum(0, header) == 0xFFFF && onesSum(start, inner) == 0xFFFF;
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        byte[] part = new byte[to - from];
        System.arraycopy(bytes, from, part, 0, part.length);
        return part;
    }

    static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) * 256 + (bytes[at + 1] & 0xFF);
    }

    static int u32(byte[] bytes, int at) {
        return u16(bytes, at) * 65536 + u16(bytes, at + 2);
    }

    static String dotted(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) + "." + (bytes[at + 1] & 0xFF) + "." + (bytes[at + 2] & 0xFF) + "." + (bytes[at + 3] & 0xFF);
    }

    static String mac(byte[] bytes, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.append("%02x".formatted(bytes[at + i] & 0xFF));
        }
        return text.toString();
    }

    /** Payload of a UDP frame. */
    static byte[] udpPayload(byte[] frame) {
        return slice(frame, ETHERNET + IP + 8, ETHERNET + IP + u16(frame, ETHERNET + IP + 4));
    }

    private static int pseudo(String from, String to, int protocol, int length) {
        return onesSum(0, join(ip(from), ip(to), new byte[] {0, (byte) protocol, (byte) (length >> 8), (byte) length}));
    }

    private static int onesSum(int start, byte[] bytes) {
        int sum = start;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xFF) * 256 + (i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0);
            if (sum > 0xFFFF) {
                sum = sum - 0xFFFF;
            }
        }
        return sum;
    }

    private static int complement(int sum) {
        return 0xFFFF - sum;
    }
}
