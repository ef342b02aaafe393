package dev.espalier.emulator.isa;

/**
 * A decoded instruction at its address.
 *
 * @param row what it is
 * @param word its bits
 * @param address where it stands
 */
public record Instruction(InstructionRow row, int word, int address) {

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
