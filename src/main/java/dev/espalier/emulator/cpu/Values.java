package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Condition;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.SpecialRegister;
import dev.espalier.emulator.isa.Value;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Emits the bytecode of values and conditions; folds what is known at translation. */
final class Values {

    static final int STATE_LOCAL = 1;
    static final int COUNTED = 2;
    static final int PC = 3;
    private static final int FIRST_REGISTER = 4;
    private static final int SAR = FIRST_REGISTER + Translator.Registers.SAR;
    private static final String ACCESS = "dev/espalier/emulator/cpu/DirectAccess";

    private final MethodVisitor method;
    private final Literals literals;
    private Instruction instruction;
    private int ahead;
    /** SAR, while a fixed amount set in the present run is in force. */
    private Integer shift;

    Values(MethodVisitor method, Literals literals) {
        this.method = method;
        this.literals = literals;
    }

    /** The local variable of an address register, or of SAR. */
    static int local(int register) {
        return FIRST_REGISTER + register;
    }

    void beginBlock() {
        shift = null;
    }

    void at(Instruction next, int cyclesAhead) {
        instruction = next;
        ahead = cyclesAhead;
    }

    /** The value when it is known at translation, else null. */
    Integer known(Value value) {
        if (value instanceof Value.Constant constant) {
            return constant.number();
        }
        if (value instanceof Value.Immediate immediate) {
            return instruction.value(immediate.operand());
        }
        if (value instanceof Value.NextAddress) {
            return instruction.nextAddress();
        }
        if (value instanceof Value.Special special) {
            return special.register() == SpecialRegister.SAR ? shift : Integer.valueOf(literals.litbase());
        }
        if (value instanceof Value.Binary binary) {
            Integer left = known(binary.left());
            Integer right = known(binary.right());
            return left == null || right == null ? null : (Integer) fold(binary.operator(), left, right);
        }
        if (value instanceof Value.Choice choice) {
            Integer left = known(choice.condition().left());
            Integer right = known(choice.condition().right());
            return left == null || right == null ? null
                : known(choice.condition().comparison().test(left, right) ? choice.whenTrue() : choice.whenFalse());
        }
        if (value instanceof Value.Load load && load.width() == Value.Width.WORD) {
            Integer address = known(load.address());
            return address == null ? null : literals.word(address);
        }
        return null;
    }

    void push(Value value) {
        Integer known = known(value);
        if (known != null) {
            constant(known);
        } else if (value instanceof Value.Register register) {
            method.visitVarInsn(Opcodes.ILOAD, local(instruction.value(register.operand())));
        } else if (value instanceof Value.ReturnAddress) {
            method.visitVarInsn(Opcodes.ILOAD, local(0));
        } else if (value instanceof Value.Special) {
            method.visitVarInsn(Opcodes.ILOAD, SAR);
        } else if (value instanceof Value.Unary unary) {
            pushUnary(unary);
        } else if (value instanceof Value.Binary binary) {
            push(binary.left());
            push(binary.right());
            method.visitInsn(opcode(binary.operator()));
        } else if (value instanceof Value.Funnel funnel) {
            pushFunnel(funnel);
        } else if (value instanceof Value.Load load) {
            pushLoad(load);
        } else {
            throw new IllegalStateException("the translator does not know the value " + value);
        }
    }

    private void pushUnary(Value.Unary unary) {
        push(unary.argument());
        switch (unary.operator()) {
            case NEGATE -> method.visitInsn(Opcodes.INEG);
            case NOT -> {
                method.visitInsn(Opcodes.ICONST_M1);
                method.visitInsn(Opcodes.IXOR);
            }
            case ABSOLUTE -> method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "abs", "(I)I", false);
            case LEADING_ZEROS -> leadingZeros();
            case REDUNDANT_SIGNS -> {
                method.visitInsn(Opcodes.DUP);
                constant(31);
                method.visitInsn(Opcodes.ISHR);
                method.visitInsn(Opcodes.IXOR);
                leadingZeros();
                method.visitInsn(Opcodes.ICONST_1);
                method.visitInsn(Opcodes.ISUB);
            }
            case SIGN_EXTEND_16 -> method.visitInsn(Opcodes.I2S);
            case ZERO_EXTEND_16 -> method.visitInsn(Opcodes.I2C);
        }
    }

    private void leadingZeros() {
        method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Integer", "numberOfLeadingZeros", "(I)I", false);
    }

    private void pushFunnel(Value.Funnel funnel) {
        Integer amount = known(funnel.amount());
        if (amount != null && amount > 0 && amount < 32) {
            pushShifted(funnel.high(), 32 - amount, Opcodes.ISHL);
            pushShifted(funnel.low(), amount, Opcodes.IUSHR);
            method.visitInsn(Opcodes.IOR);
            return;
        }
        push(funnel.high());
        method.visitInsn(Opcodes.I2L);
        constant(32);
        method.visitInsn(Opcodes.LSHL);
        push(funnel.low());
        method.visitInsn(Opcodes.I2L);
        method.visitLdcInsn(0xFFFFFFFFL);
        method.visitInsn(Opcodes.LAND);
        method.visitInsn(Opcodes.LOR);
        push(funnel.amount());
        method.visitInsn(Opcodes.LUSHR);
        method.visitInsn(Opcodes.L2I);
    }

    private void pushShifted(Value value, int amount, int shiftOpcode) {
        push(value);
        constant(amount);
        method.visitInsn(shiftOpcode);
    }

    private void pushLoad(Value.Load load) {
        method.visitVarInsn(Opcodes.ALOAD, STATE_LOCAL);
        push(load.address());
        access("load" + load.width().bytes() * 8, "I", "I");
        if (load.width() == Value.Width.HALF_SIGNED) {
            method.visitInsn(Opcodes.I2S);
        }
    }

    /** Leaves on the stack whether translated code must be left. */
    void store(Operation.Store store) {
        method.visitVarInsn(Opcodes.ALOAD, STATE_LOCAL);
        push(store.address());
        push(store.value());
        access("store" + store.width().bytes() * 8, "II", "Z");
    }

    private void access(String name, String arguments, String result) {
        constant(instruction.address());
        method.visitVarInsn(Opcodes.ILOAD, COUNTED);
        constant(ahead);
        method.visitMethodInsn(Opcodes.INVOKESTATIC, ACCESS, name,
            "(L" + Translator.STATE + ";" + arguments + "III)" + result, false);
    }

    void setShift(Value value) {
        Integer known = known(value);
        push(value);
        maskShift();
        shift = known == null ? null : (Integer) (known & 0x3F);
    }

    void exchangeShift(int register) {
        method.visitVarInsn(Opcodes.ILOAD, SAR);
        method.visitVarInsn(Opcodes.ILOAD, local(register));
        maskShift();
        method.visitVarInsn(Opcodes.ISTORE, local(register));
        shift = null;
    }

    private void maskShift() {
        constant(0x3F);
        method.visitInsn(Opcodes.IAND);
        method.visitVarInsn(Opcodes.ISTORE, SAR);
    }

    void jumpUnless(Condition condition, Label otherwise) {
        boolean unsigned = switch (condition.comparison()) {
            case LESS_UNSIGNED, GREATER_OR_EQUAL_UNSIGNED -> true;
            default -> false;
        };
        pushCompared(condition.left(), unsigned);
        pushCompared(condition.right(), unsigned);
        method.visitJumpInsn(switch (condition.comparison()) {
            case EQUAL -> Opcodes.IF_ICMPNE;
            case NOT_EQUAL -> Opcodes.IF_ICMPEQ;
            case LESS, LESS_UNSIGNED -> Opcodes.IF_ICMPGE;
            case GREATER_OR_EQUAL, GREATER_OR_EQUAL_UNSIGNED -> Opcodes.IF_ICMPLT;
        }, otherwise);
    }

    /** HotSpot knows the sum with the smallest number on both sides as an unsigned comparison. */
    private void pushCompared(Value value, boolean unsigned) {
        push(value);
        if (unsigned) {
            constant(Integer.MIN_VALUE);
            method.visitInsn(Opcodes.IADD);
        }
    }

    void loadState(String field, String descriptor) {
        method.visitVarInsn(Opcodes.ALOAD, STATE_LOCAL);
        method.visitFieldInsn(Opcodes.GETFIELD, Translator.STATE, field, descriptor);
    }

    void constant(int number) {
        if (number >= -1 && number <= 5) {
            method.visitInsn(Opcodes.ICONST_0 + number);
        } else if (number == (byte) number) {
            method.visitIntInsn(Opcodes.BIPUSH, number);
        } else if (number == (short) number) {
            method.visitIntInsn(Opcodes.SIPUSH, number);
        } else {
            method.visitLdcInsn(number);
        }
    }

    private static int opcode(Value.BinaryOperator operator) {
        return switch (operator) {
            case ADD -> Opcodes.IADD;
            case SUBTRACT -> Opcodes.ISUB;
            case MULTIPLY -> Opcodes.IMUL;
            case AND -> Opcodes.IAND;
            case OR -> Opcodes.IOR;
            case XOR -> Opcodes.IXOR;
            case SHIFT_LEFT -> Opcodes.ISHL;
            case SHIFT_RIGHT -> Opcodes.IUSHR;
            case SHIFT_RIGHT_SIGNED -> Opcodes.ISHR;
        };
    }

    private static int fold(Value.BinaryOperator operator, int left, int right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case AND -> left & right;
            case OR -> left | right;
            case XOR -> left ^ right;
            case SHIFT_LEFT -> left << right;
            case SHIFT_RIGHT -> left >>> right;
            case SHIFT_RIGHT_SIGNED -> left >> right;
        };
    }
}
