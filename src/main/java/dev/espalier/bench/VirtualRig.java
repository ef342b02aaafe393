package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.board.WifiSight;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.configpage.HttpAddress;
import dev.espalier.emulator.BoardHardware;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.Watchable;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.StationStatus;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.heap.BlockHeap;
import dev.espalier.heap.HeapProbe;
import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A virtual board in a virtual network: one access point, and the broker behind its usual name. The access
 * point has the name that was given, else the usual one; a firmware that cannot be told finds it under
 * whatever name it asks for.
 */
final class VirtualRig implements Rig {

    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;

    private final VirtualNetwork network;
    private final AccessPoint accessPoint;
    private final VirtualEsp8266 board;
    private final Map<String, Forward> forwards = new HashMap<>();

    /**
     * Powers a board on.
     *
     * @param flashBytes size of its flash chip
     * @param radio how its firmware's Wi-Fi libraries reach the network
     * @param wifi the access point, if it was named
     * @param anyName whether the firmware has its Wi-Fi compiled in, so that the access point must go by it
     */
    VirtualRig(int flashBytes, RadioBoundaries radio, Optional<WifiNetwork> wifi, boolean anyName) {
        accessPoint = wifi.map(named -> AccessPoint.of(named.ssid(), named.password())).orElse(AccessPoint.DEFAULT);
        network = VirtualNetwork.builder().accessPoint(accessPoint).build();
        network.takeAnyName(anyName && wifi.isEmpty());
        try {
            board = VirtualEsp8266.builder().hardware(BoardHardware.usual().withFlashBytes(flashBytes)).network(network).radio(radio).start();
        } catch (IOException e) {
            network.close();
            throw new EspalierException("a virtual board", e.getMessage(), "a build with the mask ROM in it", e);
        }
    }

    @Override
    public SerialLink link() {
        try {
            return board.link();
        } catch (IOException e) {
            throw new EspalierException("the virtual board's serial line", e.getMessage(), "one console at a time", e);
        }
    }

    @Override
    public String kind() {
        return "virtual";
    }

    @Override
    public void brokerServes(TlsBroker broker) {
        network.host(broker.hostName())
            .map(MQTT_PORT, broker.plain().address())
            .map(MQTTS_PORT, broker.tls().address());
    }

    @Override
    public String brokerPort(TlsBroker broker, boolean tls) {
        return Integer.toString(tls ? MQTTS_PORT : MQTT_PORT);
    }

    @Override
    public Map<String, String> cells() {
        return Map.of(
            "ssid", accessPoint.ssid(),
            "password", accessPoint.password(),
            "broker", TestPki.HOST,
            "mqttPort", Integer.toString(MQTTS_PORT));
    }

    @Override
    public HttpAddress station(String ip, int port) {
        return through(port, NicInterface.STATION);
    }

    @Override
    public HttpAddress accessPoint(String ssid, String password, String ip, int port) {
        network.joinSoftAp(ssid, password);
        return through(port, NicInterface.SOFT_AP);
    }

    @Override
    public void cutWifi() {
        network.loseAccessPoints();
    }

    @Override
    public void restoreWifi() {
        network.bringBackAccessPoints();
    }

    @Override
    public Optional<WifiSight> wifi() {
        StationStatus seen = network.station();
        String refusal = switch (seen.refusal()) {
            case NONE -> "";
            case NO_SUCH_NAME -> "no access point of that name is in reach";
            case WRONG_PASSWORD -> "the access point of that name has another password";
        };
        return Optional.of(new WifiSight(seen.attempts(), seen.ssid(), refusal, seen.associations(), seen.associated(),
            seen.frames(), network.boardAddress().map(Object::toString).orElse("")));
    }

    @Override
    public HeapProbe heapProbe(Function<String, Optional<Integer>> addressOf) {
        return BlockHeap.in(this::dataRam, addressOf);
    }

    @Override
    public Optional<Rewind> rewind() {
        return Optional.of(new VirtualRewind(board, network));
    }

    @Override
    public Optional<Watchable> code() {
        return Optional.of(board);
    }

    private byte[] dataRam(int address, int length) {
        try {
            return board.peek(address, length);
        } catch (IOException e) {
            throw new EspalierException("the virtual board's memory", e.getMessage(), "starting the gate again", e);
        }
    }

    private synchronized HttpAddress through(int port, NicInterface over) {
        Forward forward = forwards.computeIfAbsent(over + ":" + port, key -> network.forward(port, over));
        return new HttpAddress("127.0.0.1", forward.port());
    }

    @Override
    public void close() {
        try {
            board.close();
        } catch (IOException e) {
            throw new EspalierException("to stop the virtual board", e.getMessage(), "this process can be ended safely", e);
        } finally {
            network.close();
        }
    }
}
