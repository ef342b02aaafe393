package dev.espalier.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The complete instruction set of the LX106 as Espressif configured it, and its decoder. */
public final class InstructionSet {

    private static final List<InstructionRow> ROWS = Stream.of(
            ArithmeticRows.rows(), MemoryRows.rows(), BranchRows.rows(), SystemRows.rows())
        .flatMap(List::stream).toList();

    /** Rows by the low four bits of the instruction, which also tell its length. */
    private static final List<List<Candidate>> BY_OP0 = byOp0();

    private record Candidate(int mask, int match, InstructionRow row) {
    }

    private InstructionSet() {
    }

    /** Every instruction. */
    public static List<InstructionRow> rows() {
        return ROWS;
    }

    /** The row of a mnemonic as the GNU assembler spells it, special register included: {@code rsr.sar}. */
    public static InstructionRow row(String mnemonic) {
        return ROWS.stream().filter(row -> row.mnemonic().equals(mnemonic)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no LX106 instruction is called " + mnemonic));
    }

    /** Length in bytes of the instruction whose first byte is the low byte of {@code word}. */
    public static int length(int word) {
        return (word & 8) != 0 ? 2 : 3;
    }

    /**
     * Decodes the instruction whose bytes begin {@code word} in little-endian order; empty when it is
     * none of the core's, which raises an illegal instruction exception.
     */
    public static Optional<Instruction> decode(int word, int address) {
        int bits = word & (length(word) == 2 ? 0xFFFF : 0xFFFFFF);
        for (Candidate candidate : BY_OP0.get(word & 0xF)) {
            if ((bits & candidate.mask) == candidate.match) {
                return Optional.of(new Instruction(candidate.row, bits, address));
            }
        }
        return Optional.empty();
    }

    private static List<List<Candidate>> byOp0() {
        List<List<Candidate>> rows = new ArrayList<>();
        for (int op0 = 0; op0 < 16; op0++) {
            int low = op0;
            rows.add(ROWS.stream().map(row -> new Candidate(row.mask(), row.match(), row))
                .filter(candidate -> (candidate.match & 0xF) == low).toList());
        }
        return rows;
    }
}
