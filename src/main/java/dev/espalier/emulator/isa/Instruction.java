package dev.espalier.emulator.isa;

import java.util.List;

/**
 * A decoded instruction at its address.
 *
 * @param row what it is
 * @param word its bits
 * @param address where it stands
 */
public record Instruction(InstructionRow row, int word, int address) {

    private static final String ANY_BITS = ".".repeat(24);

    /** A jump from one address to any other, which no bits of the core's can say: what a redirect stands for. */
    public static Instruction farJump(int address, int target) {
        InstructionRow row = new InstructionRow("redirect", ANY_BITS, List.of(),
            List.of(new Operation.Jump(new Value.Constant(target))));
        return new Instruction(row, 0, address);
    }

    /** The value of an operand. */
    public int value(Operand operand) {
        return row.value(operand, word, address);
    }

    /** The address of the instruction that follows in memory. */
    public int nextAddress() {
        return address + row.length();
    }

    /** Assembler text, as the GNU disassembler writes it. */
    @Override
    public String toString() {
        return Disassembler.text(this);
    }
}
