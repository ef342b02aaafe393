package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.InstructionRow;
import dev.espalier.emulator.isa.InstructionSet;
import java.util.List;
import java.util.Set;

/** Which instructions the differential run takes, and which have a directed test instead, and why. */
final class SharedOpcodes {

    /** Special registers that are plain storage on both sides; the first sequences find them as zero. */
    private static final Set<String> STORAGE = Set.of("epc1", "epc2", "epc3", "depc", "excsave1", "excsave2", "excsave3", "excvaddr");

    /** Change or show PS, interrupts, time or the debugger's state, or leave the sequence. */
    private static final Set<String> DIRECTED = Set.of("ill", "ill.n", "syscall", "simcall", "break", "break.n", "rfe", "rfde",
        "rfi", "rfdo", "rfdd", "rsil", "waiti", "rer", "wer",
        "ritlb0", "ritlb1", "rdtlb0", "rdtlb1", "pitlb", "pdtlb", "witlb", "wdtlb", "iitlb", "idtlb");

    private SharedOpcodes() {
    }

    static List<InstructionRow> shared() {
        return InstructionSet.rows().stream().filter(SharedOpcodes::isShared).toList();
    }

    static List<String> directed() {
        return InstructionSet.rows().stream().filter(row -> !isShared(row)).map(InstructionRow::mnemonic).toList();
    }

    private static boolean isShared(InstructionRow row) {
        String name = row.mnemonic();
        if (name.matches("[rwx]sr\\..*")) {
            String register = name.substring(4);
            return register.equals("sar") || STORAGE.contains(register);
        }
        return !DIRECTED.contains(name);
    }
}
