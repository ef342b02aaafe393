package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The router's DNS server (RFC 1035): A records of the network's hosts, NXDOMAIN for every other
 * name, and never a question to anybody else. Guest thread only.
 */
final class DnsServer implements UdpLayer.Service {

    private static final int HEADER_BYTES = 12;
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_WANTED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int FORMAT_ERROR = 1;
    private static final int NAME_ERROR = 3;
    private static final int NOT_IMPLEMENTED = 4;
    private static final int TYPE_A = 1;
    private static final int TYPE_ANY = 255;
    private static final int CLASS_IN = 1;
    private static final int TTL_SECONDS = 60;
    private static final int POINTER_TO_QUESTION = 0xC000 | HEADER_BYTES;

    private final UdpLayer udp;
    private final Function<String, Optional<Ipv4Address>> hosts;
    private final BooleanSupplier silent;

    DnsServer(UdpLayer udp, Function<String, Optional<Ipv4Address>> hosts, BooleanSupplier silent) {
        this.udp = udp;
        this.hosts = hosts;
        this.silent = silent;
    }

    @Override
    public boolean datagram(Ipv4Packet packet, UdpDatagram datagram) {
        byte[] query = datagram.payload();
        boolean isQuery = query.length >= HEADER_BYTES && (query[2] & 0x80) == 0;
        if (isQuery && !silent.getAsBoolean()) {
            udp.reply(packet, datagram, answer(query));
        }
        return true;
    }

    private byte[] answer(byte[] query) {
        ByteBuffer in = ByteBuffer.wrap(query);
        int flags = in.getShort(2);
        if ((flags >> 11 & 0xF) != 0) {
            return reply(in, NOT_IMPLEMENTED, HEADER_BYTES, null);
        }
        int end = in.getShort(4) == 1 ? endOfQuestion(query) : -1;
        if (end < 0) {
            return reply(in, FORMAT_ERROR, HEADER_BYTES, null);
        }
        Optional<Ipv4Address> address = hosts.apply(name(query));
        int type = in.getShort(end - 4) & 0xFFFF;
        boolean inet = in.getShort(end - 2) == CLASS_IN;
        if (address.isEmpty() || !inet) {
            return reply(in, NAME_ERROR, end, null);
        }
        return reply(in, 0, end, type == TYPE_A || type == TYPE_ANY ? address.get() : null);
    }

    /** Where the one question ends, -1 when its name runs over the edge or is compressed. */
    private static int endOfQuestion(byte[] query) {
        int at = HEADER_BYTES;
        while (at < query.length && query[at] > 0) {
            at += 1 + query[at];
        }
        return at < query.length && query[at] == 0 && at + 5 <= query.length ? at + 5 : -1;
    }

    private static String name(byte[] query) {
        StringBuilder name = new StringBuilder();
        for (int at = HEADER_BYTES; query[at] > 0; at += 1 + query[at]) {
            name.append(name.isEmpty() ? "" : ".")
                .append(new String(query, at + 1, query[at], StandardCharsets.ISO_8859_1));
        }
        return name.toString();
    }

    private static byte[] reply(ByteBuffer query, int code, int questionEnd, Ipv4Address address) {
        ByteBuffer out = ByteBuffer.allocate(questionEnd + (address == null ? 0 : 16));
        int flags = RESPONSE | AUTHORITATIVE | RECURSION_AVAILABLE | query.getShort(2) & (RECURSION_WANTED | 0x7800);
        out.putShort(query.getShort(0)).putShort((short) (flags | code))
            .putShort((short) (questionEnd > HEADER_BYTES ? 1 : 0)).putShort((short) (address == null ? 0 : 1))
            .putInt(0)
            .put(query.array(), HEADER_BYTES, questionEnd - HEADER_BYTES);
        if (address != null) {
            out.putShort((short) POINTER_TO_QUESTION).putShort((short) TYPE_A).putShort((short) CLASS_IN)
                .putInt(TTL_SECONDS).putShort((short) 4).put(address.toBytes());
        }
        return out.array();
    }
}
