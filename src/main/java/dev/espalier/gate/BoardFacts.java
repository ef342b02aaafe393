package dev.espalier.gate;

/**
 * Which board was tested.
 *
 * @param kind {@code virtual} or {@code real}, or {@code none} when no suite needed a board
 * @param name what the user called it, for example {@code serial:/dev/ttyUSB0}
 * @param mac station MAC address, lower case with colons
 * @param flashBytes size of the flash chip, bytes
 */
public record BoardFacts(String kind, String name, String mac, int flashBytes) {
}
