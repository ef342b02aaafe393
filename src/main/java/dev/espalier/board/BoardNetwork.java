package dev.espalier.board;

import dev.espalier.configpage.HttpAddress;
import java.util.Map;
import java.util.Optional;

/** The network around a board, as the bench has set it up. */
public interface BoardNetwork {

    /**
     * Values that this bench gives to cells, by the cell's name: {@code ssid} and {@code password} of an
     * access point in reach, {@code broker} and {@code mqttPort} of a broker. Cells that a firmware has
     * not are left out.
     */
    Map<String, String> cells();

    /** Where a server that the board runs as a Wi-Fi station is reached from this machine. */
    HttpAddress station(String ip, int port);

    /**
     * Joins the board's own access point; where its server is then reached from this machine.
     *
     * @param password empty for an open network
     */
    HttpAddress accessPoint(String ssid, String password, String ip, int port);

    /** What the access point's side sees of the board; empty where the bench cannot look. */
    default Optional<WifiSight> wifi() {
        return Optional.empty();
    }

    /** Takes the access point away, with every connection over it. */
    void cutWifi();

    /** Brings the access point back. */
    void restoreWifi();
}
