package dev.espalier.bench;

import dev.espalier.EspalierException;
import java.nio.charset.StandardCharsets;

/**
 * The Wi-Fi that a firmware joins.
 *
 * @param ssid its name, 1 to 32 bytes of UTF-8
 * @param password empty for an open network, else 8 to 63 characters
 */
public record WifiNetwork(String ssid, String password) {

    private static final int LONGEST_SSID = 32;
    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 63;

    /**
     * Reads {@code SSID:PASSWORD}, or {@code SSID} alone for an open network; the name ends at the first colon.
     *
     * @throws EspalierException when a part has a length that Wi-Fi does not allow
     */
    public static WifiNetwork parse(String text) {
        int colon = text.indexOf(':');
        String ssid = colon < 0 ? text : text.substring(0, colon);
        String password = colon < 0 ? "" : text.substring(colon + 1);
        int bytes = ssid.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > LONGEST_SSID) {
            throw new EspalierException("a Wi-Fi name of 1 to 32 bytes", "it has " + bytes, "--wifi SSID:PASSWORD, or SSID alone");
        }
        if (!password.isEmpty() && (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD)) {
            throw new EspalierException("a Wi-Fi password of 8 to 63 characters, or none", "it has " + password.length(),
                "--wifi SSID:PASSWORD, or SSID alone for an open network");
        }
        return new WifiNetwork(ssid, password);
    }
}
