package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.ArpPacket;
import dev.espalier.emulator.net.wire.EthernetFrame;
import dev.espalier.emulator.net.wire.IcmpMessage;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.MacAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Ethernet, ARP, IPv4 and ICMP echo at one interface of the NIC, opposite the guest. One MAC address
 * may stand for many IPv4 addresses. Guest thread only.
 */
final class IpLayer {

    private final MacAddress mac;
    private final MacAddress guestMac;
    private final Predicate<Ipv4Address> owned;
    private final Predicate<Ipv4Address> silent;
    private final Consumer<byte[]> link;
    private final Map<Integer, Consumer<Ipv4Packet>> protocols = new HashMap<>();
    private Runnable onGuestAddress = () -> { };
    private volatile Ipv4Address guestAddress = Ipv4Address.NONE;
    private Ipv4Address lastGuestAddress = Ipv4Address.NONE;
    private int identification;

    /**
     * @param owned  the addresses that this side answers for
     * @param silent the owned addresses that are off the network at present
     * @param link   takes frames for the guest
     */
    IpLayer(MacAddress mac, MacAddress guestMac, Predicate<Ipv4Address> owned, Predicate<Ipv4Address> silent,
            Consumer<byte[]> link) {
        this.mac = mac;
        this.guestMac = guestMac;
        this.owned = owned;
        this.silent = silent;
        this.link = link;
        protocols.put(Ipv4Packet.ICMP, this::icmp);
    }

    /** Packets of this protocol for an owned address, and datagrams for a multicast group, go to {@code handler}. */
    void handle(int protocol, Consumer<Ipv4Packet> handler) {
        protocols.put(protocol, handler);
    }

    /** Runs {@code action} whenever the guest turns out to have another address than before. */
    void onGuestAddress(Runnable action) {
        onGuestAddress = action;
    }

    /** The guest's address as its own packets show it, {@link Ipv4Address#NONE} before that. */
    Ipv4Address guestAddress() {
        return guestAddress;
    }

    /** The guest left: its address is unknown again. */
    void forgetGuest() {
        guestAddress = Ipv4Address.NONE;
    }

    /** Asks by ARP whether the guest still has the address that it had last: its answer makes it known. */
    void callGuest(Ipv4Address asking) {
        if (guestAddress.equals(Ipv4Address.NONE) && !lastGuestAddress.equals(Ipv4Address.NONE)) {
            ArpPacket question =
                new ArpPacket(ArpPacket.REQUEST, mac, asking, new MacAddress(0), lastGuestAddress);
            link.accept(new EthernetFrame(MacAddress.BROADCAST, mac, EthernetFrame.ARP, question.toBytes()).toBytes());
        }
    }

    /** Takes a frame of the guest. */
    void receive(byte[] bytes) {
        EthernetFrame.parse(bytes)
            .filter(frame -> frame.destination().equals(mac) || frame.destination().isGroup())
            .ifPresent(frame -> {
                switch (frame.type()) {
                    case EthernetFrame.ARP -> ArpPacket.parse(frame.payload()).ifPresent(this::arp);
                    case EthernetFrame.IPV4 -> Ipv4Packet.parse(frame.payload()).ifPresent(this::ip);
                    default -> { }
                }
            });
    }

    /** Sends a packet to the guest: to its MAC address, or to the broadcast or multicast one that belongs to the destination. */
    void send(Ipv4Address source, Ipv4Address destination, int protocol, byte[] payload) {
        if (silent.test(source)) {
            return;
        }
        identification = identification + 1 & 0xFFFF;
        byte[] packet = new Ipv4Packet(source, destination, protocol, identification, 0, payload).toBytes();
        link.accept(new EthernetFrame(macOf(destination), mac, EthernetFrame.IPV4, packet).toBytes());
    }

    private MacAddress macOf(Ipv4Address destination) {
        if (destination.isMulticast()) {
            return MacAddress.ofGroup(destination);
        }
        return destination.isBroadcast() ? MacAddress.BROADCAST : guestMac;
    }

    /** Tells the guest by ICMP what became of its packet. */
    void complain(Ipv4Packet about, int type, int code) {
        Ipv4Address from = owned.test(about.destination()) ? about.destination() : router(about.source());
        send(from, about.source(), Ipv4Packet.ICMP, IcmpMessage.about(about, type, code).toBytes());
    }

    /** The first address of a guest's network: who must say that a network is out of reach. */
    private static Ipv4Address router(Ipv4Address guest) {
        return guest.withHost(1);
    }

    private void arp(ArpPacket packet) {
        learn(packet.sender());
        if (packet.operation() == ArpPacket.REQUEST && owned.test(packet.target())
            && !packet.target().equals(packet.sender())) {
            ArpPacket reply =
                new ArpPacket(ArpPacket.REPLY, mac, packet.target(), packet.senderMac(), packet.sender());
            link.accept(new EthernetFrame(packet.senderMac(), mac, EthernetFrame.ARP, reply.toBytes()).toBytes());
        }
    }

    private void ip(Ipv4Packet packet) {
        learn(packet.source());
        Ipv4Address to = packet.destination();
        if (silent.test(to)) {
            return;
        }
        if (packet.isFragment()) {
            if (packet.isFirstFragment()) {
                complain(packet, IcmpMessage.TIME_EXCEEDED, IcmpMessage.REASSEMBLY);
            }
        } else if (owned.test(to) || to.isBroadcast() || to.isMulticast() && packet.protocol() == Ipv4Packet.UDP) {
            Consumer<Ipv4Packet> handler = protocols.get(packet.protocol());
            if (handler != null) {
                handler.accept(packet);
            }
        } else if (!to.isMulticast()) {
            complain(packet, IcmpMessage.UNREACHABLE, IcmpMessage.HOST);
        }
    }

    /** The guest uses this address. */
    void learn(Ipv4Address address) {
        if (!address.equals(Ipv4Address.NONE) && !address.equals(guestAddress) && !owned.test(address)) {
            guestAddress = address;
            lastGuestAddress = address;
            onGuestAddress.run();
        }
    }

    private void icmp(Ipv4Packet packet) {
        IcmpMessage.parse(packet.payload())
            .filter(m -> m.type() == IcmpMessage.ECHO && m.code() == 0 && owned.test(packet.destination()))
            .ifPresent(m -> send(packet.destination(), packet.source(), Ipv4Packet.ICMP,
                new IcmpMessage(IcmpMessage.ECHO_REPLY, 0, m.rest(), m.payload()).toBytes()));
    }
}
