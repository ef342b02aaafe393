package dev.espalier.crash;

import dev.espalier.transcript.RomSymbols;
import java.util.Map;
import java.util.Optional;

/** Which argument of one of the ROM's memory and string functions was bad, by the address of the fault (facts 1.8, 7.6). */
final class RomArgument {

    /** Where memset stores, and what that tells of the size. */
    private static final Map<Integer, String> MEMSET_SIZES = Map.of(
        0x4000E1B2, "at least 16 bytes", 0x4000E1C3, "8 to 15 bytes", 0x4000E1CC, "4 to 7 bytes",
        0x4000E1D3, "2 or 3 bytes", 0x4000E1DB, "1 byte");

    private RomArgument() {
    }

    /** "memset's destination, for at least 16 bytes,", if the fault was in such a function. */
    static Optional<String> of(int epc1, boolean store) {
        return name(epc1).filter(name -> Functions.clears(name) || Functions.copies(name)).map(name -> {
            if (Functions.clears(name)) {
                String size = MEMSET_SIZES.get(epc1);
                return "%s's destination%s".formatted(name, size == null ? "" : ", of " + size + ",");
            }
            boolean move = name.contains("mem") || name.contains("cpy") || name.contains("bcopy");
            return "%s's %s".formatted(name, !move ? "text" : store ? "destination" : "source");
        });
    }

    /** How many bytes a faulting memset was to clear, in words. */
    static Optional<String> clearedBytes(int epc1) {
        return Optional.ofNullable(MEMSET_SIZES.get(epc1));
    }

    private static Optional<String> name(int epc1) {
        return RomSymbols.isCode(epc1) && RomSymbols.startOf(epc1).isPresent()
            ? RomSymbols.at(RomSymbols.startOf(epc1).getAsInt()) : Optional.empty();
    }
}
