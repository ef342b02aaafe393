package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.List;

/** Reads lists of address ranges: .debug_ranges up to DWARF 4, .debug_rnglists in DWARF 5. */
final class RangeLists {

    private static final int DW_RLE_END_OF_LIST = 0;
    private static final int DW_RLE_BASE_ADDRESSX = 1;
    private static final int DW_RLE_STARTX_ENDX = 2;
    private static final int DW_RLE_STARTX_LENGTH = 3;
    private static final int DW_RLE_OFFSET_PAIR = 4;
    private static final int DW_RLE_BASE_ADDRESS = 5;
    private static final int DW_RLE_START_END = 6;
    private static final int DW_RLE_START_LENGTH = 7;

    private final Sections sections;
    private final Unit unit;
    private final List<Range> ranges = new ArrayList<>();
    private long base;

    RangeLists(Sections sections, Unit unit) {
        this.sections = sections;
        this.unit = unit;
    }

    /** The ranges that a DW_AT_ranges of this form and value stands for; empty ones are left out. */
    List<Range> read(int form, long value) {
        base = unit.baseAddress();
        if (unit.version() < 5) {
            old(sections.at("debug_ranges", value));
        } else {
            current(sections.at("debug_rnglists", form == Form.RNGLISTX ? offset(value) : value));
        }
        return ranges;
    }

    /** The table of offsets stands where DW_AT_rnglists_base points; its offsets count from there. */
    private long offset(long index) {
        long table = unit.root().value(Die.RNGLISTS_BASE);
        return table + sections.at("debug_rnglists", table + index * unit.offsetSize()).unsigned(unit.offsetSize());
    }

    private void old(Cursor in) {
        int size = unit.addressSize();
        long select = -1L >>> 64 - 8 * size;
        while (true) {
            sections.spend();
            long low = in.unsigned(size);
            long high = in.unsigned(size);
            if (low == 0 && high == 0) {
                return;
            }
            if (low == select) {
                base = high;
            } else {
                add(base + low, base + high);
            }
        }
    }

    private void current(Cursor in) {
        int size = unit.addressSize();
        while (true) {
            sections.spend();
            int kind = in.u8();
            switch (kind) {
                case DW_RLE_END_OF_LIST -> {
                    return;
                }
                case DW_RLE_BASE_ADDRESSX -> base = unit.indexedAddress(in.uleb());
                case DW_RLE_STARTX_ENDX -> add(unit.indexedAddress(in.uleb()), unit.indexedAddress(in.uleb()));
                case DW_RLE_STARTX_LENGTH -> addLength(unit.indexedAddress(in.uleb()), in.uleb());
                case DW_RLE_OFFSET_PAIR -> add(base + in.uleb(), base + in.uleb());
                case DW_RLE_BASE_ADDRESS -> base = in.unsigned(size);
                case DW_RLE_START_END -> add(in.unsigned(size), in.unsigned(size));
                case DW_RLE_START_LENGTH -> addLength(in.unsigned(size), in.uleb());
                default -> throw new DwarfException("a range list has an entry of kind " + kind);
            }
        }
    }

    private void addLength(long low, long length) {
        add(low, low + length);
    }

    private void add(long low, long high) {
        if (low < high) {
            ranges.add(new Range(low, high));
        }
    }
}
