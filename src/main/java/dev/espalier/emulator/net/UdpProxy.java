package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.net.wire.Ipv4Packet;
import dev.espalier.emulator.net.wire.UdpDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Carries the guest's datagrams to loopback sockets and the answers back, one socket per flow. */
final class UdpProxy implements UdpLayer.Service {

    /** Flows at most; the one unused for longest makes room. */
    private static final int MAX_FLOWS = 32;
    /** Answers on the way to the guest at most; more are lost, as datagrams may be. */
    private static final int MAX_WAITING = 16;

    private final HostSockets sockets;
    private final Executor guest;
    private final Peers peers;
    private final TcpEngine.Targets targets;
    private final Map<Key, Flow> flows = new LinkedHashMap<>(16, 0.75f, true);
    private UdpLayer udp;

    UdpProxy(HostSockets sockets, Executor guest, Peers peers, TcpEngine.Targets targets) {
        this.sockets = sockets;
        this.guest = guest;
        this.peers = peers;
        this.targets = targets;
    }

    private record Key(Ipv4Address host, int hostPort, Ipv4Address guest, int guestPort) {
    }

    /** Where answers go. */
    void answerOver(UdpLayer layer) {
        udp = layer;
    }

    /** Forgets every flow. */
    void clear() {
        flows.values().forEach(Flow::close);
        flows.clear();
    }

    @Override
    public boolean datagram(Ipv4Packet packet, UdpDatagram datagram) {
        Key key = new Key(packet.destination(), datagram.destinationPort(), packet.source(), datagram.sourcePort());
        Optional<InetSocketAddress> target = targets.target(key.host(), key.hostPort());
        if (target.isEmpty()) {
            return false;
        }
        try {
            Flow flow = flows.get(key);
            if (flow == null || !flow.channel.isOpen()) {
                flow = open(key, target.get());
            }
            peers.asked(flow);
            flow.channel.write(ByteBuffer.wrap(datagram.payload()));
            return true;
        } catch (IOException e) {
            Optional.ofNullable(flows.remove(key)).ifPresent(Flow::close);
            return false;
        }
    }

    private Flow open(Key key, InetSocketAddress target) throws IOException {
        if (flows.size() >= MAX_FLOWS) {
            Iterator<Flow> eldest = flows.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(target);
        Flow flow = new Flow(key, channel);
        flows.put(key, flow);
        sockets.run(() -> {
            try {
                sockets.register(channel, SelectionKey.OP_READ, flow);
            } catch (IOException e) {
                flow.failed(e);
            }
        });
        return flow;
    }

    private final class Flow implements HostSockets.Owner {
        private final Key key;
        private final DatagramChannel channel;
        private final AtomicInteger waiting = new AtomicInteger();

        private Flow(Key key, DatagramChannel channel) {
            this.key = key;
            this.channel = channel;
        }

        @Override
        public void ready(SelectionKey selected) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(UdpDatagram.MAX_PAYLOAD + 1);
            while (channel.read(buffer.clear()) > 0) {
                byte[] payload = new byte[buffer.flip().remaining()];
                buffer.get(payload);
                if (payload.length <= UdpDatagram.MAX_PAYLOAD && waiting.get() < MAX_WAITING) {
                    waiting.incrementAndGet();
                    guest.execute(() -> answer(payload));
                }
            }
        }

        @Override
        public void failed(IOException cause) {
            guest.execute(this::close);
        }

        private void answer(byte[] payload) {
            waiting.decrementAndGet();
            peers.answered(this);
            if (flows.get(key) == this) {
                udp.send(key.host(), key.hostPort(), key.guest(), key.guestPort(), payload);
            }
        }

        private void close() {
            peers.answered(this);
            HostSockets.close(channel);
        }
    }
}
