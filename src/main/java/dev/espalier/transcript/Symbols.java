package dev.espalier.transcript;

import java.util.Optional;

/** Where an address lies in the code: a function name with an offset, if it is known. */
@FunctionalInterface
public interface Symbols {

    /** {@code "name+0x12"} for an address, if it is known. */
    Optional<String> nameOf(int address);

    /** Knows only the mask ROM's functions and tables. */
    static Symbols rom() {
        return RomSymbols::nameOf;
    }

    /** Asks this first, then the mask ROM's functions. */
    default Symbols orRom() {
        return address -> nameOf(address).or(() -> RomSymbols.nameOf(address));
    }
}
