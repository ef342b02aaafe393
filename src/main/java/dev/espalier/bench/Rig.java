package dev.espalier.bench;

import dev.espalier.board.BoardNetwork;
import dev.espalier.broker.TlsBroker;
import dev.espalier.emulator.Watchable;
import dev.espalier.heap.HeapProbe;
import dev.espalier.link.SerialLink;
import java.util.Optional;
import java.util.function.Function;

/** What differs between a virtual board and a real one: where the link leads and what is around the board. */
interface Rig extends BoardNetwork, AutoCloseable {

    /** The board's serial line; the taker closes it. */
    SerialLink link();

    /** {@code virtual} or {@code real}. */
    String kind();

    /** Makes a broker reachable for the board; its ports must be known. */
    void brokerServes(TlsBroker broker);

    /** The port at which the board finds the broker, as a cell's text. */
    String brokerPort(TlsBroker broker, boolean tls);

    /**
     * Reads the firmware's heap from outside.
     *
     * @param addressOf the address of a symbol of the firmware's ELF file
     */
    HeapProbe heapProbe(Function<String, Optional<Integer>> addressOf);

    /** The code that runs, to be watched; empty for a real board. */
    default Optional<Watchable> code() {
        return Optional.empty();
    }

    /** The board's power over time and memory; empty for a real board, which has none. */
    default Optional<Rewind> rewind() {
        return Optional.empty();
    }

    @Override
    void close();
}
