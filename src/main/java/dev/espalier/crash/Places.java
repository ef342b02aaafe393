package dev.espalier.crash;

import dev.espalier.dwarf.SourceFrame;
import dev.espalier.transcript.RomSymbols;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Names for addresses: the ELF file's, where there is one that belongs to the crash, then the ROM's. */
final class Places {

    private static final int IRAM_FROM = 0x40100000;
    private static final int IRAM_TO = 0x40110000;
    private static final int FLASH_FROM = 0x40200000;
    private static final int FLASH_TO = 0x40300000;
    private static final int RAM_FROM = 0x3FFE8000;
    private static final int RAM_TO = 0x40000000;
    private static final int LOWEST_VALID = 0x20000000;

    private final Optional<MachineCode> code;

    Places(Optional<MachineCode> code) {
        this.code = code;
    }

    /** Function or object with offset. */
    Optional<String> nameOf(int address) {
        return code.map(MachineCode::elf).flatMap(elf -> elf.symbolAt(address))
            .or(() -> code.flatMap(known -> known.functionAt(address)).map(function -> within(function, address)))
            .or(() -> RomSymbols.nameOf(address));
    }

    private static String within(MachineCode.Function function, int address) {
        int inside = address - function.start();
        return inside == 0 ? function.name() : "%s+0x%x".formatted(function.name(), inside);
    }

    /** The place of an instruction. */
    CrashFrame at(int address) {
        return frame(address, address, OptionalInt.empty(), Certainty.CERTAIN, "");
    }

    /** The place of a call, by the address behind it. */
    CrashFrame behindCall(int returnAddress, OptionalInt at, Certainty certainty, String note) {
        boolean rom = RomSymbols.isCode(returnAddress);
        return frame(returnAddress, rom ? returnAddress : returnAddress - 1, at, certainty, note);
    }

    /** What a walk found. */
    CrashFrame of(StackWalk.Place place) {
        boolean interrupted = place.note().equals(Unwinder.INTERRUPTED);
        return interrupted ? frame(place.address(), place.address(), place.at(), place.certainty(), place.note())
            : behindCall(place.address(), place.at(), place.certainty(), place.note());
    }

    private CrashFrame frame(int address, int instruction, OptionalInt at, Certainty certainty, String note) {
        String symbol = nameOf(instruction).orElse("");
        List<SourceFrame> sources = code.map(MachineCode::elf).map(elf -> elf.framesAt(instruction)).orElse(List.of()).stream()
            .map(source -> source.function().isEmpty() ? source.withFunction(CrashFrame.withoutOffset(symbol)) : source).toList();
        return new CrashFrame(address, at, certainty, symbol, sources, note);
    }

    /** What is at an address, in words. */
    static String region(int address) {
        if (Integer.compareUnsigned(address, LOWEST_VALID) < 0) {
            return "no memory";
        }
        if (address >= RAM_FROM && address < RAM_TO) {
            return "data RAM";
        }
        if (RomSymbols.isCode(address)) {
            return "the mask ROM";
        }
        if (isIram(address)) {
            return "instruction RAM";
        }
        return isFlash(address) ? "mapped flash" : "no memory of the chip";
    }

    static boolean isIram(int address) {
        return address >= IRAM_FROM && address < IRAM_TO;
    }

    static boolean isFlash(int address) {
        return address >= FLASH_FROM && address < FLASH_TO;
    }
}
