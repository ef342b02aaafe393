package dev.espalier.dwarf;

/**
 * A place in the source that an address stands for.
 *
 * @param function the function's name; empty when neither DWARF nor the symbol table names one
 * @param file the path of the source file as the compiler recorded it, with its folder; empty when unknown
 * @param line the line, from 1; 0 when unknown
 * @param inlined whether the function has no call of its own here: its code stands inside that of the next frame,
 *     whose line is where the call was written
 */
public record SourceFrame(String function, String file, int line, boolean inlined) {

    /** The same place under another name of the function. */
    public SourceFrame withFunction(String name) {
        return new SourceFrame(name, file, line, inlined);
    }
}
