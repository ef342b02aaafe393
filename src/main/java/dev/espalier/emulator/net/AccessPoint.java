package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A virtual access point. All of them lead to the same network.
 *
 * @param ssid     1 to 32 bytes of UTF-8
 * @param password empty for an open network, else 8 to 64 characters
 * @param channel  1 to 14
 * @param rssi     strength at the board in dBm, -100 to -1
 * @param bssid    MAC address of its radio
 */
public record AccessPoint(String ssid, String password, int channel, int rssi, MacAddress bssid) {

    private static final String USUAL_SSID = "espalier";
    private static final long FIRST_BSSID = MacAddress.parse("02:45:53:50:00:01").value();

    /** What the board meets when nobody says otherwise. */
    public static final AccessPoint DEFAULT = of(USUAL_SSID, "hil-bench");

    public AccessPoint {
        Objects.requireNonNull(bssid, "bssid");
        int bytes = ssid.getBytes(StandardCharsets.UTF_8).length;
        require(bytes >= 1 && bytes <= 32, "an SSID has 1 to 32 bytes, \"" + ssid + "\" has " + bytes);
        require(password.isEmpty() || password.length() >= 8 && password.length() <= 64,
            "a password has 8 to 64 characters or none, this one has " + password.length());
        require(channel >= 1 && channel <= 14, "a channel is 1 to 14, not " + channel);
        require(rssi >= -100 && rssi <= -1, "an RSSI is -100 to -1 dBm, not " + rssi);
    }

    /** An access point on channel 6 with a good signal, and a radio of its own for each name. */
    public static AccessPoint of(String ssid, String password) {
        long radio = ssid.hashCode() - USUAL_SSID.hashCode() & 0xFFFF;
        return new AccessPoint(ssid, password, 6, -55, new MacAddress(FIRST_BSSID ^ radio << 16));
    }

    /** The same with another signal strength. */
    public AccessPoint withRssi(int dBm) {
        return new AccessPoint(ssid, password, channel, dBm, bssid);
    }

    /** The same on another channel. */
    public AccessPoint withChannel(int number) {
        return new AccessPoint(ssid, password, number, rssi, bssid);
    }

    /** Whether a station that knows {@code offered} may join. */
    boolean accepts(String offered) {
        return password.isEmpty() || password.equals(offered);
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }
}
