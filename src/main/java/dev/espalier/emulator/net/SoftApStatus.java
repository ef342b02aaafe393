package dev.espalier.emulator.net;

/**
 * The board's own access point.
 *
 * @param running whether the firmware has started it
 * @param ssid    its name, empty before the first start
 * @param joined  whether the virtual client is in
 * @param refused whether the virtual client tried and found another name or another password
 */
public record SoftApStatus(boolean running, String ssid, boolean joined, boolean refused) {

    static final SoftApStatus OFF = new SoftApStatus(false, "", false, false);
}
