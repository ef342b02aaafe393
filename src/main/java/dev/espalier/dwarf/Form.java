package dev.espalier.dwarf;

/** The forms in which attributes are written (DW_FORM_*). */
final class Form {

    static final int ADDR = 0x01;
    static final int STRING = 0x08;
    static final int STRP = 0x0e;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF_UDATA = 0x15;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int LINE_STRP = 0x1f;
    static final int RNGLISTX = 0x23;
    static final int STRX1 = 0x25;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;

    private static final int INDIRECT = 0x16;
    private static final int IMPLICIT_CONST = 0x21;

    private Form() {
    }

    /**
     * Reads one value. A text within its section comes out as its offset there, a block as 0.
     *
     * @param implicit the value of DW_FORM_implicit_const, which stands in the abbreviation
     */
    static long read(Cursor in, int form, int offsetSize, int addressSize, int version, long implicit) {
        switch (form) {
            case ADDR:
                return in.unsigned(addressSize);
            case 0x03:
                return block(in, in.u16());
            case 0x04:
                return block(in, in.u32());
            case 0x05, 0x12, 0x26, 0x2a:
                return in.u16();
            case 0x06, 0x13, 0x1c, STRX4, ADDRX4:
                return in.u32();
            case 0x07, 0x14, 0x20, 0x24:
                return in.unsigned(8);
            case STRING:
                int from = in.position();
                in.skipText();
                return from;
            case 0x09, 0x18:
                return block(in, in.uleb());
            case 0x0a:
                return block(in, in.u8());
            case 0x0b, 0x0c, REF1, STRX1, ADDRX1:
                return in.u8();
            case 0x0d:
                return in.sleb();
            case 0x0f, REF_UDATA, STRX, ADDRX, 0x22, RNGLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX:
                return in.uleb();
            case STRP, 0x17, 0x1d, LINE_STRP, 0x1f20, 0x1f21:
                return in.unsigned(offsetSize);
            case REF_ADDR:
                return in.unsigned(version == 2 ? addressSize : offsetSize);
            case INDIRECT:
                return indirect(in, offsetSize, addressSize, version);
            case 0x19:
                return 1;
            case 0x1e:
                return block(in, 16);
            case IMPLICIT_CONST:
                return implicit;
            case 0x27, 0x2b:
                return in.unsigned(3);
            default:
                throw new DwarfException("form 0x%x is not known".formatted(form));
        }
    }

    /** The text that an attribute of a form without an index stands for; {@code own} is the section it stands in. */
    static String text(Sections sections, String own, int form, long value) {
        return switch (form) {
            case STRING -> sections.at(own, value).text();
            case STRP -> sections.at("debug_str", value).text();
            case LINE_STRP -> sections.at("debug_line_str", value).text();
            default -> "";
        };
    }

    private static long block(Cursor in, long length) {
        in.skip(length);
        return 0;
    }

    /** The form itself stands before the value; what needs to know the form afterwards is lost, and rare. */
    private static long indirect(Cursor in, int offsetSize, int addressSize, int version) {
        int form = (int) in.uleb();
        if (form == INDIRECT || form == IMPLICIT_CONST) {
            throw new DwarfException("an indirect form names an indirect form");
        }
        return read(in, form, offsetSize, addressSize, version, 0);
    }
}
