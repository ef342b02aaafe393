package dev.espalier.emulator.isa;

import static dev.espalier.emulator.isa.Words.*;

import dev.espalier.emulator.isa.Condition.Comparison;
import dev.espalier.emulator.isa.Operand.Kind;
import dev.espalier.emulator.isa.Value.UnaryOperator;
import java.util.List;
import java.util.stream.Stream;

/** Arithmetic, logic, shifts, conditional moves, multiplication. */
final class ArithmeticRows {

    private static final Operand SHIFT = new Operand(Kind.UNSIGNED, "f");
    private static final Operand SHIFT_LEFT = new Operand(Kind.THIRTY_TWO_MINUS, "f");
    private static final Operand WIDTH = new Operand(Kind.PLUS_ONE, "w");
    private static final Operand SSAI_AMOUNT = new Operand(Kind.UNSIGNED, "hf");
    private static final Operand IMM_256 = new Operand(Kind.SIGNED_TIMES_256, "i");
    private static final Operand MOVI = new Operand(Kind.SIGNED, "hi");
    private static final Operand MOVI_N = new Operand(Kind.MOVI_N, "hi");
    private static final Operand ADDI_N = new Operand(Kind.ADDI_N, "i");

    private ArithmeticRows() {
    }

    static List<InstructionRow> rows() {
        return Stream.of(sums(), products(), moves(), shifts(), shiftAmounts()).flatMap(List::stream).toList();
    }

    private static List<InstructionRow> sums() {
        return List.of(
            three("add", "1000 0000", add(reg(S), reg(T))),
            three("addx2", "1001 0000", add(shl(reg(S), num(1)), reg(T))),
            three("addx4", "1010 0000", add(shl(reg(S), num(2)), reg(T))),
            three("addx8", "1011 0000", add(shl(reg(S), num(3)), reg(T))),
            three("sub", "1100 0000", sub(reg(S), reg(T))),
            three("subx2", "1101 0000", sub(shl(reg(S), num(1)), reg(T))),
            three("subx4", "1110 0000", sub(shl(reg(S), num(2)), reg(T))),
            three("subx8", "1111 0000", sub(shl(reg(S), num(3)), reg(T))),
            three("and", "0001 0000", and(reg(S), reg(T))),
            three("or", "0010 0000", or(reg(S), reg(T))),
            three("xor", "0011 0000", xor(reg(S), reg(T))),
            row("neg", "0110 0000 rrrr 0000 tttt 0000", List.of(R, T), set(R, unary(UnaryOperator.NEGATE, reg(T)))),
            row("abs", "0110 0000 rrrr 0001 tttt 0000", List.of(R, T), set(R, unary(UnaryOperator.ABSOLUTE, reg(T)))),
            row("addi", "iiiiiiii 1100 ssss tttt 0010", List.of(T, S, IMM), set(T, add(reg(S), imm(IMM)))),
            row("addmi", "iiiiiiii 1101 ssss tttt 0010", List.of(T, S, IMM_256), set(T, add(reg(S), imm(IMM_256)))),
            row("add.n", "rrrr ssss tttt 1010", List.of(R, S, T), set(R, add(reg(S), reg(T)))),
            row("addi.n", "rrrr ssss iiii 1011", List.of(R, S, ADDI_N), set(R, add(reg(S), imm(ADDI_N)))));
    }

    private static List<InstructionRow> products() {
        return List.of(
            three("mull", "1000 0010", mul(reg(S), reg(T))),
            three("mul16u", "1100 0001", mul(low(S, UnaryOperator.ZERO_EXTEND_16), low(T, UnaryOperator.ZERO_EXTEND_16))),
            three("mul16s", "1101 0001", mul(low(S, UnaryOperator.SIGN_EXTEND_16), low(T, UnaryOperator.SIGN_EXTEND_16))),
            row("nsa", "0100 0000 1110 ssss tttt 0000", List.of(T, S), set(T, unary(UnaryOperator.REDUNDANT_SIGNS, reg(S)))),
            row("nsau", "0100 0000 1111 ssss tttt 0000", List.of(T, S), set(T, unary(UnaryOperator.LEADING_ZEROS, reg(S)))));
    }

    private static List<InstructionRow> moves() {
        return List.of(
            row("movi", "iiiiiiii 1010 hhhh tttt 0010", List.of(T, MOVI), set(T, imm(MOVI))),
            row("movi.n", "iiii ssss 0hhh 1100", List.of(S, MOVI_N), set(S, imm(MOVI_N))),
            row("mov.n", "0000 ssss tttt 1101", List.of(T, S), set(T, reg(S))),
            move("moveqz", "1000", Comparison.EQUAL),
            move("movnez", "1001", Comparison.NOT_EQUAL),
            move("movltz", "1010", Comparison.LESS),
            move("movgez", "1011", Comparison.GREATER_OR_EQUAL));
    }

    private static List<InstructionRow> shifts() {
        return List.of(
            row("slli", "000f 0001 rrrr ssss ffff 0000", List.of(R, S, SHIFT_LEFT), set(R, shl(reg(S), imm(SHIFT_LEFT)))),
            row("srai", "001f 0001 rrrr ffff tttt 0000", List.of(R, T, SHIFT), set(R, sar(reg(T), imm(SHIFT)))),
            row("srli", "0100 0001 rrrr ffff tttt 0000", List.of(R, T, SHIFT), set(R, shr(reg(T), imm(SHIFT)))),
            row("extui", "wwww 010f rrrr ffff tttt 0000", List.of(R, T, SHIFT, WIDTH),
                set(R, and(shr(reg(T), imm(SHIFT)), sub(shl(num(1), imm(WIDTH)), num(1))))),
            three("src", "1000 0001", funnel(reg(S), reg(T))),
            row("srl", "1001 0001 rrrr 0000 tttt 0000", List.of(R, T), set(R, funnel(num(0), reg(T)))),
            row("sll", "1010 0001 rrrr ssss 0000 0000", List.of(R, S), set(R, funnel(reg(S), num(0)))),
            row("sra", "1011 0001 rrrr 0000 tttt 0000", List.of(R, T), set(R, funnel(sar(reg(T), num(31)), reg(T)))));
    }

    private static List<InstructionRow> shiftAmounts() {
        return List.of(
            row("ssr", "0100 0000 0000 ssss 0000 0000", List.of(S), shift(and(reg(S), num(31)))),
            row("ssl", "0100 0000 0001 ssss 0000 0000", List.of(S), shift(sub(num(32), and(reg(S), num(31))))),
            row("ssa8l", "0100 0000 0010 ssss 0000 0000", List.of(S), shift(byteShift())),
            row("ssa8b", "0100 0000 0011 ssss 0000 0000", List.of(S), shift(sub(num(32), byteShift()))),
            row("ssai", "0100 0000 0100 ffff 000h 0000", List.of(SSAI_AMOUNT), shift(imm(SSAI_AMOUNT))));
    }

    private static InstructionRow three(String mnemonic, String operation, Value value) {
        return row(mnemonic, operation + "rrrr ssss tttt 0000", List.of(R, S, T), set(R, value));
    }

    private static InstructionRow move(String mnemonic, String operation, Comparison comparison) {
        return row(mnemonic, operation + "0011 rrrr ssss tttt 0000", List.of(R, S, T),
            when(compare(comparison, reg(T), num(0)), set(R, reg(S))));
    }

    private static Value low(Operand register, UnaryOperator extension) {
        return unary(extension, reg(register));
    }

    private static Value byteShift() {
        return shl(and(reg(S), num(3)), num(3));
    }

    private static Operation shift(Value amount) {
        return setSpecial(SpecialRegister.SAR, amount);
    }
}
