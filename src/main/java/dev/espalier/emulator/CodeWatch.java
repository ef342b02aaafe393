package dev.espalier.emulator;

/** Told when the core is about to execute a watched instruction. Called on the guest's thread: be quick, never wait. */
@FunctionalInterface
public interface CodeWatch {

    /**
     * The core is at a watched address; the instruction there is still to be executed.
     *
     * @param guest valid during the call only
     */
    void reached(GuestView guest);
}
