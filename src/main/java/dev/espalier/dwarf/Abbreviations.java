package dev.espalier.dwarf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The shapes of entries, by code: one table of .debug_abbrev. */
final class Abbreviations {

    private static final int DW_FORM_IMPLICIT_CONST = 0x21;

    /** One shape: its tag, and name, form and implicit constant of each attribute. */
    record Shape(int tag, boolean children, int[] names, int[] forms, long[] constants) {
    }

    private final Map<Long, Shape> shapes = new HashMap<>();

    /** Reads the table at an offset of .debug_abbrev. */
    static Abbreviations read(Sections sections, long offset) {
        Abbreviations table = new Abbreviations();
        Cursor in = sections.at("debug_abbrev", offset);
        for (long code = in.uleb(); code != 0; code = in.remaining() == 0 ? 0 : in.uleb()) {
            sections.spend();
            table.shapes.putIfAbsent(code, shape(sections, in));
        }
        return table;
    }

    /** The shape with a code. */
    Shape shape(long code) {
        Shape shape = shapes.get(code);
        if (shape == null) {
            throw new DwarfException("abbreviation %d is not defined".formatted(code));
        }
        return shape;
    }

    private static Shape shape(Sections sections, Cursor in) {
        int tag = (int) in.uleb();
        boolean children = in.u8() != 0;
        int[] names = new int[8];
        int[] forms = new int[8];
        long[] constants = new long[8];
        int count = 0;
        while (true) {
            int name = (int) in.uleb();
            int form = (int) in.uleb();
            long constant = form == DW_FORM_IMPLICIT_CONST ? in.sleb() : 0;
            if (name == 0 && form == 0) {
                return new Shape(tag, children, Arrays.copyOf(names, count), Arrays.copyOf(forms, count),
                    Arrays.copyOf(constants, count));
            }
            sections.spend();
            if (count == names.length) {
                names = Arrays.copyOf(names, count * 2);
                forms = Arrays.copyOf(forms, count * 2);
                constants = Arrays.copyOf(constants, count * 2);
            }
            names[count] = name;
            forms[count] = form;
            constants[count++] = constant;
        }
    }
}
