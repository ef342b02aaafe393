package dev.espalier.crash;

import java.util.List;

/**
 * What a crash means.
 *
 * @param what in a few words, without the place
 * @param sentences why, and what to look at
 */
record Meaning(String what, List<String> sentences) {

    static Meaning of(String what, String... sentences) {
        return new Meaning(what, List.of(sentences));
    }
}
