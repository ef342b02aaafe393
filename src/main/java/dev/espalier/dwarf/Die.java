package dev.espalier.dwarf;

/** A debugging information entry: what a unit says about one function, one inlined call, or itself. */
final class Die {

    static final int TAG_COMPILE_UNIT = 0x11;
    static final int TAG_INLINED_SUBROUTINE = 0x1d;
    static final int TAG_SUBPROGRAM = 0x2e;
    static final int TAG_ENTRY_POINT = 0x03;

    static final int NAME = 0x03;
    static final int STMT_LIST = 0x10;
    static final int LOW_PC = 0x11;
    static final int HIGH_PC = 0x12;
    static final int LANGUAGE = 0x13;
    static final int COMP_DIR = 0x1b;
    static final int ABSTRACT_ORIGIN = 0x31;
    static final int SPECIFICATION = 0x47;
    static final int RANGES = 0x55;
    static final int CALL_FILE = 0x58;
    static final int CALL_LINE = 0x59;
    static final int LINKAGE_NAME = 0x6e;
    static final int STR_OFFSETS_BASE = 0x72;
    static final int ADDR_BASE = 0x73;
    static final int RNGLISTS_BASE = 0x74;
    static final int MIPS_LINKAGE_NAME = 0x2007;

    private final int offset;
    private final Abbreviations.Shape shape;
    private final long[] values;

    private Die(int offset, Abbreviations.Shape shape, long[] values) {
        this.offset = offset;
        this.shape = shape;
        this.values = values;
    }

    /** The entry at the cursor; null for the zero byte that ends a row of siblings. */
    static Die read(Cursor in, Unit unit) {
        int offset = in.position();
        long code = in.uleb();
        if (code == 0) {
            return null;
        }
        Abbreviations.Shape shape = unit.abbreviations().shape(code);
        long[] values = new long[shape.forms().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Form.read(in, shape.forms()[i], unit.offsetSize(), unit.addressSize(), unit.version(),
                shape.constants()[i]);
        }
        return new Die(offset, shape, values);
    }

    /** Where it stands in .debug_info. */
    int offset() {
        return offset;
    }

    int tag() {
        return shape.tag();
    }

    boolean hasChildren() {
        return shape.children();
    }

    boolean has(int attribute) {
        return index(attribute) >= 0;
    }

    /** The form in which an attribute is written; 0 when the entry has none of this name. */
    int form(int attribute) {
        int index = index(attribute);
        return index < 0 ? 0 : shape.forms()[index];
    }

    /** An attribute as it is written: a number, an offset or an index; 0 when the entry has none of this name. */
    long value(int attribute) {
        int index = index(attribute);
        return index < 0 ? 0 : values[index];
    }

    private int index(int attribute) {
        int[] names = shape.names();
        for (int i = 0; i < names.length; i++) {
            if (names[i] == attribute) {
                return i;
            }
        }
        return -1;
    }
}
