package dev.espalier.dwarf;

/** Debug information that cannot be read. Stays inside this package: what is damaged is left out. */
final class DwarfException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DwarfException(String message) {
        super(message);
    }
}
