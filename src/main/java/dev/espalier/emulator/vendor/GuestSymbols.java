package dev.espalier.emulator.vendor;

import java.util.OptionalInt;

/** What is known of the image on the board beyond its bytes: the symbols of its ELF file. */
public interface GuestSymbols {

    /** Nothing is known. */
    GuestSymbols NONE = new GuestSymbols() {
        @Override
        public OptionalInt addressOf(String symbol) {
            return OptionalInt.empty();
        }

        @Override
        public byte[] bytesAt(int address, int length) {
            return new byte[0];
        }

        @Override
        public boolean holdsText(String text) {
            return false;
        }
    };

    /** The address of a function or variable. */
    OptionalInt addressOf(String symbol);

    /** The image's bytes from an address on, at most {@code length}; none where the image has none. */
    byte[] bytesAt(int address, int length);

    /** Whether these ASCII characters stand somewhere in what the image loads or maps. */
    boolean holdsText(String text);
}
