package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.configpage.HttpAddress;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.emulator.vendor.RadioBoundary;
import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A virtual board in a virtual network: one access point, and the broker behind its usual name. */
final class VirtualRig implements Rig {

    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private final VirtualEsp8266 board;
    private final Map<String, Forward> forwards = new HashMap<>();

    VirtualRig(RadioBoundary radio) {
        try {
            board = VirtualEsp8266.builder().network(network).radio(radio).start();
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
            "ssid", AccessPoint.DEFAULT.ssid(),
            "password", AccessPoint.DEFAULT.password(),
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
        network.loseAccessPoint(AccessPoint.DEFAULT.ssid());
    }

    @Override
    public void restoreWifi() {
        network.bringBackAccessPoint(AccessPoint.DEFAULT.ssid());
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
