package dev.espalier.emulator.isa;

import java.util.List;

/**
 * One instruction of the LX106: its name, its bits, its operands and its meaning.
 *
 * @param mnemonic the name in assembler text
 * @param pattern the bits, most significant first: 0 and 1 are fixed, {@code .} does not matter,
 *     letters are fields; 24 bits, or 16 for the density instructions
 * @param operands the operands in assembler order
 * @param meaning the steps, in order
 */
public record InstructionRow(String mnemonic, String pattern, List<Operand> operands, List<Operation> meaning) {

    public InstructionRow {
        if (pattern.length() != 24 && pattern.length() != 16) {
            throw new IllegalArgumentException(
                "%s: pattern must have 16 or 24 bits, has %d".formatted(mnemonic, pattern.length()));
        }
        operands = List.copyOf(operands);
        meaning = List.copyOf(meaning);
    }

    /** Length in bytes, 2 or 3. */
    public int length() {
        return pattern.length() / 8;
    }

    /** The bits that tell this instruction from others. */
    public int mask() {
        return bits("01");
    }

    /** The value of the bits under {@link #mask}. */
    public int match() {
        return bits("1");
    }

    /** Whether {@code word}, the instruction's bytes in little-endian order, is this instruction. */
    public boolean matches(int word) {
        return (word & mask()) == match();
    }

    /** The value of an operand in {@code word} at {@code address}. */
    public int value(Operand operand, int word, int address) {
        int raw = 0;
        for (char letter : operand.letters().toCharArray()) {
            for (int i = 0; i < pattern.length(); i++) {
                if (pattern.charAt(i) == letter) {
                    raw = raw << 1 | word >>> pattern.length() - 1 - i & 1;
                }
            }
        }
        return operand.decode(raw, width(operand), address);
    }

    /**
     * The instruction's bits with these operand values, in assembler order.
     *
     * @throws IllegalArgumentException when a value does not fit its field
     */
    public int encode(int address, int... values) {
        if (values.length != operands.size()) {
            throw new IllegalArgumentException(
                "%s takes %d operands, got %d".formatted(mnemonic, operands.size(), values.length));
        }
        int word = match();
        for (int i = 0; i < values.length; i++) {
            Operand operand = operands.get(i);
            word |= place(operand, operand.encode(values[i], width(operand), address));
        }
        return word;
    }

    private int place(Operand operand, int raw) {
        int word = 0;
        int left = width(operand);
        for (char letter : operand.letters().toCharArray()) {
            for (int i = 0; i < pattern.length(); i++) {
                if (pattern.charAt(i) == letter) {
                    left--;
                    word |= (raw >>> left & 1) << pattern.length() - 1 - i;
                }
            }
        }
        return word;
    }

    private int width(Operand operand) {
        return (int) pattern.chars().filter(c -> operand.letters().indexOf(c) >= 0).count();
    }

    private int bits(String chosen) {
        int bits = 0;
        for (int i = 0; i < pattern.length(); i++) {
            bits = bits << 1 | (chosen.indexOf(pattern.charAt(i)) >= 0 ? 1 : 0);
        }
        return bits;
    }
}
