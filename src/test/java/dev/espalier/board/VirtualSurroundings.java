package dev.espalier.board;

import dev.espalier.configpage.HttpAddress;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import java.util.Map;

/** The virtual network as a board's surroundings, the way a bench sets them up. */
public final class VirtualSurroundings implements BoardNetwork {

    private static final String SSID = "espalier";

    private final VirtualNetwork network;

    public VirtualSurroundings(VirtualNetwork network) {
        this.network = network;
    }

    @Override
    public Map<String, String> cells() {
        return Map.of("ssid", SSID, "password", "hil-bench", "broker", "broker.test");
    }

    @Override
    public HttpAddress station(String ip, int port) {
        return new HttpAddress("127.0.0.1", network.forward(port, NicInterface.STATION).port());
    }

    @Override
    public HttpAddress accessPoint(String ssid, String password, String ip, int port) {
        network.joinSoftAp(ssid, password);
        return new HttpAddress("127.0.0.1", network.forward(port, NicInterface.SOFT_AP).port());
    }

    @Override
    public void cutWifi() {
        network.loseAccessPoint(SSID);
    }

    @Override
    public void restoreWifi() {
        network.bringBackAccessPoint(SSID);
    }
}
