package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.DhcpMessage;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.MacAddress;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The soft AP client's DHCP client: a few tries, then whoever started it goes on without. It keeps
 * its lease until it leaves. Guest thread only.
 */
final class DhcpClient implements UdpLayer.Service {

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final int MAX_TRIES = 4;

    private final UdpLayer udp;
    private final MacAddress mac;
    private final Outcome outcome;
    private final Timers.Timer retry;
    private int transaction = 0x4553_0000;
    private int tries;
    private DhcpMessage offer;
    private boolean running;

    DhcpClient(UdpLayer udp, Timers timers, MacAddress mac, Outcome outcome) {
        this.udp = udp;
        this.mac = mac;
        this.outcome = outcome;
        this.retry = timers.timer(this::tryAgain);
    }

    /** How it ended. */
    interface Outcome {
        void leased(Ipv4Address address, Ipv4Address server);

        void nobodyAnswered();
    }

    void start() {
        running = true;
        tries = 0;
        offer = null;
        transaction++;
        tryAgain();
    }

    void stop() {
        running = false;
        retry.cancel();
    }

    @Override
    public boolean datagram(Ipv4Packet packet, UdpDatagram datagram) {
        DhcpMessage.parse(datagram.payload())
            .filter(message -> running && message.operation() == DhcpMessage.BOOT_REPLY
                && message.transaction() == transaction && message.hardware().equals(mac))
            .ifPresent(message -> answer(message, packet.source()));
        return true;
    }

    private void answer(DhcpMessage message, Ipv4Address from) {
        if (message.type() == DhcpMessage.OFFER && offer == null) {
            offer = message;
            tries = 0;
            tryAgain();
        } else if (message.type() == DhcpMessage.ACK && offer != null) {
            stop();
            outcome.leased(message.yours(), message.address(DhcpMessage.SERVER_IDENTIFIER).orElse(from));
        } else if (message.type() == DhcpMessage.NAK) {
            start();
        }
    }

    private void tryAgain() {
        if (++tries > MAX_TRIES) {
            stop();
            outcome.nobodyAnswered();
            return;
        }
        retry.in(RETRY_NANOS);
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        options.put(DhcpMessage.TYPE, new byte[] {(byte) (offer == null ? DhcpMessage.DISCOVER : DhcpMessage.REQUEST)});
        if (offer != null) {
            options.put(DhcpMessage.REQUESTED_ADDRESS, offer.yours().toBytes());
            offer.address(DhcpMessage.SERVER_IDENTIFIER)
                .ifPresent(server -> options.put(DhcpMessage.SERVER_IDENTIFIER, server.toBytes()));
        }
        options.put(DhcpMessage.PARAMETERS, new byte[] {DhcpMessage.SUBNET_MASK, DhcpMessage.ROUTER});
        DhcpMessage message = new DhcpMessage(DhcpMessage.BOOT_REQUEST, transaction, true, Ipv4Address.NONE,
            Ipv4Address.NONE, Ipv4Address.NONE, mac, options);
        udp.send(Ipv4Address.NONE, DhcpMessage.CLIENT_PORT, Ipv4Address.BROADCAST, DhcpMessage.SERVER_PORT,
            message.toBytes());
    }
}
