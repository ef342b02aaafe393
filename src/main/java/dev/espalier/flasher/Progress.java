package dev.espalier.flasher;

/** Told how far a flash plan has come. */
@FunctionalInterface
public interface Progress {

    /** What is being done. */
    enum Phase { CONNECT, ERASE, WRITE, VERIFY }

    /**
     * One step forward.
     *
     * @param region the plan's name of the region
     * @param done bytes (attempts, when connecting) done so far
     * @param total of them; 0 when not known
     */
    void at(Phase phase, String region, int done, int total);

    /** Listens to nothing. */
    static Progress none() {
        return (phase, region, done, total) -> { };
    }
}
