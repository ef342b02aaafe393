package dev.espalier.emulator.isa;

import java.util.List;

/** One step of an instruction. Steps run in order; one that raises an exception ends the instruction. */
public sealed interface Operation {

    /** Sets the address register that an operand names. */
    record SetRegister(Operand operand, Value value) implements Operation {
    }

    /** Sets a0, the return address. */
    record SetReturnAddress(Value value) implements Operation {
    }

    /** Writes a special register, with that register's effects. */
    record SetSpecial(SpecialRegister register, Value value) implements Operation {
    }

    /** Exchanges an address register and a special register. */
    record Exchange(Operand operand, SpecialRegister register) implements Operation {
    }

    /** A store to memory; a misaligned address raises an alignment exception before the access. */
    record Store(Value.Width width, Value address, Value value) implements Operation {
    }

    /** Continues at an address after this instruction. */
    record Jump(Value target) implements Operation {
    }

    /** Steps under a condition. */
    record When(Condition condition, List<Operation> operations) implements Operation {
    }

    /** Raises a general exception at this instruction. */
    record Raise(ExceptionCause cause) implements Operation {
    }

    /** Raises a debug exception at this instruction when the interrupt level lets it through. */
    record RaiseDebug(int debugCause) implements Operation {
    }

    /** Restores PS and the program counter from EPS and EPC of an interrupt level. */
    record ReturnFromLevel(Operand level) implements Operation {
    }

    /** Sleeps until an interrupt is taken. */
    record Sleep() implements Operation {
    }
}
