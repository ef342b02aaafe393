package dev.espalier.emulator;

/** The guest between two instructions, to be looked at and not to be changed. */
public interface GuestView {

    /** Address of the next instruction. */
    int pc();

    /**
     * An address register.
     *
     * @param number 0 to 15: a0 holds the return address at a function's entry, a1 the stack pointer, a2 to a7
     *               the first six arguments, and a2 the result after its return
     */
    int register(int number);

    /** Cycles of the CPU clock since power-on. */
    long cycles();

    /** Guest time since power-on, ns. */
    long nanos();

    /**
     * A word of data RAM.
     *
     * @param address a multiple of 4 in 3FFE8000 to 3FFFFFFF
     * @throws IllegalArgumentException when it is not
     */
    int word(int address);
}
