package dev.espalier.emulator.cpu;

/** Told of all that the core does, one instruction after the other; guest thread. */
public interface ExecutionObserver {

    /** The instruction at the core's program counter is about to be executed. */
    void executes();

    /**
     * The present instruction is about to store.
     *
     * @param width bytes: 1, 2 or 4
     */
    void stores(int address, int width, int value);
}
