package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.List;

/** The header of a line number program: how its opcodes count, and the files they name. */
final class LineHeader {

    private static final int DW_LNCT_PATH = 1;
    private static final int DW_LNCT_DIRECTORY_INDEX = 2;

    /** A file's name and the number of its folder. */
    private record Entry(String name, long folder) {
    }

    private final Sections sections;
    private final String compilationFolder;
    private final List<String> folders = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private Cursor program;
    private int version;
    private int offsetSize;
    private int addressSize;
    private int instructionLength;
    private int lineBase;
    private int lineRange;
    private int opcodeBase;
    private int[] operands;

    private LineHeader(Sections sections, String compilationFolder) {
        this.sections = sections;
        this.compilationFolder = compilationFolder;
    }

    /** Reads the header that begins at {@code in}. */
    static LineHeader read(Sections sections, Cursor in, String compilationFolder, int addressSize) {
        LineHeader header = new LineHeader(sections, compilationFolder);
        header.addressSize = addressSize;
        header.read(in);
        return header;
    }

    /** The opcodes after the header. */
    Cursor program() {
        return program;
    }

    int instructionLength() {
        return instructionLength;
    }

    int lineBase() {
        return lineBase;
    }

    int lineRange() {
        return lineRange;
    }

    int opcodeBase() {
        return opcodeBase;
    }

    /** How many numbers follow a standard opcode. */
    int operandsOf(int opcode) {
        return operands[opcode];
    }

    /** Paths by number; null where a number has no file. */
    List<String> files() {
        return files;
    }

    /** Adds a file as DW_LNE_define_file does. */
    void defineFile(Cursor in) {
        String name = in.text();
        files.add(path(new Entry(name, in.uleb())));
        in.uleb();
        in.uleb();
    }

    private void read(Cursor in) {
        Cursor.Length length = in.length();
        offsetSize = length.offsetSize();
        long end = in.position() + Math.min(length.bytes(), in.remaining());
        version = in.u16();
        if (version < 2 || version > 5) {
            throw new DwarfException(".debug_line has version " + version);
        }
        if (version == 5) {
            addressSize = in.u8();
            in.u8();
        }
        long headerLength = in.unsigned(offsetSize);
        program = sections.at("debug_line", in.position() + headerLength).upTo(end);
        instructionLength = in.u8();
        if (version >= 4) {
            in.u8();
        }
        in.u8();
        lineBase = in.s8();
        lineRange = in.u8();
        opcodeBase = in.u8();
        if (lineRange == 0 || opcodeBase == 0) {
            throw new DwarfException("a line table counts in steps of 0");
        }
        operands = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            operands[i] = in.u8();
        }
        if (version == 5) {
            table(in, true);
            table(in, false);
        } else {
            oldTables(in);
        }
    }

    /** Before version 5: texts until an empty one; folder 0 is the compilation folder, file 0 is none. */
    private void oldTables(Cursor in) {
        folders.add(compilationFolder);
        for (String folder = in.text(); !folder.isEmpty(); folder = in.text()) {
            folders.add(folder);
        }
        files.add(null);
        for (String name = in.text(); !name.isEmpty(); name = in.text()) {
            files.add(path(new Entry(name, in.uleb())));
            in.uleb();
            in.uleb();
        }
    }

    private void table(Cursor in, boolean ofFolders) {
        int columns = in.u8();
        long[] content = new long[columns];
        int[] form = new int[columns];
        for (int i = 0; i < columns; i++) {
            content[i] = in.uleb();
            form[i] = (int) in.uleb();
        }
        long count = in.uleb();
        if (count < 0 || count > 0 && columns == 0 || count > in.remaining()) {
            throw new DwarfException("a line table names %d files".formatted(count));
        }
        for (long i = 0; i < count; i++) {
            Entry entry = entry(in, content, form);
            if (ofFolders) {
                folders.add(entry.name);
            } else {
                files.add(path(entry));
            }
        }
    }

    private Entry entry(Cursor in, long[] content, int[] form) {
        String name = "";
        long folder = 0;
        for (int i = 0; i < form.length; i++) {
            long value = Form.read(in, form[i], offsetSize, addressSize, version, 0);
            if (content[i] == DW_LNCT_PATH) {
                name = Form.text(sections, "debug_line", form[i], value);
            } else if (content[i] == DW_LNCT_DIRECTORY_INDEX) {
                folder = value;
            }
        }
        return new Entry(name, folder);
    }

    private String path(Entry entry) {
        String folder = entry.folder < 0 || entry.folder >= folders.size() ? "" : folders.get((int) entry.folder);
        return join(compilationFolder, join(folder, entry.name));
    }

    /** Puts a folder before a path, unless the path is absolute or begins with that folder already. */
    private static String join(String folder, String path) {
        boolean complete = folder.isEmpty() || path.startsWith("/") || path.startsWith(folder + "/")
            || path.matches("[A-Za-z]:[\\\\/].*");
        return complete ? path : folder.endsWith("/") ? folder + path : folder + "/" + path;
    }
}
