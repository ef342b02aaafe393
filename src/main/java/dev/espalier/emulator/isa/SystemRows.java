package dev.espalier.emulator.isa;

import static dev.espalier.emulator.isa.SpecialRegister.DEPC;
import static dev.espalier.emulator.isa.SpecialRegister.DTLB;
import static dev.espalier.emulator.isa.SpecialRegister.EPC1;
import static dev.espalier.emulator.isa.SpecialRegister.ITLB;
import static dev.espalier.emulator.isa.SpecialRegister.PS;
import static dev.espalier.emulator.isa.Words.*;

import dev.espalier.emulator.isa.Operand.Kind;
import java.util.ArrayList;
import java.util.List;

/** Special registers, exceptions, interrupts, synchronisation, region protection. */
final class SystemRows {

    private static final Operand LEVEL = new Operand(Kind.UNSIGNED, "s");
    private static final Operand BREAK_T = new Operand(Kind.UNSIGNED, "t");
    private static final int EXCM = 0x10;
    private static final int INTLEVEL = 0xF;
    /** DEBUGCAUSE of BREAK and of BREAK.N. */
    private static final int DEBUG_BREAK = 8;
    private static final int DEBUG_BREAK_N = 0x10;
    private static final int REGION = 0xE0000000;
    /** Bit of a probe's answer that says the address is mapped; with region protection it always is. */
    private static final int PROBE_HIT = 1;

    private SystemRows() {
    }

    static List<InstructionRow> rows() {
        List<InstructionRow> rows = new ArrayList<>();
        rows.addAll(control());
        rows.addAll(synchronisation());
        rows.addAll(regionProtection());
        for (SpecialRegister register : SpecialRegister.values()) {
            rows.addAll(specialRegister(register));
        }
        return rows;
    }

    private static List<InstructionRow> control() {
        return List.of(
            row("ill", "0000 0000 0000 0000 0000 0000", List.of(), raise(ExceptionCause.ILLEGAL_INSTRUCTION)),
            row("ill.n", "1111 0000 0110 1101", List.of(), raise(ExceptionCause.ILLEGAL_INSTRUCTION)),
            row("syscall", "0000 0000 0101 0000 0000 0000", List.of(), raise(ExceptionCause.SYSCALL)),
            // Only a simulator gives SIMCALL a meaning; a chip refuses it.
            row("simcall", "0000 0000 0101 0001 0000 0000", List.of(), raise(ExceptionCause.ILLEGAL_INSTRUCTION)),
            row("break", "0000 0000 0100 ssss tttt 0000", List.of(LEVEL, BREAK_T), new Operation.RaiseDebug(DEBUG_BREAK)),
            row("break.n", "1111 ssss 0010 1101", List.of(LEVEL), new Operation.RaiseDebug(DEBUG_BREAK_N)),
            row("rfe", "0000 0000 0011 0000 0000 0000", List.of(),
                setSpecial(PS, and(special(PS), num(~EXCM))), jump(special(EPC1))),
            row("rfde", "0000 0000 0011 0010 0000 0000", List.of(), jump(special(DEPC))),
            row("rfi", "0000 0000 0011 ssss 0001 0000", List.of(LEVEL), new Operation.ReturnFromLevel(LEVEL)),
            // Returns from the on-chip debugger's mode, which no debugger ever enters here.
            row("rfdo", "1111 0001 1110 ssss 0000 0000", List.of(LEVEL), raise(ExceptionCause.ILLEGAL_INSTRUCTION)),
            row("rfdd", "1111 0001 1110 .... 0001 0000", List.of(), raise(ExceptionCause.ILLEGAL_INSTRUCTION)),
            row("rsil", "0000 0000 0110 ssss tttt 0000", List.of(T, LEVEL), set(T, special(PS)), setLevel()),
            row("waiti", "0000 0000 0111 ssss 0000 0000", List.of(LEVEL), setLevel(), new Operation.Sleep()));
    }

    private static List<InstructionRow> synchronisation() {
        return List.of(
            nothing("isync", "0000"), nothing("rsync", "0001"), nothing("esync", "0010"), nothing("dsync", "0011"),
            nothing("excw", "1000"), nothing("memw", "1100"), nothing("extw", "1101"), nothing("nop", "1111"),
            row("nop.n", "1111 0000 0011 1101", List.of()),
            // No external registers are attached: they read as zero.
            row("rer", "0100 0000 0110 ssss tttt 0000", List.of(T, S), set(T, num(0))),
            row("wer", "0100 0000 0111 ssss tttt 0000", List.of(T, S)));
    }

    private static List<InstructionRow> regionProtection() {
        return List.of(
            tlb("ritlb0", "0011", set(T, region())),
            row("iitlb", "0101 0000 0100 ssss 0000 0000", List.of(S)),
            tlb("pitlb", "0101", set(T, or(region(), num(PROBE_HIT)))),
            tlb("witlb", "0110", setSpecial(ITLB, changed(ITLB))),
            tlb("ritlb1", "0111", set(T, or(region(), attribute(ITLB)))),
            tlb("rdtlb0", "1011", set(T, region())),
            row("idtlb", "0101 0000 1100 ssss 0000 0000", List.of(S)),
            tlb("pdtlb", "1101", set(T, or(region(), num(PROBE_HIT)))),
            tlb("wdtlb", "1110", setSpecial(DTLB, changed(DTLB))),
            tlb("rdtlb1", "1111", set(T, or(region(), attribute(DTLB)))));
    }

    private static List<InstructionRow> specialRegister(SpecialRegister register) {
        List<InstructionRow> rows = new ArrayList<>();
        String number = Integer.toBinaryString(0x100 | register.number() & 0xFF).substring(1);
        String name = register.assemblerName();
        if (register.readable()) {
            rows.add(row("rsr." + name, "0000 0011" + number + "tttt 0000", List.of(T), set(T, special(register))));
        }
        if (register.settable()) {
            rows.add(row("wsr." + name, "0001 0011" + number + "tttt 0000", List.of(T), setSpecial(register, reg(T))));
        }
        if (register.exchangeable()) {
            rows.add(row("xsr." + name, "0110 0001" + number + "tttt 0000", List.of(T), new Operation.Exchange(T, register)));
        }
        return rows;
    }

    private static InstructionRow nothing(String mnemonic, String operation) {
        return row(mnemonic, "0000 0000 0010 0000" + operation + "0000", List.of());
    }

    private static InstructionRow tlb(String mnemonic, String operation, Operation meaning) {
        return row(mnemonic, "0101 0000" + operation + "ssss tttt 0000", List.of(T, S), meaning);
    }

    private static Operation raise(ExceptionCause cause) {
        return new Operation.Raise(cause);
    }

    private static Operation setLevel() {
        return setSpecial(PS, or(and(special(PS), num(~INTLEVEL)), imm(LEVEL)));
    }

    private static Value region() {
        return and(reg(S), num(REGION));
    }

    /** Where the region's attribute stands in its word: four bits for each 512 MB. */
    private static Value position() {
        return shl(shr(reg(S), num(29)), num(2));
    }

    private static Value attribute(SpecialRegister tlb) {
        return and(shr(special(tlb), position()), num(0xF));
    }

    private static Value changed(SpecialRegister tlb) {
        Value others = and(special(tlb), not(shl(num(0xF), position())));
        return or(others, shl(and(reg(T), num(0xF)), position()));
    }
}
