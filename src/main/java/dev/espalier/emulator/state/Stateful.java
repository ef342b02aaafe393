package dev.espalier.emulator.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A part of the virtual board that a snapshot holds. {@link #load} reads exactly what {@link #save}
 * wrote, after which the part behaves as it did when it was saved.
 */
public interface Stateful {

    /** Writes the whole state, in a fixed order. */
    void save(DataOutput out) throws IOException;

    /** Restores what {@link #save} wrote. */
    void load(DataInput in) throws IOException;
}
