package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.ExceptionCause;

/** Ends an instruction that raises an exception; without a stack trace, for it is an ordinary event of the guest. */
final class GuestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExceptionCause cause;
    private final int address;

    GuestException(ExceptionCause cause, int address) {
        super(null, null, false, false);
        this.cause = cause;
        this.address = address;
    }

    ExceptionCause exceptionCause() {
        return cause;
    }

    /** What EXCVADDR shows, when the cause sets it. */
    int address() {
        return address;
    }
}
