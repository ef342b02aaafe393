package dev.espalier.emulator.bus;

/**
 * An access that the memory system refuses. Thrown without a stack trace: on this chip it is an
 * ordinary event that becomes an LX106 exception.
 */
public final class MemoryFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the access was refused; the core maps it, with the kind of access, to an EXCCAUSE. */
    public enum Kind {
        /** Region protection: fetch 20, load 28, store 29. */
        PROHIBITED,
        /** The bus answers with an error: fetch 2, load or store 3 (narrow access to IRAM, ROM or mapped flash). */
        ERROR
    }

    private final Kind kind;
    private final int address;

    public MemoryFault(Kind kind, int address) {
        super(null, null, false, false);
        this.kind = kind;
        this.address = address;
    }

    public Kind kind() {
        return kind;
    }

    /** The address of the refused access, as EXCVADDR shows it. */
    public int address() {
        return address;
    }

    @Override
    public String getMessage() {
        return "access to 0x%08x refused (%s)".formatted(address, kind);
    }
}
