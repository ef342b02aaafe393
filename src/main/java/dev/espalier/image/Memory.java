package dev.espalier.image;

/** What a program takes up, told apart by address (facts 3.1). */
public enum Memory {
    /** Data RAM, from which the heap gets what is left. */
    RAM(0x3FFE_8000, 0x4000_0000),
    /** Instruction RAM. */
    IRAM(0x4010_0000, 0x4011_0000),
    /** Flash that is mapped: code and constants. */
    FLASH(0x4020_0000, 0x4030_0000);

    private final int from;
    private final int to;

    Memory(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** Whether an address lies in it. */
    public boolean holds(int address) {
        return address >= from && address < to;
    }
}
