package dev.espalier.emulator.cpu;

/** Told of all that the core does, one instruction after the other; guest thread. */
public interface ExecutionObserver {

    /** The instruction at the core's program counter is about to be executed. */
    void executes();

    /**
     * The present instruction has stored, which was not refused.
     *
     * @param width bytes: 1, 2 or 4
     */
    void stores(int address, int width, int value);
}
