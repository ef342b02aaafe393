package dev.espalier.crash;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What is known of the address registers inside a function without running it: constants, places in its frame, and
 * where the caller's address is. It reads the meaning of each instruction from the instruction table.
 */
final class Registers {

    /** Callers must not rely on a0 and a2 to a11 after a call (call0 ABI). */
    private static final int FIRST_KEPT = 12;
    private static final int RETURN_ADDRESS = 0;
    private static final int STACK_POINTER = 1;

    /** What a value is. */
    enum Kind {
        UNKNOWN, CONSTANT,
        /** The stack pointer at the function's entry plus a number. */
        FRAME,
        /** The address that the function will return to. */
        CALLER
    }

    /** A value: its kind and, for constants and places in the frame, a number. */
    record Known(Kind kind, int number) {
    }

    private static final Known UNKNOWN = new Known(Kind.UNKNOWN, 0);
    private static final Known CALLER = new Known(Kind.CALLER, 0);

    private final MachineCode code;
    private final Known[] values = new Known[16];
    /** Where the caller's address was stored, relative to the entry's stack pointer. */
    private OptionalInt savedAt = OptionalInt.empty();
    /** The last known stack pointer, relative to the entry's. */
    private int depth;

    Registers(MachineCode code) {
        this.code = code;
        forget();
    }

    private Registers(Registers other) {
        this.code = other.code;
        System.arraycopy(other.values, 0, values, 0, values.length);
        this.savedAt = other.savedAt;
        this.depth = other.depth;
    }

    /** The state at the entry of a function. */
    static Registers atEntry(MachineCode code) {
        Registers entry = new Registers(code);
        entry.values[RETURN_ADDRESS] = CALLER;
        entry.values[STACK_POINTER] = new Known(Kind.FRAME, 0);
        return entry;
    }

    Registers copy() {
        return new Registers(this);
    }

    void forget() {
        Arrays.fill(values, UNKNOWN);
    }

    /** Keeps what is the same in both; whether that is less than before. The frame is taken from here: it was there first. */
    boolean join(Registers other) {
        boolean less = false;
        for (int i = 2; i < values.length; i++) {
            if (!values[i].equals(other.values[i]) && values[i] != UNKNOWN) {
                values[i] = UNKNOWN;
                less = true;
            }
        }
        if (values[RETURN_ADDRESS] == CALLER && other.values[RETURN_ADDRESS] != CALLER && savedAt.isPresent()) {
            values[RETURN_ADDRESS] = UNKNOWN;
            less = true;
        }
        return less;
    }

    /** Does what an instruction does, but for its jumps. */
    void run(Instruction instruction) {
        boolean call = MachineCode.isCall(instruction);
        for (Operation each : instruction.row().meaning()) {
            run(each, instruction, true);
        }
        if (call) {
            values[RETURN_ADDRESS] = UNKNOWN;
            Arrays.fill(values, 2, FIRST_KEPT, UNKNOWN);
        }
    }

    private void run(Operation operation, Instruction instruction, boolean surely) {
        if (operation instanceof Operation.SetRegister set) {
            set(instruction.value(set.operand()), surely ? value(set.value(), instruction) : UNKNOWN);
        } else if (operation instanceof Operation.Exchange exchange) {
            set(instruction.value(exchange.operand()), UNKNOWN);
        } else if (operation instanceof Operation.Store store) {
            store(value(store.address(), instruction), value(store.value(), instruction));
        } else if (operation instanceof Operation.When when) {
            when.operations().forEach(each -> run(each, instruction, false));
        }
    }

    private void set(int register, Known value) {
        values[register] = value;
        if (register == STACK_POINTER && value.kind() == Kind.FRAME) {
            depth = value.number();
        }
    }

    private void store(Known address, Known value) {
        if (address.kind() != Kind.FRAME) {
            return;
        }
        if (value.kind() == Kind.CALLER) {
            savedAt = OptionalInt.of(address.number());
        } else if (savedAt.isPresent() && savedAt.getAsInt() == address.number()) {
            savedAt = OptionalInt.empty();
        }
    }

    /** The constant that a value is, if it is one. */
    OptionalInt constant(Value value, Instruction instruction) {
        Known known = value(value, instruction);
        return known.kind() == Kind.CONSTANT ? OptionalInt.of(known.number()) : OptionalInt.empty();
    }

    private Known value(Value value, Instruction instruction) {
        if (value instanceof Value.Constant constant) {
            return new Known(Kind.CONSTANT, constant.number());
        }
        if (value instanceof Value.Immediate immediate) {
            return new Known(Kind.CONSTANT, instruction.value(immediate.operand()));
        }
        if (value instanceof Value.Register register) {
            return values[instruction.value(register.operand())];
        }
        if (value instanceof Value.ReturnAddress) {
            return values[RETURN_ADDRESS];
        }
        if (value instanceof Value.Binary binary) {
            return binary(binary, instruction);
        }
        return value instanceof Value.Load load && load.width() == Value.Width.WORD ? load(load, instruction) : UNKNOWN;
    }

    private Known load(Value.Load load, Instruction instruction) {
        // LITBASE is zero on this chip: a literal is where the program counter says.
        if (load.address() instanceof Value.Choice choice && choice.whenTrue() instanceof Value.Immediate literal) {
            OptionalInt constant = code.constant(instruction.value(literal.operand()));
            return constant.isPresent() ? new Known(Kind.CONSTANT, constant.getAsInt()) : UNKNOWN;
        }
        Known address = value(load.address(), instruction);
        boolean saved = address.kind() == Kind.FRAME && savedAt.isPresent() && savedAt.getAsInt() == address.number();
        return saved ? CALLER : UNKNOWN;
    }

    private Known binary(Value.Binary binary, Instruction instruction) {
        Known left = value(binary.left(), instruction);
        Known right = value(binary.right(), instruction);
        return switch (binary.operator()) {
            case ADD -> sum(left, right, 1);
            case SUBTRACT -> sum(left, right, -1);
            // How compilers write a move, and a word that does nothing.
            case OR, AND -> left.equals(right) ? left : UNKNOWN;
            case SHIFT_LEFT -> left.kind() == Kind.CONSTANT && right.kind() == Kind.CONSTANT
                ? new Known(Kind.CONSTANT, left.number() << (right.number() & 31)) : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private static Known sum(Known left, Known right, int sign) {
        if (right.kind() == Kind.CONSTANT && (left.kind() == Kind.CONSTANT || left.kind() == Kind.FRAME)) {
            return new Known(left.kind(), left.number() + sign * right.number());
        }
        return sign > 0 && left.kind() == Kind.CONSTANT && right.kind() == Kind.FRAME
            ? new Known(Kind.FRAME, left.number() + right.number()) : UNKNOWN;
    }

    /** The constant in a0, where a function would return to. */
    OptionalInt returnAddress() {
        Known known = values[RETURN_ADDRESS];
        return known.kind() == Kind.CONSTANT ? OptionalInt.of(known.number()) : OptionalInt.empty();
    }

    /** Whether the caller's address is in a0. */
    boolean callerInRegister() {
        return values[RETURN_ADDRESS].kind() == Kind.CALLER;
    }

    /** Where the caller's address was stored, relative to the entry's stack pointer. */
    OptionalInt savedAt() {
        return savedAt;
    }

    /** The stack pointer relative to the entry's, 0 or negative; the last that was known. */
    int depth() {
        return depth;
    }

    /** Whether the function has taken its stack pointer from somewhere else, as what switches stacks does. */
    boolean stackSwitched() {
        return values[STACK_POINTER].kind() != Kind.FRAME;
    }
}
