package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.IcmpMessage;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.util.HashMap;
import java.util.Map;

/** UDP at one interface: services on ports of this side, and whoever takes the rest. Guest thread only. */
final class UdpLayer {

    private final IpLayer ip;
    private final Map<Integer, Service> services = new HashMap<>();
    private final Service rest;

    /** @param rest takes datagrams for ports without a service */
    UdpLayer(IpLayer ip, Service rest) {
        this.ip = ip;
        this.rest = rest;
        ip.handle(Ipv4Packet.UDP, this::receive);
    }

    /** Something that takes datagrams. */
    interface Service {
        /** @return false when nobody listens: the guest is told by ICMP */
        boolean datagram(Ipv4Packet packet, UdpDatagram datagram);
    }

    void serve(int port, Service service) {
        services.put(port, service);
    }

    void send(Ipv4Address source, int sourcePort, Ipv4Address destination, int destinationPort, byte[] payload) {
        ip.send(source, destination, Ipv4Packet.UDP,
            new UdpDatagram(sourcePort, destinationPort, payload).toBytes(source, destination));
    }

    /** Answers a datagram from the address and port that it was sent to. */
    void reply(Ipv4Packet packet, UdpDatagram datagram, byte[] payload) {
        send(packet.destination(), datagram.destinationPort(), packet.source(), datagram.sourcePort(), payload);
    }

    private void receive(Ipv4Packet packet) {
        UdpDatagram.parse(packet).ifPresent(datagram -> {
            Service service = services.getOrDefault(datagram.destinationPort(), rest);
            Ipv4Address to = packet.destination();
            if (!service.datagram(packet, datagram) && !to.isBroadcast() && !to.isMulticast()) {
                ip.complain(packet, IcmpMessage.UNREACHABLE, IcmpMessage.PORT);
            }
        });
    }
}
