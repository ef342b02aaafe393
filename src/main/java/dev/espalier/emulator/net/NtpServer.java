package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The router's SNTP server (RFC 4330). Guest thread only. */
final class NtpServer implements UdpLayer.Service {

    private static final int BYTES = 48;
    private static final int MODE_CLIENT = 3;
    private static final int MODE_SERVER = 4;
    private static final int STRATUM = 1;
    /** 2^-20 s, about a microsecond. */
    private static final int PRECISION = -20;
    private static final int REFERENCE_LOCAL_CLOCK = 0x4C4F434C;
    /** Seconds from 1900 to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private final UdpLayer udp;
    private final Supplier<Instant> time;
    private final BooleanSupplier silent;

    NtpServer(UdpLayer udp, Supplier<Instant> time, BooleanSupplier silent) {
        this.udp = udp;
        this.time = time;
        this.silent = silent;
    }

    @Override
    public boolean datagram(Ipv4Packet packet, UdpDatagram datagram) {
        byte[] query = datagram.payload();
        if (query.length >= BYTES && (query[0] & 7) == MODE_CLIENT && !silent.getAsBoolean()) {
            udp.reply(packet, datagram, answer(ByteBuffer.wrap(query)));
        }
        return true;
    }

    private byte[] answer(ByteBuffer query) {
        long now = timestamp(time.get());
        int version = query.get(0) >> 3 & 7;
        return ByteBuffer.allocate(BYTES)
            .put((byte) (version << 3 | MODE_SERVER)).put((byte) STRATUM).put(query.get(2)).put((byte) PRECISION)
            .putInt(0).putInt(0).putInt(REFERENCE_LOCAL_CLOCK)
            .putLong(now).putLong(query.getLong(40)).putLong(now).putLong(now).array();
    }

    /** Seconds since 1900 in the upper, their fraction in the lower 32 bits. */
    private static long timestamp(Instant instant) {
        long seconds = instant.getEpochSecond() + NTP_EPOCH;
        long fraction = ((long) instant.getNano() << 32) / 1_000_000_000L;
        return seconds << 32 | fraction;
    }
}
