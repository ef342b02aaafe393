package dev.espalier.board;

/**
 * The board as a Wi-Fi station, as the access point's side sees it.
 *
 * @param attempts how often it has looked for an access point or tried to join one since power-on
 * @param ssid the name that it asked for last; empty before the first attempt
 * @param refusal why the last attempt that has ended failed, for a person; empty when it did not
 * @param associations how often it has joined
 * @param associated whether it is in now
 * @param frames frames that it has sent since it last joined
 * @param address its IPv4 address as its own packets show it; empty while they have shown none
 */
public record WifiSight(int attempts, String ssid, String refusal, int associations, boolean associated, long frames,
        String address) {
}
