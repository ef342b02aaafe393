package dev.espalier.bench;

import dev.espalier.emulator.Recording;
import dev.espalier.heap.HeapFigures;
import java.util.Optional;
import java.util.function.Function;

/** What only a virtual board allows: to be taken back to a moment, and to be made short of heap. */
interface Rewind {

    /** The machine as it is now; waits until no TCP connection with the outside is open. */
    byte[] keep();

    /** Makes the machine what it was; connections with the outside are cut. Its serial line must be closed. */
    void restore(byte[] kept);

    /**
     * Takes heap away so that at most {@code freeBytes} are free, at a moment when the core sleeps.
     *
     * @param addressOf the address of a symbol of the firmware's ELF file
     * @return the heap afterwards; empty when there is none that can be read
     */
    Optional<HeapFigures> leaveFree(int freeBytes, Function<String, Optional<Integer>> addressOf);

    /** Tapes what reaches the board from outside, from now on. */
    Recording record();

    /** Whether the access point takes any name that the board asks for. */
    void takeAnyName(boolean any);
}
