package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reads one line number program of .debug_line: its header, then the state machine's opcodes. */
final class LineProgram {

    private static final int DW_LNS_COPY = 1;
    private static final int DW_LNS_ADVANCE_PC = 2;
    private static final int DW_LNS_ADVANCE_LINE = 3;
    private static final int DW_LNS_SET_FILE = 4;
    private static final int DW_LNS_CONST_ADD_PC = 8;
    private static final int DW_LNS_FIXED_ADVANCE_PC = 9;
    private static final int DW_LNE_END_SEQUENCE = 1;
    private static final int DW_LNE_SET_ADDRESS = 2;
    private static final int DW_LNE_DEFINE_FILE = 3;

    private final Sections sections;
    private final String compilationFolder;
    private final Cursor in;
    private final List<LineTable.Sequence> sequences = new ArrayList<>();
    private final List<LineTable.Row> rows = new ArrayList<>();

    private LineHeader header;
    private long address;
    private long file = 1;
    private long line = 1;

    private LineProgram(Sections sections, long offset, String compilationFolder) {
        this.sections = sections;
        this.compilationFolder = compilationFolder;
        this.in = sections.at("debug_line", offset);
    }

    /**
     * The lines of the program at {@code offset} of .debug_line. What stands before a damaged place is kept.
     *
     * @param compilationFolder where the compiler ran; relative paths begin there
     * @param addressSize of the unit, for versions whose line header does not tell it
     */
    static LineTable read(Sections sections, long offset, String compilationFolder, int addressSize) {
        LineProgram program = new LineProgram(sections, offset, compilationFolder);
        program.run(addressSize);
        return new LineTable(program.header.files(), program.sequences);
    }

    private void run(int addressSize) {
        header = LineHeader.read(sections, in, compilationFolder, addressSize);
        Cursor opcodes = header.program();
        try {
            while (opcodes.remaining() > 0) {
                step(opcodes, opcodes.u8());
            }
        } catch (DwarfException damaged) {
            rows.clear();
        }
    }

    private void step(Cursor opcodes, int opcode) {
        if (opcode >= header.opcodeBase()) {
            int adjusted = opcode - header.opcodeBase();
            advance(adjusted / header.lineRange());
            line += header.lineBase() + adjusted % header.lineRange();
            emit();
            return;
        }
        switch (opcode) {
            case 0 -> extended(opcodes);
            case DW_LNS_COPY -> emit();
            case DW_LNS_ADVANCE_PC -> advance(opcodes.uleb());
            case DW_LNS_ADVANCE_LINE -> line += opcodes.sleb();
            case DW_LNS_SET_FILE -> file = opcodes.uleb();
            case DW_LNS_CONST_ADD_PC -> advance((255 - header.opcodeBase()) / header.lineRange());
            case DW_LNS_FIXED_ADVANCE_PC -> address += opcodes.u16();
            default -> {
                for (int i = header.operandsOf(opcode); i > 0; i--) {
                    opcodes.uleb();
                }
            }
        }
    }

    private void extended(Cursor opcodes) {
        long length = opcodes.uleb();
        int from = opcodes.position();
        if (length == 0) {
            return;
        }
        int opcode = opcodes.u8();
        switch (opcode) {
            case DW_LNE_END_SEQUENCE -> endSequence();
            case DW_LNE_SET_ADDRESS -> address = opcodes.unsigned((int) Math.max(1, Math.min(8, length - 1)));
            case DW_LNE_DEFINE_FILE -> header.defineFile(opcodes);
            default -> {
                // Discriminators and what producers added: of no use here.
            }
        }
        opcodes.skip(from + length - opcodes.position());
    }

    private void advance(long instructions) {
        address += instructions * header.instructionLength();
    }

    private void emit() {
        sections.spend();
        rows.add(new LineTable.Row(address, (int) file, (int) line));
    }

    private void endSequence() {
        if (!rows.isEmpty()) {
            LineTable.Row[] sorted = rows.toArray(new LineTable.Row[0]);
            Arrays.sort(sorted, Comparator.comparingLong(LineTable.Row::address));
            sequences.add(new LineTable.Sequence(sorted[0].address(), address, sorted));
        }
        rows.clear();
        address = 0;
        file = 1;
        line = 1;
    }
}
