package dev.espalier.emulator.net;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.clock.GuestThread;
import dev.espalier.emulator.clock.OutsideWorld;
import dev.espalier.emulator.cpu.InterruptLines;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.MacAddress;
import dev.espalier.time.WallClock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The network around a virtual board: access points, a router with DHCP, DNS and NTP at 192.168.0.1,
 * hosts that are loopback sockets in truth, and forwards from loopback ports to the guest. It outlives
 * resets of the board, and nothing in it leaves this machine.
 *
 * <p>All methods may be called from any thread. Those that change something return at once; the change
 * holds from the guest's next slice on. A long file, as it is the only door to the network.
 */
public final class VirtualNetwork implements AutoCloseable {

    /** Where the NIC's registers lie in the guest's address space. */
    public static final int NIC_BASE = Nic.BASE;
    /** Length of the register block. */
    public static final int NIC_BYTES = Nic.BYTES;

    private final Setting setting;
    private volatile Attachment attachment;
    private volatile SoftApWish wish;

    private VirtualNetwork(InstantSource clock) {
        HostTable hosts = new HostTable(Router.ADDRESS, this::cutConnections);
        setting = new Setting(new Air(), hosts, new Services(clock), new HostSockets(), new Peers());
    }

    /** A network without access points and hosts, to be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** The usual network: the access point {@code espalier} with the password {@code hil-bench}. */
    public static VirtualNetwork standard() {
        return builder().accessPoint(AccessPoint.DEFAULT).build();
    }

    // ---- the board

    /**
     * Gives a board its NIC, taking the place of the board that had it before.
     *
     * @param memory  the board's bus, for the NIC's DMA
     * @param guest   how events from outside get to the board's thread
     * @param mac     the station's address, as the board's eFuses have it
     * @return the device to map at {@link #NIC_BASE}
     */
    public synchronized MmioDevice attach(Memory memory, Clock clock, InterruptLines interrupts, GuestThread guest, MacAddress mac) {
        detach();
        Attachment fresh = new Attachment(setting, memory, clock, interrupts, guest, mac);
        fresh.softAp().wish(wish);
        attachment = fresh;
        return fresh.nic();
    }

    /**
     * The board is gone for good: its connections are reset. Does nothing when another board has taken
     * its place already.
     *
     * @param nic what {@link #attach} gave the board
     */
    public synchronized void detach(MmioDevice nic) {
        if (attachment != null && attachment.nic() == nic) {
            detach();
        }
    }

    private synchronized void detach() {
        Attachment old = attachment;
        attachment = null;
        if (old != null) {
            old.detach();
            setting.peers().clear();
        }
    }

    /** What the board's pacer asks. */
    public OutsideWorld outsideWorld() {
        return setting.peers();
    }

    /** The address that the board uses as a station, once it has shown one. */
    public Optional<Ipv4Address> boardAddress() {
        return Optional.ofNullable(attachment).map(a -> a.router().ip().guestAddress())
            .filter(address -> !address.equals(Ipv4Address.NONE));
    }

    // ---- access points

    /** Adds an access point, or changes the one of that name. */
    public void accessPoint(AccessPoint accessPoint) {
        setting.air().add(accessPoint);
        airChanged();
    }

    /** The access point falls silent; a board that is associated with it loses its link. */
    public void loseAccessPoint(String ssid) {
        setting.air().lose(ssid);
        onBoard(board -> board.station().lose(ssid));
    }

    /** The access point is back; the board has to associate anew. */
    public void bringBackAccessPoint(String ssid) {
        setting.air().bringBack(ssid);
        airChanged();
    }

    /** All access points fall silent; a board that is associated loses its link. */
    public void loseAccessPoints() {
        setting.air().silence(true);
        onBoard(board -> board.station().loseAny());
    }

    /** The access points are heard again; the board has to associate anew. */
    public void bringBackAccessPoints() {
        setting.air().silence(false);
        airChanged();
    }

    /**
     * Whether an access point takes on any name that the board asks for, and the password that it offers:
     * for a firmware whose Wi-Fi nobody told. Names that are known already keep their passwords. A board
     * that looks around without a name in mind finds only the names that are known.
     */
    public void takeAnyName(boolean any) {
        setting.air().takeAnyName(any);
    }

    /** The board as a station. */
    public StationStatus station() {
        return Optional.ofNullable(attachment).map(Attachment::sight).orElse(StationStatus.OFF);
    }

    private void airChanged() {
        onBoard(board -> board.station().airChanged());
    }

    // ---- the board's own access point

    /** The board's own access point. */
    public SoftApStatus softAp() {
        return Optional.ofNullable(attachment).map(a -> a.softAp().status()).orElse(SoftApStatus.OFF);
    }

    /** A client joins the board's soft AP whenever it runs, whatever its name and password. */
    public void joinSoftAp() {
        wish(SoftApWish.ANY);
    }

    /** A client looks for a soft AP of that name and offers that password. */
    public void joinSoftAp(String ssid, String password) {
        wish(new SoftApWish(ssid, password));
    }

    /** The client leaves; its connections are reset. */
    public void leaveSoftAp() {
        wish(null);
    }

    private void wish(SoftApWish newWish) {
        wish = newWish;
        onBoard(board -> board.softAp().wish(newWish));
    }

    // ---- hosts, forwards, services

    /** The host of that name, made with the next free address on first use. */
    public VirtualHost host(String name) {
        return setting.hosts().host(name);
    }

    /**
     * Opens a loopback port that leads to a TCP port of the guest. For {@link NicInterface#SOFT_AP} a
     * client joins the board's soft AP, unless {@link #joinSoftAp(String, String)} was called before.
     */
    public Forward forward(int guestPort, NicInterface over) {
        if (over == NicInterface.SOFT_AP && wish == null) {
            joinSoftAp();
        }
        Forward forward = new Forward(guestPort, over, setting.sockets(),
            () -> new HostStream(setting.sockets(), this::onGuestThread),
            stream -> accepted(stream, guestPort, over));
        forward.open();
        return forward;
    }

    /**
     * Opens a loopback UDP port that leads to a UDP port of the guest, over its station. To the guest the
     * datagrams come from port {@code hostPort} of {@code host}, and what it sends there goes to whoever
     * sent last. A datagram is lost while the guest has no address.
     */
    public UdpForward forwardUdp(VirtualHost host, int hostPort, int guestPort) {
        return open(new UdpForward.Route(host, hostPort, Optional.empty(), guestPort));
    }

    /**
     * Makes a host a member of a multicast group, by a loopback UDP port: datagrams sent there go from port
     * {@code port} of {@code host} to that port of the group; what the guest sends to the group, or to that
     * port of the host, goes to whoever sent last. For mDNS the group is 224.0.0.251 and the port 5353.
     *
     * @param group a multicast group, or {@link Ipv4Address#BROADCAST}
     * @throws IllegalArgumentException when {@code group} is an address of one host
     */
    public UdpForward joinGroup(VirtualHost host, Ipv4Address group, int port) {
        if (!group.isMulticast() && !group.isBroadcast()) {
            throw new IllegalArgumentException("wanted a multicast group such as 224.0.0.251, seen " + group
                + "; forwardUdp leads to the board alone");
        }
        return open(new UdpForward.Route(host, port, Optional.of(group), port));
    }

    private UdpForward open(UdpForward.Route route) {
        UdpForward forward = new UdpForward(route, setting, this::datagram);
        setting.udpForwards().add(forward);
        forward.open();
        return forward;
    }

    private void datagram(UdpForward.Route route, byte[] payload) {
        Optional.ofNullable(attachment).ifPresent(board -> board.datagram(route, payload));
    }

    private void accepted(HostStream stream, int guestPort, NicInterface over) {
        Attachment board = attachment;
        if (board == null) {
            stream.abort();
        } else {
            board.guest().post(() -> board.open(stream, guestPort, over));
        }
    }

    /** The router's time from now on: this much ahead of the wall clock, or behind it when negative. */
    public void ntpOffset(Duration offset) {
        setting.services().offset(offset);
    }

    /** Whether the router's NTP server swallows questions. */
    public void silenceNtp(boolean silent) {
        setting.services().ntpSilent(silent);
    }

    /** Whether the router's DNS server swallows questions. */
    public void silenceDns(boolean silent) {
        setting.services().dnsSilent(silent);
    }

    // ---- looking on

    /** The TCP connections there are now. */
    public List<Connection> connections() {
        return Optional.ofNullable(attachment).map(Attachment::connections).orElse(List.of());
    }

    /** Ends every TCP connection between the board and the outside, with resets to both ends. */
    public void cutConnections() {
        onBoard(Attachment::cutConnections);
    }

    /** Shows every frame to {@code tap} until {@link #removeTap}. */
    public void addTap(FrameTap tap) {
        setting.taps().add(tap);
    }

    /** Shows no more frames to {@code tap}. */
    public void removeTap(FrameTap tap) {
        setting.taps().remove(tap);
    }

    /** Loses the frames that {@code loss} chooses, until told otherwise. */
    public void lose(FrameLoss loss) {
        setting.loss = loss;
    }

    /** Closes every socket. */
    @Override
    public void close() {
        detach();
        setting.sockets().close();
        setting.peers().clear();
    }

    private void cutConnections(VirtualHost host) {
        onBoard(board -> board.router().tcp().abort(key -> key.local().equals(host.address())));
    }

    private void onBoard(Consumer<Attachment> action) {
        Attachment board = attachment;
        if (board != null) {
            board.guest().post(() -> action.accept(board));
        }
    }

    private void onGuestThread(Runnable event) {
        Attachment board = attachment;
        if (board != null) {
            board.guest().post(event);
        }
    }

    /** What a network is made of, apart from the board. */
    static final class Setting {
        private final Air air;
        private final HostTable hosts;
        private final Services services;
        private final HostSockets sockets;
        private final Peers peers;
        private final List<UdpForward> udpForwards = new CopyOnWriteArrayList<>();
        private final List<FrameTap> taps = new CopyOnWriteArrayList<>();
        private volatile FrameLoss loss = FrameLoss.NONE;

        private Setting(Air air, HostTable hosts, Services services, HostSockets sockets, Peers peers) {
            this.air = air;
            this.hosts = hosts;
            this.services = services;
            this.sockets = sockets;
            this.peers = peers;
        }

        Air air() {
            return air;
        }

        HostTable hosts() {
            return hosts;
        }

        Services services() {
            return services;
        }

        HostSockets sockets() {
            return sockets;
        }

        Peers peers() {
            return peers;
        }

        List<UdpForward> udpForwards() {
            return udpForwards;
        }

        List<FrameTap> taps() {
            return taps;
        }

        FrameLoss loss() {
            return loss;
        }
    }

    /** Says what a network has from the start. */
    public static final class Builder {
        private final List<AccessPoint> accessPoints = new CopyOnWriteArrayList<>();
        private final List<Consumer<VirtualNetwork>> steps = new CopyOnWriteArrayList<>();
        private final List<String> timeServers =
            new CopyOnWriteArrayList<>(List.of("pool.ntp.org", "time.nist.gov", "ntp.test", "router.test"));
        private InstantSource clock = WallClock.utc();

        private Builder() {
        }

        /** Adds an access point. */
        public Builder accessPoint(AccessPoint accessPoint) {
            accessPoints.add(accessPoint);
            return this;
        }

        /** Adds an access point on channel 6 with a good signal. */
        public Builder accessPoint(String ssid, String password) {
            return accessPoint(AccessPoint.of(ssid, password));
        }

        /** Adds a host all of whose ports lead to one loopback endpoint. */
        public Builder host(String name, InetSocketAddress endpoint) {
            steps.add(network -> network.host(name).mapAll(endpoint));
            return this;
        }

        /** Adds a host with one port that leads to a loopback endpoint. */
        public Builder host(String name, int port, InetSocketAddress endpoint) {
            steps.add(network -> network.host(name).map(port, endpoint));
            return this;
        }

        /** Adds a name under which DNS knows the router, which is the time server. */
        public Builder timeServerName(String name) {
            timeServers.add(name);
            return this;
        }

        /** What the NTP server takes for the time; the wall clock otherwise. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** The network. */
        public VirtualNetwork build() {
            VirtualNetwork network = new VirtualNetwork(clock);
            accessPoints.forEach(network.setting.air()::add);
            timeServers.forEach(network.setting.hosts()::nameRouter);
            steps.forEach(step -> step.accept(network));
            return network;
        }
    }
}
