package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.DhcpMessage;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.MacAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A station that joined the board's soft AP, as a telephone does to reach the config page. It asks
 * the board's DHCP server for an address and takes 192.168.4.2 when nobody answers. Guest thread only.
 */
final class SoftApClient implements DhcpClient.Outcome {

    static final MacAddress MAC = MacAddress.parse("02:45:53:50:00:02");

    private static final Ipv4Address USUAL_ADDRESS = Ipv4Address.parse("192.168.4.2");
    private static final Ipv4Address USUAL_BOARD = Ipv4Address.parse("192.168.4.1");

    private final IpLayer ip;
    private final TcpEngine tcp;
    private final DhcpClient dhcp;
    private final Runnable onAddress;
    private Ipv4Address address = Ipv4Address.NONE;
    private Ipv4Address board = Ipv4Address.NONE;

    SoftApClient(VirtualNetwork.Setting setting, MacAddress boardMac, Timers timers, Executor guest,
                 Consumer<byte[]> link, Runnable onAddress) {
        this.onAddress = onAddress;
        ip = new IpLayer(MAC, boardMac, this::owns, any -> false, link);
        UdpLayer udp = new UdpLayer(ip, (packet, datagram) -> false);
        dhcp = new DhcpClient(udp, timers, MAC, this);
        udp.serve(DhcpMessage.CLIENT_PORT, dhcp);
        tcp = new TcpEngine(ip, timers, setting.peers(), () -> new HostStream(setting.sockets(), guest),
            (host, port) -> Optional.empty());
    }

    IpLayer ip() {
        return ip;
    }

    TcpEngine tcp() {
        return tcp;
    }

    void joined() {
        address = Ipv4Address.NONE;
        dhcp.start();
    }

    void left() {
        dhcp.stop();
        tcp.abort(key -> true);
        address = Ipv4Address.NONE;
    }

    /** Joins an accepted socket to the board, when this client has an address. */
    boolean open(HostStream stream, int guestPort) {
        boolean ready = !address.equals(Ipv4Address.NONE);
        if (ready) {
            tcp.open(stream, address, board, guestPort);
        }
        return ready;
    }

    @Override
    public void leased(Ipv4Address lease, Ipv4Address server) {
        address = lease;
        board = server;
        onAddress.run();
    }

    @Override
    public void nobodyAnswered() {
        leased(USUAL_ADDRESS, USUAL_BOARD);
    }

    private boolean owns(Ipv4Address any) {
        return any.equals(address) && !any.equals(Ipv4Address.NONE);
    }
}
