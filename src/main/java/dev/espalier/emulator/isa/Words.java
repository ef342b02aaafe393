package dev.espalier.emulator.isa;

import dev.espalier.emulator.isa.Condition.Comparison;
import dev.espalier.emulator.isa.Operand.Kind;
import dev.espalier.emulator.isa.Value.Binary;
import dev.espalier.emulator.isa.Value.BinaryOperator;
import dev.espalier.emulator.isa.Value.Unary;
import dev.espalier.emulator.isa.Value.UnaryOperator;
import dev.espalier.emulator.isa.Value.Width;
import java.util.List;

/** The vocabulary in which the table's rows are written. */
final class Words {

    static final Operand R = Operand.register("r");
    static final Operand S = Operand.register("s");
    static final Operand T = Operand.register("t");
    /** Signed eight bits. */
    static final Operand IMM = new Operand(Kind.SIGNED, "i");
    static final Operand TARGET = new Operand(Kind.TARGET, "i");

    private Words() {
    }

    static InstructionRow row(String mnemonic, String pattern, List<Operand> operands, Operation... meaning) {
        return new InstructionRow(mnemonic, pattern.replace(" ", ""), operands, List.of(meaning));
    }

    static Value reg(Operand operand) {
        return new Value.Register(operand);
    }

    static Value imm(Operand operand) {
        return new Value.Immediate(operand);
    }

    static Value num(int number) {
        return new Value.Constant(number);
    }

    static Value special(SpecialRegister register) {
        return new Value.Special(register);
    }

    static Value add(Value left, Value right) {
        return new Binary(BinaryOperator.ADD, left, right);
    }

    static Value sub(Value left, Value right) {
        return new Binary(BinaryOperator.SUBTRACT, left, right);
    }

    static Value mul(Value left, Value right) {
        return new Binary(BinaryOperator.MULTIPLY, left, right);
    }

    static Value and(Value left, Value right) {
        return new Binary(BinaryOperator.AND, left, right);
    }

    static Value or(Value left, Value right) {
        return new Binary(BinaryOperator.OR, left, right);
    }

    static Value xor(Value left, Value right) {
        return new Binary(BinaryOperator.XOR, left, right);
    }

    static Value shl(Value left, Value right) {
        return new Binary(BinaryOperator.SHIFT_LEFT, left, right);
    }

    static Value shr(Value left, Value right) {
        return new Binary(BinaryOperator.SHIFT_RIGHT, left, right);
    }

    static Value sar(Value left, Value right) {
        return new Binary(BinaryOperator.SHIFT_RIGHT_SIGNED, left, right);
    }

    static Value unary(UnaryOperator operator, Value argument) {
        return new Unary(operator, argument);
    }

    static Value not(Value argument) {
        return unary(UnaryOperator.NOT, argument);
    }

    static Value funnel(Value high, Value low) {
        return new Value.Funnel(high, low, special(SpecialRegister.SAR));
    }

    static Value load(Width width, Value address) {
        return new Value.Load(width, address);
    }

    static Condition equal(Value left, Value right) {
        return new Condition(Comparison.EQUAL, left, right);
    }

    static Condition notEqual(Value left, Value right) {
        return new Condition(Comparison.NOT_EQUAL, left, right);
    }

    static Condition compare(Comparison comparison, Value left, Value right) {
        return new Condition(comparison, left, right);
    }

    static Operation set(Operand register, Value value) {
        return new Operation.SetRegister(register, value);
    }

    static Operation setSpecial(SpecialRegister register, Value value) {
        return new Operation.SetSpecial(register, value);
    }

    static Operation jump(Value target) {
        return new Operation.Jump(target);
    }

    static Operation when(Condition condition, Operation operation) {
        return new Operation.When(condition, List.of(operation));
    }
}
