package dev.espalier.emulator.net;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.clock.GuestThread;
import dev.espalier.emulator.cpu.InterruptLines;
import dev.espalier.emulator.net.wire.MacAddress;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** One board's place in the network: its NIC, and all that the network does on the guest thread. */
final class Attachment implements Nic.Radio {

    /** A connection from outside waits this long for the board to have an address. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    /** Datagrams from outside on the way to the guest thread at most; more are lost, as datagrams may be. */
    private static final int MAX_DATAGRAMS = 16;

    private final VirtualNetwork.Setting setting;
    private final Clock clock;
    private final GuestThread guest;
    private final Timers timers;
    private final Nic nic;
    private final Station station;
    private final SoftAp softAp;
    private final Router router;
    private final SoftApClient client;
    private final List<Waiting> waiting = new ArrayList<>();
    private final AtomicInteger datagrams = new AtomicInteger();
    private boolean clientIn;
    private volatile boolean detached;

    Attachment(VirtualNetwork.Setting setting, Memory memory, Clock clock, InterruptLines interrupts,
               GuestThread guest, MacAddress mac) {
        this.setting = setting;
        this.clock = clock;
        this.guest = guest;
        timers = new Timers(clock, "network");
        nic = new Nic(memory, interrupts, mac, this);
        station = new Station(setting.air(), clock, this::stationChanged);
        softAp = new SoftAp(clock, this::softApChanged);
        router = new Router(setting, mac, timers, guest::post, frame -> toGuest(NicInterface.STATION, frame));
        client = new SoftApClient(setting, Nic.softApMac(mac), timers, guest::post,
            frame -> toGuest(NicInterface.SOFT_AP, frame), this::openWaiting);
        router.ip().onGuestAddress(this::openWaiting);
    }

    private record Waiting(HostStream stream, int guestPort, NicInterface over, Timers.Timer patience) {
    }

    Nic nic() {
        return nic;
    }

    Router router() {
        return router;
    }

    GuestThread guest() {
        return guest;
    }

    @Override
    public Station station() {
        return station;
    }

    @Override
    public SoftAp softAp() {
        return softAp;
    }

    @Override
    public List<AccessPoint> audible() {
        return setting.air().audible();
    }

    @Override
    public BiConsumer<NicInterface, byte[]> air() {
        return this::fromGuest;
    }

    @Override
    public void reset() {
        station.reset();
        softAp.reset();
        clientFollows();
        router.guestWasReset();
    }

    /** Joins an accepted socket to the guest, now or as soon as the guest has an address. */
    void open(HostStream stream, int guestPort, NicInterface over) {
        if (!openNow(stream, guestPort, over)) {
            Timers.Timer patience = timers.timer(() -> {
                waiting.removeIf(each -> each.stream() == stream);
                stream.abort();
            });
            patience.in(PATIENCE_NANOS);
            waiting.add(new Waiting(stream, guestPort, over, patience));
            router.ip().callGuest(Router.ADDRESS);
        }
    }

    /** Takes a datagram from outside to the guest; any thread. */
    void datagram(UdpForward.Route route, byte[] payload) {
        if (datagrams.get() < MAX_DATAGRAMS) {
            datagrams.incrementAndGet();
            guest.post(() -> {
                datagrams.decrementAndGet();
                router.send(route, payload);
            });
        }
    }

    /** Another board takes this one's place. */
    void detach() {
        detached = true;
        Stream.of(router.tcp(), client.tcp()).flatMap(tcp -> tcp.list().stream()).forEach(TcpConnection::dropSocket);
    }

    /** Ends every TCP connection, with resets to both ends. */
    void cutConnections() {
        Stream.of(router.tcp(), client.tcp()).forEach(tcp -> tcp.abort(key -> true));
    }

    /** The station as onlookers may see it; any thread. */
    StationStatus sight() {
        return station.describe();
    }

    List<Connection> connections() {
        List<Connection> all = new ArrayList<>();
        router.tcp().list().forEach(each -> all.add(describe(NicInterface.STATION, each)));
        client.tcp().list().forEach(each -> all.add(describe(NicInterface.SOFT_AP, each)));
        return all;
    }

    private Connection describe(NicInterface over, TcpConnection each) {
        TcpEngine.Key key = each.key();
        return new Connection(over, setting.hosts().nameOf(key.local()) + ":" + key.localPort(),
            key.guest() + ":" + key.guestPort(), each.state().name(), each.bytesToGuest(), each.bytesFromGuest());
    }

    private boolean openNow(HostStream stream, int guestPort, NicInterface over) {
        return over == NicInterface.STATION
            ? station.linkUp() && router.open(stream, guestPort) : client.open(stream, guestPort);
    }

    private void openWaiting() {
        waiting.removeIf(each -> {
            boolean opened = openNow(each.stream(), each.guestPort(), each.over());
            if (opened) {
                each.patience().cancel();
            }
            return opened;
        });
    }

    private void fromGuest(NicInterface over, byte[] frame) {
        if (passes(FrameTap.Direction.FROM_GUEST, over, frame)) {
            if (over == NicInterface.STATION) {
                station.sent();
            }
            (over == NicInterface.STATION ? router.ip() : client.ip()).receive(frame);
        }
    }

    private void toGuest(NicInterface over, byte[] frame) {
        if (passes(FrameTap.Direction.TO_GUEST, over, frame)) {
            nic.deliver(over, frame);
        }
    }

    private boolean passes(FrameTap.Direction direction, NicInterface over, byte[] frame) {
        boolean link = over == NicInterface.STATION ? station.linkUp() : softAp.joined();
        if (!link || detached || setting.loss().loses(direction, over, frame)) {
            return false;
        }
        setting.taps().forEach(tap -> tap.frame(direction, over, clock.nanos(), frame));
        return true;
    }

    private void stationChanged() {
        nic.stationChanged();
        if (!station.linkUp()) {
            router.ip().forgetGuest();
        }
    }

    private void softApChanged() {
        nic.softApChanged();
        clientFollows();
    }

    private void clientFollows() {
        if (clientIn != softAp.joined()) {
            clientIn = softAp.joined();
            if (clientIn) {
                client.joined();
            } else {
                client.left();
            }
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        if (setting.peers().connected()) {
            throw new IOException("wanted no connection with the outside while a snapshot is taken, seen "
                + connections() + "; let them end, or cut them, first");
        }
        station.save(out);
        softAp.save(out);
        router.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        router.shutDown();
        timers.cancelAll();
        waiting.forEach(each -> each.stream().abort());
        waiting.clear();
        station.load(in);
        softAp.load(in);
        router.load(in);
        clientIn = false;
        client.left();
        clientFollows();
    }
}
