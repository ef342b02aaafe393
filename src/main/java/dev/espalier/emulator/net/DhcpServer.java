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
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The router's DHCP server (RFC 2131): one lasting lease for each MAC address. Guest thread only. */
final class DhcpServer implements UdpLayer.Service, Stateful {

    private static final int FIRST_HOST = 100;
    private static final int LEASE_SECONDS = 86_400;

    private final UdpLayer udp;
    private final Ipv4Address router;
    private final Map<MacAddress, Ipv4Address> leases = new LinkedHashMap<>();

    DhcpServer(UdpLayer udp, Ipv4Address router) {
        this.udp = udp;
        this.router = router;
    }

    @Override
    public boolean datagram(Ipv4Packet packet, UdpDatagram datagram) {
        DhcpMessage.parse(datagram.payload())
            .filter(message -> message.operation() == DhcpMessage.BOOT_REQUEST)
            .filter(message -> message.address(DhcpMessage.SERVER_IDENTIFIER).map(router::equals).orElse(true))
            .ifPresent(this::answer);
        return true;
    }

    private void answer(DhcpMessage message) {
        Ipv4Address lease = leases.computeIfAbsent(message.hardware(),
            mac -> router.withHost(FIRST_HOST + leases.size()));
        switch (message.type()) {
            case DhcpMessage.DISCOVER -> send(message, DhcpMessage.OFFER, lease);
            case DhcpMessage.REQUEST -> {
                Ipv4Address wanted = message.address(DhcpMessage.REQUESTED_ADDRESS).orElse(message.client());
                send(message, wanted.equals(lease) ? DhcpMessage.ACK : DhcpMessage.NAK, lease);
            }
            case DhcpMessage.INFORM -> send(message, DhcpMessage.ACK, Ipv4Address.NONE);
            default -> { }
        }
    }

    private void send(DhcpMessage request, int type, Ipv4Address yours) {
        boolean refusal = type == DhcpMessage.NAK;
        DhcpMessage reply = new DhcpMessage(DhcpMessage.BOOT_REPLY, request.transaction(), request.broadcast(),
            refusal ? Ipv4Address.NONE : request.client(), refusal ? Ipv4Address.NONE : yours,
            refusal ? Ipv4Address.NONE : router, request.hardware(), options(type, yours));
        Ipv4Address to = Ipv4Address.BROADCAST;
        if (!refusal && !request.client().equals(Ipv4Address.NONE)) {
            to = request.client();
        } else if (!refusal && !request.broadcast()) {
            to = yours;
        }
        udp.send(router, DhcpMessage.SERVER_PORT, to, DhcpMessage.CLIENT_PORT, reply.toBytes());
    }

    private Map<Integer, byte[]> options(int type, Ipv4Address yours) {
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        options.put(DhcpMessage.TYPE, new byte[] {(byte) type});
        options.put(DhcpMessage.SERVER_IDENTIFIER, router.toBytes());
        if (type == DhcpMessage.NAK) {
            return options;
        }
        if (!yours.equals(Ipv4Address.NONE)) {
            options.put(DhcpMessage.LEASE_SECONDS, ByteBuffer.allocate(4).putInt(LEASE_SECONDS).array());
        }
        options.put(DhcpMessage.SUBNET_MASK, new byte[] {-1, -1, -1, 0});
        options.put(DhcpMessage.ROUTER, router.toBytes());
        options.put(DhcpMessage.DNS_SERVER, router.toBytes());
        options.put(DhcpMessage.NTP_SERVER, router.toBytes());
        return options;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(leases.size());
        for (Map.Entry<MacAddress, Ipv4Address> lease : leases.entrySet()) {
            out.writeLong(lease.getKey().value());
            out.writeInt(lease.getValue().value());
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        leases.clear();
        for (int left = in.readInt(); left > 0; left--) {
            leases.put(new MacAddress(in.readLong()), new Ipv4Address(in.readInt()));
        }
    }
}
