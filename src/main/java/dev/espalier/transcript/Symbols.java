package dev.espalier.transcript;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where an address lies in the code: a function name with an offset, if it is known. */
@FunctionalInterface
public interface Symbols {

    /** {@code "name+0x12"} for an address, if it is known. */
    Optional<String> nameOf(int address);

    /** Knows only the mask ROM's functions. */
    static Symbols rom() {
        return Rom::nameOf;
    }

    /** Asks this first, then the mask ROM's functions. */
    default Symbols orRom() {
        return address -> nameOf(address).or(() -> Rom.nameOf(address));
    }

    /** Functions of the mask ROM that crashes are seen in, with their lengths (facts 1.8, 2.4, 7.6). */
    final class Rom {

        private static final TreeMap<Integer, Map.Entry<String, Integer>> FUNCTIONS = new TreeMap<>(Map.of(
            0x4000048c, Map.entry("_xtos_l1int_handler", 0x100),
            0x4000bf4c, Map.entry("strlen", 0x4c),
            0x4000dce5, Map.entry("__divsi3 (division by zero)", 1),
            0x4000df48, Map.entry("memcpy", 0x104),
            0x4000e04c, Map.entry("memmove", 0x144),
            0x4000e190, Map.entry("memset", 0x62),
            0x4000e21c, Map.entry("__udivsi3", 0x41),
            0x4000e25d, Map.entry("__udivsi3 (division by zero)", 3),
            0x4000e268, Map.entry("__umodsi3", 0x2e),
            0x4000e296, Map.entry("__umodsi3 (division by zero)", 4)));

        private Rom() {
        }

        private static Optional<String> nameOf(int address) {
            Map.Entry<Integer, Map.Entry<String, Integer>> floor = FUNCTIONS.floorEntry(address);
            if (floor == null || address - floor.getKey() >= floor.getValue().getValue()) {
                return Optional.empty();
            }
            int inside = address - floor.getKey();
            String name = "ROM " + floor.getValue().getKey();
            return Optional.of(inside == 0 ? name : "%s+0x%x".formatted(name, inside));
        }
    }
}
