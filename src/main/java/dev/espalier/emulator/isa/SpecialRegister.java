package dev.espalier.emulator.isa;

import java.util.Locale;

/**
 * The LX106's special registers: number, writable bits, and which of RSR, WSR and XSR reach them.
 * From the ISA's numbering; widths as the core is configured. The two TLB attribute words have no
 * number: only the TLB instructions reach them.
 *
 * <p>The registers of the debugger (IBREAK*, DBREAK*, ICOUNT*, DDR) are storage: they never stop the core.
 */
public enum SpecialRegister {
    SAR(3, 0x3F, "rwx"),
    LITBASE(5, 0xFFFFF001, "rwx"),
    MMID(89, ~0, "w"),
    IBREAKENABLE(96, 1, "rwx"),
    DDR(104, ~0, "rwx"),
    IBREAKA0(128, ~0, "rwx"),
    DBREAKA0(144, ~0, "rwx"),
    DBREAKC0(160, 0xC000003F, "rwx"),
    /** High half of the configuration id; the assembler knows it by number only. */
    CONFIGID0(176, 0, "rw"),
    EPC1(177, ~0, "rwx"),
    EPC2(178, ~0, "rwx"),
    EPC3(179, ~0, "rwx"),
    DEPC(192, ~0, "rwx"),
    EPS2(194, 0x3F, "rwx"),
    EPS3(195, 0x3F, "rwx"),
    /** Low half of the configuration id. */
    CONFIGID1(208, 0, "r"),
    EXCSAVE1(209, ~0, "rwx"),
    EXCSAVE2(210, ~0, "rwx"),
    EXCSAVE3(211, ~0, "rwx"),
    INTERRUPT(226, 0, "r"),
    INTSET(226, 0x80, "w"),
    INTCLEAR(227, 0x3F80, "w"),
    INTENABLE(228, 0x7FFF, "rwx"),
    /** INTLEVEL bits 3:0, EXCM bit 4, UM bit 5. */
    PS(230, 0x3F, "rwx"),
    VECBASE(231, 0xFFFFFF80, "rwx"),
    EXCCAUSE(232, 0x3F, "rwx"),
    DEBUGCAUSE(233, 0x3F, "rwx"),
    CCOUNT(234, ~0, "rwx"),
    PRID(235, 0, "r"),
    ICOUNT(236, ~0, "rwx"),
    ICOUNTLEVEL(237, 0xF, "rwx"),
    EXCVADDR(238, ~0, "rwx"),
    CCOMPARE0(240, ~0, "rwx"),
    /** Access attributes of the eight 512 MB regions for fetches, four bits each, region 0 lowest. */
    ITLB(-1, ~0, ""),
    /** The same for loads and stores. */
    DTLB(-1, ~0, "");

    private final int number;
    private final int writable;
    private final String access;

    SpecialRegister(int number, int writable, String access) {
        this.number = number;
        this.writable = writable;
        this.access = access;
    }

    /** The number in the instruction, -1 for the TLB attribute words. */
    public int number() {
        return number;
    }

    /** The bits that a write changes; the others read as zero. */
    public int writable() {
        return writable;
    }

    /** The name in assembler text. */
    public String assemblerName() {
        return this == CONFIGID0 || this == CONFIGID1 ? Integer.toString(number) : name().toLowerCase(Locale.ROOT);
    }

    boolean readable() {
        return access.contains("r");
    }

    boolean settable() {
        return access.contains("w");
    }

    boolean exchangeable() {
        return access.contains("x");
    }
}
