package dev.espalier.emulator.isa;

import java.util.StringJoiner;

/** Writes instructions as the GNU disassembler does. */
final class Disassembler {

    /** Numbers from here on are written in hexadecimal. */
    private static final int SMALLEST_HEX = 256;

    private Disassembler() {
    }

    static String text(Instruction instruction) {
        InstructionRow row = instruction.row();
        if (row.operands().isEmpty()) {
            return row.mnemonic();
        }
        StringJoiner operands = new StringJoiner(", ", row.mnemonic() + " ", "");
        for (Operand operand : row.operands()) {
            operands.add(text(operand, instruction.value(operand)));
        }
        return operands.toString();
    }

    private static String text(Operand operand, int value) {
        if (operand.kind() == Operand.Kind.REGISTER) {
            return "a" + value;
        }
        if (operand.isTarget() || Math.abs(value) >= SMALLEST_HEX) {
            return "0x" + Integer.toHexString(value);
        }
        return Integer.toString(value);
    }
}
