package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.DhcpMessage;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.MacAddress;
import dev.espalier.emulator.net.wire.UdpDatagram;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The network behind the access points: the router with its services, and the hosts. Guest thread only. */
final class Router implements Stateful {

    static final Ipv4Address ADDRESS = Ipv4Address.parse("192.168.0.1");
    static final MacAddress MAC = MacAddress.parse("02:45:53:50:00:01");

    /**
     * Name servers that are reached through every router in the world. Firmware with a fixed address and no
     * name server of its own asks the first, which the vendor's lwIP 1.4 is built with.
     */
    private static final Set<Ipv4Address> PUBLIC_NAME_SERVERS = Stream.of("208.67.222.222", "208.67.220.220", "8.8.8.8",
        "8.8.4.4", "1.1.1.1", "9.9.9.9").map(Ipv4Address::parse).collect(Collectors.toUnmodifiableSet());

    private static final int DNS_PORT = 53;
    private static final int NTP_PORT = 123;

    private final IpLayer ip;
    private final TcpEngine tcp;
    private final UdpLayer udp;
    private final UdpProxy proxy;
    private final List<UdpForward> forwards;
    private final DhcpServer dhcp;

    Router(VirtualNetwork.Setting setting, MacAddress guestMac, Timers timers, Executor guest, Consumer<byte[]> link) {
        HostTable hosts = setting.hosts();
        ip = new IpLayer(MAC, guestMac, address -> hosts.owns(address) || PUBLIC_NAME_SERVERS.contains(address),
            hosts::silent, link);
        proxy = new UdpProxy(setting.sockets(), guest, setting.peers(), hosts::target);
        forwards = setting.udpForwards();
        udp = new UdpLayer(ip, this::forHosts);
        proxy.answerOver(udp);
        dhcp = new DhcpServer(udp, ADDRESS);
        udp.serve(DhcpMessage.SERVER_PORT, dhcp);
        serveAt(address -> address.equals(ADDRESS) || PUBLIC_NAME_SERVERS.contains(address), DNS_PORT,
            new DnsServer(udp, hosts::resolve, setting.services()::dnsSilent));
        serveAt(ADDRESS::equals, NTP_PORT, new NtpServer(udp, setting.services()::now, setting.services()::ntpSilent));
        tcp = new TcpEngine(ip, timers, setting.peers(), () -> new HostStream(setting.sockets(), guest), hosts::target);
    }

    private void serveAt(Predicate<Ipv4Address> addresses, int port, UdpLayer.Service service) {
        udp.serve(port, (packet, datagram) -> addresses.test(packet.destination())
            ? service.datagram(packet, datagram) : forHosts(packet, datagram));
    }

    /** To the forwards that lie at that address and port, or else to the loopback endpoint of the host. */
    private boolean forHosts(Ipv4Packet packet, UdpDatagram datagram) {
        List<UdpForward> takers = forwards.stream()
            .filter(each -> each.route().takes(packet.destination(), datagram.destinationPort())).toList();
        takers.forEach(each -> each.fromGuest(packet.destination(), datagram.payload()));
        return !takers.isEmpty() || proxy.datagram(packet, datagram);
    }

    /** Sends what came from outside to the guest, or to the group; lost while the guest has no address. */
    void send(UdpForward.Route route, byte[] payload) {
        if (ip.guestAddress().equals(Ipv4Address.NONE)) {
            ip.callGuest(ADDRESS);
        } else {
            udp.send(route.host().address(), route.hostPort(), route.group().orElse(ip.guestAddress()), route.guestPort(), payload);
        }
    }

    IpLayer ip() {
        return ip;
    }

    TcpEngine tcp() {
        return tcp;
    }

    /** Joins an accepted socket to the guest, when its address is known. */
    boolean open(HostStream stream, int guestPort) {
        Optional<Ipv4Address> guest =
            Optional.of(ip.guestAddress()).filter(address -> !address.equals(Ipv4Address.NONE));
        guest.ifPresent(address -> tcp.open(stream, ADDRESS, address, guestPort));
        return guest.isPresent();
    }

    /** The chip was reset: the guest is gone without a word. */
    void guestWasReset() {
        tcp.guestWasReset();
        proxy.clear();
        ip.forgetGuest();
    }

    /** Ends everything at once. */
    void shutDown() {
        tcp.abort(key -> true);
        proxy.clear();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        dhcp.save(out);
        out.writeInt(ip.guestAddress().value());
    }

    @Override
    public void load(DataInput in) throws IOException {
        dhcp.load(in);
        ip.learn(new Ipv4Address(in.readInt()));
    }
}
