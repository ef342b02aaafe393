package dev.espalier.emulator.isa;

import static dev.espalier.emulator.isa.Words.*;

import dev.espalier.emulator.isa.Condition.Comparison;
import dev.espalier.emulator.isa.Operand.Kind;
import java.util.List;
import java.util.stream.Stream;

/** Jumps, calls, returns and branches. */
final class BranchRows {

    private static final Operand CALL_TARGET = new Operand(Kind.CALL_TARGET, "i");
    private static final Operand FORWARD = new Operand(Kind.TARGET_FORWARD, "hi");
    private static final Operand CONST = new Operand(Kind.B4CONST, "c");
    private static final Operand CONSTU = new Operand(Kind.B4CONSTU, "c");
    private static final Operand BIT = new Operand(Kind.UNSIGNED, "gb");

    private BranchRows() {
    }

    static List<InstructionRow> rows() {
        return Stream.of(jumps(), registers(), constants()).flatMap(List::stream).toList();
    }

    private static List<InstructionRow> jumps() {
        return List.of(
            row("j", "iiiiiiii iiiiiiii ii 000110", List.of(TARGET), jump(imm(TARGET))),
            row("jx", "0000 0000 0000 ssss 1010 0000", List.of(S), jump(reg(S))),
            row("call0", "iiiiiiii iiiiiiii ii 000101", List.of(CALL_TARGET), jump(imm(CALL_TARGET)), setReturn()),
            row("callx0", "0000 0000 0000 ssss 1100 0000", List.of(S), jump(reg(S)), setReturn()),
            row("ret", "0000 0000 0000 .... 1000 0000", List.of(), returnToCaller()),
            row("ret.n", "1111 .... 0000 1101", List.of(), returnToCaller()));
    }

    private static List<InstructionRow> registers() {
        return List.of(
            registers("beq", "0001", compare(Comparison.EQUAL, reg(S), reg(T))),
            registers("bne", "1001", compare(Comparison.NOT_EQUAL, reg(S), reg(T))),
            registers("blt", "0010", compare(Comparison.LESS, reg(S), reg(T))),
            registers("bge", "1010", compare(Comparison.GREATER_OR_EQUAL, reg(S), reg(T))),
            registers("bltu", "0011", compare(Comparison.LESS_UNSIGNED, reg(S), reg(T))),
            registers("bgeu", "1011", compare(Comparison.GREATER_OR_EQUAL_UNSIGNED, reg(S), reg(T))),
            registers("bnone", "0000", equal(and(reg(S), reg(T)), num(0))),
            registers("bany", "1000", notEqual(and(reg(S), reg(T)), num(0))),
            registers("ball", "0100", equal(and(not(reg(S)), reg(T)), num(0))),
            registers("bnall", "1100", notEqual(and(not(reg(S)), reg(T)), num(0))),
            registers("bbc", "0101", equal(and(reg(S), shl(num(1), reg(T))), num(0))),
            registers("bbs", "1101", notEqual(and(reg(S), shl(num(1), reg(T))), num(0))),
            row("bbci", "iiiiiiii 011g ssss bbbb 0111", List.of(S, BIT, TARGET), branch(equal(bit(), num(0)))),
            row("bbsi", "iiiiiiii 111g ssss bbbb 0111", List.of(S, BIT, TARGET), branch(notEqual(bit(), num(0)))));
    }

    private static List<InstructionRow> constants() {
        return List.of(
            constant("beqi", "0010", CONST, Comparison.EQUAL),
            constant("bnei", "0110", CONST, Comparison.NOT_EQUAL),
            constant("blti", "1010", CONST, Comparison.LESS),
            constant("bgei", "1110", CONST, Comparison.GREATER_OR_EQUAL),
            constant("bltui", "1011", CONSTU, Comparison.LESS_UNSIGNED),
            constant("bgeui", "1111", CONSTU, Comparison.GREATER_OR_EQUAL_UNSIGNED),
            zero("beqz", "0001", Comparison.EQUAL),
            zero("bnez", "0101", Comparison.NOT_EQUAL),
            zero("bltz", "1001", Comparison.LESS),
            zero("bgez", "1101", Comparison.GREATER_OR_EQUAL),
            row("beqz.n", "iiii ssss 10hh 1100", List.of(S, FORWARD), forward(equal(reg(S), num(0)))),
            row("bnez.n", "iiii ssss 11hh 1100", List.of(S, FORWARD), forward(notEqual(reg(S), num(0)))));
    }

    private static InstructionRow registers(String mnemonic, String operation, Condition condition) {
        return row(mnemonic, "iiiiiiii" + operation + "ssss tttt 0111", List.of(S, T, TARGET), branch(condition));
    }

    private static InstructionRow constant(String mnemonic, String operation, Operand constant, Comparison comparison) {
        return row(mnemonic, "iiiiiiii cccc ssss " + operation + "0110", List.of(S, constant, TARGET),
            branch(compare(comparison, reg(S), imm(constant))));
    }

    private static InstructionRow zero(String mnemonic, String operation, Comparison comparison) {
        return row(mnemonic, "iiiiiiiiiiii ssss " + operation + "0110", List.of(S, TARGET),
            branch(compare(comparison, reg(S), num(0))));
    }

    private static Value bit() {
        return and(reg(S), shl(num(1), imm(BIT)));
    }

    private static Operation branch(Condition condition) {
        return when(condition, jump(imm(TARGET)));
    }

    private static Operation forward(Condition condition) {
        return when(condition, jump(imm(FORWARD)));
    }

    private static Operation setReturn() {
        return new Operation.SetReturnAddress(new Value.NextAddress());
    }

    private static Operation returnToCaller() {
        return jump(new Value.ReturnAddress());
    }
}
