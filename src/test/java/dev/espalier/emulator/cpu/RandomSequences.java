package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;

import dev.espalier.emulator.isa.InstructionRow;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.Operand;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded random programs over a set of rows: straight pieces with forward branches, each loading its
 * registers from a record, working on a window of memory inside that record, and storing the registers
 * back into it. Any core that runs the image leaves its results in the records.
 */
final class RandomSequences {

    static final int ORIGIN = 0x40000000;
    /** 16 registers, SAR, a spare word, a window of 16 words. */
    static final int RECORD_BYTES = 136;
    private static final int SAR_AT = 64;
    private static final int WINDOW_AT = 72;
    private static final int WINDOW_BYTES = 64;

    private final Random random;
    private final List<InstructionRow> rows;
    private final int count;
    private final ByteBuffer records;
    private final Assembler code;
    private int sequence;
    /** The register that points to the window; no instruction of the sequence changes it. */
    private int base;

    RandomSequences(long seed, int count, List<InstructionRow> rows) {
        this.random = new Random(seed);
        this.rows = rows;
        this.count = count;
        this.records = ByteBuffer.allocate(count * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        this.code = new Assembler(ORIGIN + records.capacity());
        for (sequence = 0; sequence < count; sequence++) {
            emitSequence();
        }
        code.label("start_" + count);
        emitFinish();
    }

    int entry() {
        return code.address("start_0");
    }

    /** Address of the simcall that ends the program for QEMU and raises an exception elsewhere. */
    int exit() {
        return code.address("exit");
    }

    int recordBytes() {
        return records.capacity();
    }

    byte[] image() {
        byte[] text = code.bytes();
        return ByteBuffer.allocate(records.capacity() + text.length).put(records.array()).put(text).array();
    }

    /** The instructions of a sequence, for the message of a failure. */
    String listing(int number) {
        byte[] image = image();
        StringBuilder text = new StringBuilder();
        int at = code.address("body_" + number);
        int end = code.address("end_" + number);
        while (at < end) {
            int word = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(at - ORIGIN);
            int address = at;
            text.append("  %08x  %s%n".formatted(at,
                InstructionSet.decode(word, at).map(Object::toString).orElse("? " + Integer.toHexString(address))));
            at += InstructionSet.length(word);
        }
        return text.toString();
    }

    private void emitSequence() {
        base = 1 + random.nextInt(15);
        int record = ORIGIN + sequence * RECORD_BYTES;
        fillRecord(record);
        int length = 5 + random.nextInt(10);
        List<InstructionRow> chosen = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chosen.add(rows.get(random.nextInt(rows.size())));
        }
        code.align(4).label("record_" + sequence).word(record);
        for (int i = 0; i < length; i++) {
            if (needsLiteral(chosen.get(i))) {
                code.label("literal_" + sequence + "_" + i).word(to("after_" + sequence + "_" + i));
            }
        }
        emitPrologue();
        code.label("body_" + sequence);
        for (int i = 0; i < length; i++) {
            code.label(item(i));
            emitItem(chosen.get(i), i, length);
        }
        code.label(item(length)).label("end_" + sequence);
        emitEpilogue();
    }

    private String item(int i) {
        return "item_" + sequence + "_" + i;
    }

    private void fillRecord(int record) {
        int at = record - ORIGIN;
        for (int register = 0; register < 16; register++) {
            records.putInt(at + 4 * register, register == base ? record + WINDOW_AT : word());
        }
        records.putInt(at + SAR_AT, random.nextInt(33));
        for (int offset = 0; offset < WINDOW_BYTES; offset += 4) {
            records.putInt(at + WINDOW_AT + offset, word());
        }
    }

    /** A word with boundary values more often than chance would have them. */
    private int word() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(64) - 32;
            case 1 -> 1 << random.nextInt(32);
            case 2 -> Integer.MIN_VALUE + random.nextInt(3) - 1;
            case 3 -> random.nextInt() >> random.nextInt(32);
            default -> random.nextInt();
        };
    }

    private void emitPrologue() {
        code.label("start_" + sequence).op("l32r", 0, to("record_" + sequence))
            .op("l32i", 1, 0, SAR_AT).op("wsr.sar", 1);
        for (int register = 1; register < 16; register++) {
            code.op("l32i.n", register, 0, 4 * register);
        }
        code.op("l32i.n", 0, 0, 0);
    }

    private void emitEpilogue() {
        code.op("wsr.excsave1", 0).op("l32r", 0, to("record_" + sequence));
        for (int register = 1; register < 16; register++) {
            code.op("s32i.n", register, 0, 4 * register);
        }
        code.op("rsr.sar", 1).op("s32i", 1, 0, SAR_AT).op("rsr.excsave1", 1).op("s32i.n", 1, 0, 0)
            .op("j", to("start_" + (sequence + 1)));
    }

    /** Writes all records to standard output and exits. */
    private void emitFinish() {
        code.op("j", to("finish")).align(4).label("origin").word(ORIGIN).label("size").word(records.capacity())
            .label("finish").op("movi", 2, 4).op("movi", 3, 1).op("l32r", 4, to("origin")).op("l32r", 5, to("size"))
            .label("exit").op("simcall").op("movi", 2, 1).op("movi", 3, 0).op("simcall").label("forever").op("j", to("forever"));
    }

    private static boolean needsLiteral(InstructionRow row) {
        return List.of("jx", "callx0", "ret", "ret.n").contains(row.mnemonic());
    }

    private void emitItem(InstructionRow row, int i, int length) {
        String after = "after_" + sequence + "_" + i;
        switch (row.mnemonic()) {
            case "call0" -> code.op("call0", to(after)).align(4).label(after);
            case "jx", "callx0" -> {
                int register = changeable();
                code.op("l32r", register, to("literal_" + sequence + "_" + i)).op(row.mnemonic(), register)
                    .op("ill").label(after);
            }
            case "ret", "ret.n" -> code.op("l32r", 0, to("literal_" + sequence + "_" + i)).op(row.mnemonic())
                .op("ill.n").label(after);
            case "l32r" -> code.op("l32r", changeable(), to("record_" + sequence));
            case "wsr.sar", "xsr.sar" -> {
                int register = changeable();
                code.op("extui", register, register, 0, 5).op(row.mnemonic(), register);
            }
            case "srl", "sra" -> {
                emitRightShiftAmount();
                emitPlain(row, i, length);
            }
            case "beqz.n", "bnez.n" -> code.op(row.mnemonic(), random.nextInt(16), to(item(later(i, length)))).op("nop.n");
            default -> emitPlain(row, i, length);
        }
    }

    /** With SAR at 32, as the left shift amounts may leave it, QEMU's SRL and SRA shift by 0 where the manual shifts all out. */
    private void emitRightShiftAmount() {
        switch (random.nextInt(3)) {
            case 0 -> code.op("ssr", random.nextInt(16));
            case 1 -> code.op("ssa8l", random.nextInt(16));
            default -> code.op("ssai", random.nextInt(32));
        }
    }

    private int later(int i, int length) {
        return Math.min(length, i + 1 + random.nextInt(4));
    }

    private int changeable() {
        int register = random.nextInt(15);
        return register < base ? register : register + 1;
    }

    private void emitPlain(InstructionRow row, int i, int length) {
        boolean accesses = row.meaning().stream().anyMatch(RandomSequences::touchesMemory);
        Object[] operands = new Object[row.operands().size()];
        int raw = random.nextInt() & 0xFFFFFF;
        for (int k = 0; k < operands.length; k++) {
            Operand operand = row.operands().get(k);
            operands[k] = switch (operand.kind()) {
                case REGISTER -> accesses && operand.letters().equals("s") ? base
                    : changes(row, operand) ? changeable() : random.nextInt(16);
                case TARGET -> to(item(later(i, length)));
                case THIRTY_TWO_MINUS -> 1 + random.nextInt(31);
                default -> accesses ? offset(operand) : row.value(operand, raw, 0);
            };
        }
        code.op(row.mnemonic(), operands);
    }

    /** An aligned offset into the window. */
    private int offset(Operand operand) {
        return switch (operand.kind()) {
            case TIMES_4 -> 4 * random.nextInt(WINDOW_BYTES / 4);
            case TIMES_2 -> 2 * random.nextInt(WINDOW_BYTES / 2);
            default -> random.nextInt(WINDOW_BYTES);
        };
    }

    private static boolean touchesMemory(Operation operation) {
        return operation instanceof Operation.Store
            || operation instanceof Operation.SetRegister set && set.value() instanceof Value.Load;
    }

    static boolean changes(InstructionRow row, Operand operand) {
        return row.meaning().stream().anyMatch(operation -> changes(operation, operand));
    }

    private static boolean changes(Operation operation, Operand operand) {
        return operation instanceof Operation.SetRegister set && set.operand().equals(operand)
            || operation instanceof Operation.Exchange exchange && exchange.operand().equals(operand)
            || operation instanceof Operation.When when && when.operations().stream().anyMatch(inner -> changes(inner, operand));
    }
}
