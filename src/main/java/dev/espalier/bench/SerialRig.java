package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.broker.TlsBroker;
import dev.espalier.configpage.HttpAddress;
import dev.espalier.heap.HeapProbe;
import dev.espalier.link.SerialLink;
import dev.espalier.link.SerialPortLink;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A real board on a serial port of this machine, in the network that is there. The Wi-Fi that it joins
 * is told by {@code --wifi} or by {@code ESPALIER_WIFI_SSID} and {@code ESPALIER_WIFI_PASSWORD}; brokers of the bench listen
 * on loopback only, so suites that need one are refused with that reason.
 */
final class SerialRig implements Rig {

    private static final int ROM_BAUD = 74_880;

    private final String port;
    private final Optional<WifiNetwork> wifi;

    SerialRig(String port, Optional<WifiNetwork> wifi) {
        this.port = port;
        this.wifi = wifi;
    }

    @Override
    public SerialLink link() {
        return SerialPortLink.open(port, ROM_BAUD);
    }

    @Override
    public String kind() {
        return "real";
    }

    @Override
    public void brokerServes(TlsBroker broker) {
        throw notOnThisBench("a broker that the board reaches over Wi-Fi", "the bench's brokers listen on loopback only");
    }

    @Override
    public String brokerPort(TlsBroker broker, boolean tls) {
        return Integer.toString(tls ? broker.tls().port() : broker.plain().port());
    }

    @Override
    public Map<String, String> cells() {
        Map<String, String> cells = new HashMap<>();
        cell(cells, "ssid", "ESPALIER_WIFI_SSID");
        cell(cells, "password", "ESPALIER_WIFI_PASSWORD");
        wifi.ifPresent(network -> cells.putAll(Map.of("ssid", network.ssid(), "password", network.password())));
        return cells;
    }

    @Override
    public HeapProbe heapProbe(Function<String, Optional<Integer>> addressOf) {
        return HeapProbe.none("the memory of a real board cannot be read while its firmware runs");
    }

    @Override
    public HttpAddress station(String ip, int httpPort) {
        return new HttpAddress(ip, httpPort);
    }

    @Override
    public HttpAddress accessPoint(String ssid, String password, String ip, int httpPort) {
        throw notOnThisBench("to join the board's access point " + ssid, "this machine's Wi-Fi is not the bench's to switch");
    }

    @Override
    public void cutWifi() {
        throw notOnThisBench("to take the access point away", "a real access point is not the bench's to switch");
    }

    @Override
    public void restoreWifi() {
        throw notOnThisBench("to bring the access point back", "a real access point is not the bench's to switch");
    }

    @Override
    public void close() {
        // The console closes the port; nothing else is held.
    }

    private static void cell(Map<String, String> cells, String name, String variable) {
        String value = System.getenv(variable);
        if (value != null && !value.isEmpty()) {
            cells.put(name, value);
        }
    }

    private static EspalierException notOnThisBench(String wanted, String why) {
        return new EspalierException(wanted, why, "the virtual board for this suite, or --suite with those a serial line is enough for");
    }
}
