package dev.espalier.emulator;

import dev.espalier.emulator.cpu.Cpu;
import java.io.IOException;

/**
 * Guest code that can be watched as it runs, on a board or in a replay. A watch costs nothing but where it is:
 * the watched instruction is not translated. The guest does not notice; its time passes as without watches.
 */
public interface Watchable {

    /** Where execution begins after every reset of the chip: a watch here is told of resets. */
    int RESET_VECTOR = Cpu.RESET_VECTOR;

    /**
     * Tells {@code watch} each time the core is about to execute the instruction at {@code address}, in the order of
     * adding when there are several. May be called from within a watch. An instruction that an exception sends back to
     * its beginning is told of again.
     *
     * @throws IOException when the board has stopped
     */
    void watch(int address, CodeWatch watch) throws IOException;

    /**
     * Tells {@code watch} of {@code address} no more; does nothing when it was not told.
     *
     * @throws IOException when the board has stopped
     */
    void unwatch(int address, CodeWatch watch) throws IOException;
}
