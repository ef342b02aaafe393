package dev.espalier.dwarf;

/** Addresses from {@code low} up to but without {@code high}. */
record Range(long low, long high) {

    boolean holds(long address) {
        return address >= low && address < high;
    }

    long length() {
        return high - low;
    }
}
