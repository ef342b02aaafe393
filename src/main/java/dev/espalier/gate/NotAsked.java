package dev.espalier.gate;

import java.util.List;

/**
 * What a suite could ask if the profile said more.
 *
 * @param suite id of the suite
 * @param asks what it asks, in a line
 * @param entries top-level keys that the profile lacks for it
 */
public record NotAsked(String suite, String asks, List<String> entries) {

    public NotAsked {
        entries = List.copyOf(entries);
    }
}
