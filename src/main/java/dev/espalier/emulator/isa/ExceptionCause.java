package dev.espalier.emulator.isa;

/** The values of EXCCAUSE that an LX106 produces (facts sheet, section 2.6). */
public enum ExceptionCause {
    ILLEGAL_INSTRUCTION(0),
    SYSCALL(1),
    INSTRUCTION_FETCH_ERROR(2),
    LOAD_STORE_ERROR(3),
    LEVEL_1_INTERRUPT(4),
    LOAD_STORE_ALIGNMENT(9),
    INSTRUCTION_FETCH_PROHIBITED(20),
    LOAD_PROHIBITED(28),
    STORE_PROHIBITED(29);

    private final int number;

    ExceptionCause(int number) {
        this.number = number;
    }

    /** The number in EXCCAUSE. */
    public int number() {
        return number;
    }
}
