package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A unit of .debug_info: mostly what one run of the compiler wrote. Read in full only when it is asked for. */
final class Unit {

    private static final int DW_UT_TYPE = 2;
    private static final int DW_UT_SKELETON = 4;
    private static final int DW_UT_SPLIT_COMPILE = 5;
    private static final int DW_UT_SPLIT_TYPE = 6;
    /** C++ in its editions; other languages do not mangle names. */
    private static final Set<Long> CXX = Set.of(0x04L, 0x1aL, 0x21L, 0x2bL, 0x3aL);

    private final Sections sections;
    private final int from;
    private final long end;
    private final int version;
    private final int offsetSize;
    private int addressSize;
    private long abbreviationsAt;
    private int firstEntry;
    private Abbreviations abbreviations;
    private Die root;
    private LineTable lines;
    private ScopeTree scopes;

    private Unit(Sections sections, Cursor in) {
        this.sections = sections;
        this.from = in.position();
        Cursor.Length length = in.length();
        this.offsetSize = length.offsetSize();
        this.end = in.position() + length.bytes();
        if (length.bytes() < 0 || length.bytes() > in.remaining()) {
            throw new DwarfException("the unit at 0x%x is longer than .debug_info".formatted(from));
        }
        this.version = in.u16();
    }

    /** Reads the header at an offset of .debug_info; the rest follows when it is asked for. */
    static Unit header(Sections sections, long offset) {
        Cursor in = sections.at("debug_info", offset);
        Unit unit = new Unit(sections, in);
        if (unit.version >= 2 && unit.version <= 5) {
            unit.readHeader(in);
        }
        return unit;
    }

    private void readHeader(Cursor in) {
        if (version == 5) {
            int type = in.u8();
            addressSize = in.u8();
            abbreviationsAt = in.unsigned(offsetSize);
            switch (type) {
                case DW_UT_SKELETON, DW_UT_SPLIT_COMPILE -> in.skip(8);
                case DW_UT_TYPE, DW_UT_SPLIT_TYPE -> in.skip(8 + offsetSize);
                default -> {
                    // A plain unit has nothing more.
                }
            }
        } else {
            abbreviationsAt = in.unsigned(offsetSize);
            addressSize = in.u8();
        }
        firstEntry = in.position();
    }

    int from() {
        return from;
    }

    long end() {
        return end;
    }

    int version() {
        return version;
    }

    int offsetSize() {
        return offsetSize;
    }

    int addressSize() {
        return addressSize;
    }

    /** Whether names of functions in this unit are mangled; a function's plain name is then not its symbol. */
    boolean cxx() {
        return CXX.contains(root().value(Die.LANGUAGE));
    }

    Abbreviations abbreviations() {
        if (abbreviations == null) {
            abbreviations = Abbreviations.read(sections, abbreviationsAt);
        }
        return abbreviations;
    }

    /** The entry that stands for the unit itself. */
    Die root() {
        if (root == null) {
            if (addressSize < 1 || addressSize > 8) {
                throw new DwarfException("the unit at 0x%x has version %d and addresses of %d bytes"
                    .formatted(from, version, addressSize));
            }
            Die first = Die.read(entries(firstEntry), this);
            if (first == null) {
                throw new DwarfException("the unit at 0x%x is empty".formatted(from));
            }
            root = first;
        }
        return root;
    }

    /** Reads entries from an offset of .debug_info that lies in this unit. */
    Cursor entries(long offset) {
        if (offset < firstEntry) {
            throw new DwarfException("an entry is said to stand at 0x%x, outside of its unit".formatted(offset));
        }
        return new Cursor(sections.bytes("debug_info"), offset, end);
    }

    /** The entry itself and all that follow, for a walk. */
    Cursor entries() {
        return entries(firstEntry);
    }

    /** The lines of this unit; none when it has no line program or a damaged one. */
    LineTable lines() {
        if (lines == null) {
            try {
                lines = root().has(Die.STMT_LIST)
                    ? LineProgram.read(sections, root().value(Die.STMT_LIST), text(root(), Die.COMP_DIR), addressSize)
                    : LineTable.EMPTY;
            } catch (DwarfException damaged) {
                lines = LineTable.EMPTY;
            }
        }
        return lines;
    }

    /** The functions of this unit and what was inlined into them. */
    ScopeTree scopes() {
        if (scopes == null) {
            scopes = ScopeTree.read(sections, this);
        }
        return scopes;
    }

    /** The addresses of this unit. */
    List<Range> ranges() {
        List<Range> ranges = ranges(root());
        return ranges.isEmpty() ? lines().ranges() : ranges;
    }

    /** The addresses of an entry: one range, a list of them, or none. */
    List<Range> ranges(Die die) {
        if (die.has(Die.RANGES)) {
            return new RangeLists(sections, this).read(die.form(Die.RANGES), die.value(Die.RANGES));
        }
        if (!die.has(Die.LOW_PC) || !die.has(Die.HIGH_PC)) {
            return List.of();
        }
        long low = address(die, Die.LOW_PC);
        long high = isAddress(die.form(Die.HIGH_PC)) ? address(die, Die.HIGH_PC) : low + die.value(Die.HIGH_PC);
        return low < high ? List.of(new Range(low, high)) : List.of();
    }

    /** Where offsets in range lists count from. */
    long baseAddress() {
        return address(root(), Die.LOW_PC);
    }

    /** An address attribute; 0 when the entry has none. */
    long address(Die die, int attribute) {
        int form = die.form(attribute);
        long value = die.value(attribute);
        return form == 0 || form == Form.ADDR || !isAddress(form) ? value : indexedAddress(value);
    }

    /** An address by its index in this unit's part of .debug_addr. */
    long indexedAddress(long index) {
        return sections.at("debug_addr", root().value(Die.ADDR_BASE) + index * addressSize).unsigned(addressSize);
    }

    /** A text attribute; empty when the entry has none. */
    String text(Die die, int attribute) {
        int form = die.form(attribute);
        long value = die.value(attribute);
        if (form == Form.STRX || form >= Form.STRX1 && form <= Form.STRX4 || form == Form.GNU_STR_INDEX) {
            long at = root().value(Die.STR_OFFSETS_BASE) + value * offsetSize;
            return sections.at("debug_str", sections.at("debug_str_offsets", at).unsigned(offsetSize)).text();
        }
        return Form.text(sections, "debug_info", form, value);
    }

    /** Where the entry stands that an attribute points to, as an offset of .debug_info; -1 when it points nowhere here. */
    long reference(Die die, int attribute) {
        int form = die.form(attribute);
        long value = die.value(attribute);
        if (form == Form.REF_ADDR) {
            return value;
        }
        return form >= Form.REF1 && form <= Form.REF_UDATA ? from + value : -1;
    }

    private static boolean isAddress(int form) {
        return form == Form.ADDR || form == Form.ADDRX || form == Form.GNU_ADDR_INDEX
            || form >= Form.ADDRX1 && form <= Form.ADDRX4;
    }

    /** All units of .debug_info; what follows a damaged header is lost. */
    static List<Unit> all(Sections sections) {
        List<Unit> units = new ArrayList<>();
        int size = sections.bytes("debug_info").length;
        long at = 0;
        while (at < size) {
            Unit unit;
            try {
                sections.spend();
                unit = header(sections, at);
            } catch (DwarfException damaged) {
                break;
            }
            units.add(unit);
            at = unit.end;
        }
        return units;
    }
}
