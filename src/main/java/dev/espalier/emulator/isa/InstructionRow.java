package dev.espalier.emulator.isa;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** One instruction of the LX106: its name, its bits, its operands and its meaning. */
public final class InstructionRow {

    private final String mnemonic;
    private final String pattern;
    private final List<Operand> operands;
    private final List<Operation> meaning;
    private final int mask;
    private final int match;
    /** Positions of an operand's raw bits in the word, most significant first. */
    private final Map<Operand, int[]> positions = new ConcurrentHashMap<>();

    /**
     * @param mnemonic the name in assembler text
     * @param pattern the bits, most significant first: 0 and 1 are fixed, {@code .} does not matter,
     *     letters are fields; 24 bits, or 16 for the density instructions
     * @param operands the operands in assembler order
     * @param meaning the steps, in order
     */
    InstructionRow(String mnemonic, String pattern, List<Operand> operands, List<Operation> meaning) {
        if (pattern.length() != 24 && pattern.length() != 16) {
            throw new IllegalArgumentException(
                "%s: pattern must have 16 or 24 bits, has %d".formatted(mnemonic, pattern.length()));
        }
        this.mnemonic = mnemonic;
        this.pattern = pattern;
        this.operands = List.copyOf(operands);
        this.meaning = List.copyOf(meaning);
        this.mask = bits("01");
        this.match = bits("1");
    }

    /** The name in assembler text. */
    public String mnemonic() {
        return mnemonic;
    }

    /** The operands in assembler order. */
    public List<Operand> operands() {
        return operands;
    }

    /** What the instruction does, step by step. */
    public List<Operation> meaning() {
        return meaning;
    }

    /** Length in bytes, 2 or 3. */
    public int length() {
        return pattern.length() / 8;
    }

    /** The bits that tell this instruction from others. */
    public int mask() {
        return mask;
    }

    /** The value of the bits under {@link #mask}. */
    public int match() {
        return match;
    }

    /** The value of an operand in {@code word}, the instruction's bytes in little-endian order, at {@code address}. */
    public int value(Operand operand, int word, int address) {
        int[] bits = positions(operand);
        int raw = 0;
        for (int position : bits) {
            raw = raw << 1 | word >>> position & 1;
        }
        return operand.decode(raw, bits.length, address);
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
        int word = match;
        for (int i = 0; i < values.length; i++) {
            int[] bits = positions(operands.get(i));
            int raw = operands.get(i).encode(values[i], bits.length, address);
            for (int bit = 0; bit < bits.length; bit++) {
                word |= (raw >>> bits.length - 1 - bit & 1) << bits[bit];
            }
        }
        return word;
    }

    @Override
    public String toString() {
        return mnemonic;
    }

    private int[] positions(Operand operand) {
        return positions.computeIfAbsent(operand, wanted -> wanted.letters().chars().flatMap(this::positions).toArray());
    }

    private IntStream positions(int letter) {
        int top = pattern.length() - 1;
        return IntStream.rangeClosed(0, top).filter(i -> pattern.charAt(i) == letter).map(i -> top - i);
    }

    private int bits(String chosen) {
        int bits = 0;
        for (int i = 0; i < pattern.length(); i++) {
            bits = bits << 1 | (chosen.indexOf(pattern.charAt(i)) >= 0 ? 1 : 0);
        }
        return bits;
    }
}
