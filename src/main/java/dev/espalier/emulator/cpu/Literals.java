package dev.espalier.emulator.cpu;

/** What is fixed while a translation lives: words of code memory, and the base of absolute literals. */
interface Literals {

    /** LITBASE; a change drops every translation. */
    int litbase();

    /** The word at an address, when it lies in code memory and its change would drop the translation; else null. */
    Integer word(int address);
}
