package dev.espalier.emulator.isa;

/** A 32-bit value that an instruction computes: what its meaning is made of, to be walked, printed or translated. */
public sealed interface Value {

    /** A number that stands in the table. */
    record Constant(int number) implements Value {
    }

    /** The decoded number of an operand: an immediate, a shift amount, a target address. */
    record Immediate(Operand operand) implements Value {
    }

    /** The address register that an operand names. */
    record Register(Operand operand) implements Value {
    }

    /** a0, the return address. */
    record ReturnAddress() implements Value {
    }

    /** The address of the instruction that follows in memory. */
    record NextAddress() implements Value {
    }

    /** A special register. */
    record Special(SpecialRegister register) implements Value {
    }

    /** One argument. */
    record Unary(UnaryOperator operator, Value argument) implements Value {
    }

    /** Two arguments, evaluated left to right. */
    record Binary(BinaryOperator operator, Value left, Value right) implements Value {
    }

    /** The low word of {@code high:low} shifted right by {@code amount}, 0 to 63: the LX106's one shifter. */
    record Funnel(Value high, Value low, Value amount) implements Value {
    }

    /** One of two values. */
    record Choice(Condition condition, Value whenTrue, Value whenFalse) implements Value {
    }

    /** A load from memory; a misaligned address raises an alignment exception before the access. */
    record Load(Width width, Value address) implements Value {
    }

    /** Operators of one argument. */
    enum UnaryOperator {
        NEGATE, NOT, ABSOLUTE,
        /** Number of leading zero bits, 32 for zero. */
        LEADING_ZEROS,
        /** Number of leading bits equal to the sign, less one: 31 for 0 and -1. */
        REDUNDANT_SIGNS,
        SIGN_EXTEND_16, ZERO_EXTEND_16
    }

    /** Operators of two arguments; shifts use the low five bits of the right one. */
    enum BinaryOperator {
        ADD, SUBTRACT, MULTIPLY, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED
    }

    /** Sizes of memory accesses. */
    enum Width {
        BYTE(1), HALF(2), HALF_SIGNED(2), WORD(4);

        private final int bytes;

        Width(int bytes) {
            this.bytes = bytes;
        }

        /** Size in bytes. */
        public int bytes() {
            return bytes;
        }
    }
}
