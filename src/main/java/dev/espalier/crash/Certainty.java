package dev.espalier.crash;

/** How sure it is that a word on the stack is the return address of a call that had not ended. */
public enum Certainty {
    /** The code of every function from the fault to here says that its caller's address is kept in this place. */
    CERTAIN("certain"),
    /** It fits the code, but the walk had to look for it. */
    LIKELY("likely"),
    /** It is behind a call of the code, but no frame keeps its caller's address there: left over from an earlier call. */
    STALE("stale"),
    /** Without the ELF file nothing can be said. */
    UNKNOWN("unknown");

    private final String text;

    Certainty(String text) {
        this.text = text;
    }

    /** In a word, for messages. */
    @Override
    public String toString() {
        return text;
    }
}
