package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.InstructionRow;
import dev.espalier.emulator.isa.InstructionSet;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small two-pass assembler over the instruction table, for tests: no toolchain needed. */
final class Assembler {

    /** A named place, to be given where an operand wants an address. */
    record Label(String name) {
    }

    private interface Item {
        int length(int address);

        int word(int address);
    }

    private final int origin;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private int address;

    Assembler(int origin) {
        this.origin = origin;
        this.address = origin;
    }

    static Label to(String name) {
        return new Label(name);
    }

    /** The address of the next item. */
    int here() {
        return address;
    }

    /** Appends an instruction; operands are numbers or labels, in assembler order. */
    Assembler op(String mnemonic, Object... operands) {
        InstructionRow row = InstructionSet.row(mnemonic);
        return add(row.length(), at -> {
            int[] values = new int[operands.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = operands[i] instanceof Label label ? address(label.name) : (Integer) operands[i];
            }
            return row.encode(at, values);
        });
    }

    Assembler label(String name) {
        labels.put(name, address);
        return this;
    }

    /** Appends a word, whatever the alignment. */
    Assembler word(int value) {
        return add(4, at -> value);
    }

    Assembler word(Label label) {
        return add(4, at -> address(label.name));
    }

    /** Appends raw bytes of one instruction. */
    Assembler raw(int word, int length) {
        return add(length, at -> word);
    }

    /** Fills with zeros up to an address. */
    Assembler org(int target) {
        while (address < target) {
            add(1, at -> 0);
        }
        if (address != target) {
            throw new IllegalArgumentException("already at 0x%08x, wanted 0x%08x".formatted(address, target));
        }
        return this;
    }

    Assembler align(int bytes) {
        return org(address + bytes - 1 & -bytes);
    }

    int address(String label) {
        Integer found = labels.get(label);
        if (found == null) {
            throw new IllegalArgumentException("no label " + label);
        }
        return found;
    }

    int origin() {
        return origin;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = origin;
        for (Item item : items) {
            int word = item.word(at);
            int length = item.length(at);
            for (int i = 0; i < length; i++) {
                out.write(word >>> 8 * i);
            }
            at += length;
        }
        return out.toByteArray();
    }

    private Assembler add(int length, java.util.function.IntUnaryOperator word) {
        items.add(new Item() {
            @Override
            public int length(int at) {
                return length;
            }

            @Override
            public int word(int at) {
                return word.applyAsInt(at);
            }
        });
        address += length;
        return this;
    }
}
