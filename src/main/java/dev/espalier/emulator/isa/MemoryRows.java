package dev.espalier.emulator.isa;

import static dev.espalier.emulator.isa.Words.*;

import dev.espalier.emulator.isa.Operand.Kind;
import dev.espalier.emulator.isa.Value.Width;
import java.util.List;

/** Loads and stores. */
final class MemoryRows {

    private static final Operand BYTES = new Operand(Kind.UNSIGNED, "i");
    private static final Operand HALVES = new Operand(Kind.TIMES_2, "i");
    private static final Operand WORDS = new Operand(Kind.TIMES_4, "i");
    private static final Operand LITERAL = new Operand(Kind.LITERAL, "i");
    private static final Operand LITERAL_OFFSET = new Operand(Kind.LITERAL_OFFSET, "i");

    private MemoryRows() {
    }

    static List<InstructionRow> rows() {
        return List.of(
            row("l8ui", "iiiiiiii 0000 ssss tttt 0010", List.of(T, S, BYTES), set(T, load(Width.BYTE, at(BYTES)))),
            row("l16ui", "iiiiiiii 0001 ssss tttt 0010", List.of(T, S, HALVES), set(T, load(Width.HALF, at(HALVES)))),
            row("l16si", "iiiiiiii 1001 ssss tttt 0010", List.of(T, S, HALVES), set(T, load(Width.HALF_SIGNED, at(HALVES)))),
            row("l32i", "iiiiiiii 0010 ssss tttt 0010", List.of(T, S, WORDS), set(T, load(Width.WORD, at(WORDS)))),
            row("l32i.n", "iiii ssss tttt 1000", List.of(T, S, WORDS), set(T, load(Width.WORD, at(WORDS)))),
            row("l32r", "iiiiiiii iiiiiiii tttt 0001", List.of(T, LITERAL), set(T, load(Width.WORD, literalAddress()))),
            row("s8i", "iiiiiiii 0100 ssss tttt 0010", List.of(T, S, BYTES), store(Width.BYTE, BYTES)),
            row("s16i", "iiiiiiii 0101 ssss tttt 0010", List.of(T, S, HALVES), store(Width.HALF, HALVES)),
            row("s32i", "iiiiiiii 0110 ssss tttt 0010", List.of(T, S, WORDS), store(Width.WORD, WORDS)),
            row("s32i.n", "iiii ssss tttt 1001", List.of(T, S, WORDS), store(Width.WORD, WORDS)));
    }

    private static Value at(Operand offset) {
        return add(reg(S), imm(offset));
    }

    private static Operation store(Width width, Operand offset) {
        return new Operation.Store(width, at(offset), reg(T));
    }

    /** From the program counter, or from LITBASE when its bit 0 is set. */
    private static Value literalAddress() {
        Value base = special(SpecialRegister.LITBASE);
        return new Value.Choice(equal(and(base, num(1)), num(0)),
            imm(LITERAL), add(and(base, num(~0xFFF)), imm(LITERAL_OFFSET)));
    }
}
