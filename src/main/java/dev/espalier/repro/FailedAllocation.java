package dev.espalier.repro;

import dev.espalier.bytes.Hex;
import dev.espalier.dwarf.SourceFrame;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The allocation that failed before a crash, by the source line that asked for it, where the core tells its caller
 * ({@code last failed alloc}) and the ELF file has line numbers.
 *
 * @param bytes how many were asked for
 * @param frames the asking place first, then those that it was inlined into; empty when no line is known
 * @param address of the asking call
 * @param used whether the crash looks as if the null pointer was used all the same
 */
record FailedAllocation(int bytes, List<SourceFrame> frames, int address, boolean used) {

    /** A call instruction has three bytes, and what the core prints is the address behind it. */
    private static final int CALL_BYTES = 3;
    /** A member of a structure at address 0 lies below this. */
    private static final int NULL_PAGE = 0x1000;
    private static final List<Integer> PROHIBITED = List.of(28, 29);

    /** The failed allocation of a crash, if its report names one. */
    static Optional<FailedAllocation> of(Crash crash, Optional<ElfFile> elf) {
        return crash.lastFailedAlloc().map(alloc -> {
            int call = alloc.caller() - CALL_BYTES;
            return new FailedAllocation(alloc.bytes(), elf.map(file -> file.framesAt(call)).orElse(List.of()), call, nullUsed(crash));
        });
    }

    private static boolean nullUsed(Crash crash) {
        return crash.registers().stream().anyMatch(registers -> {
            OptionalInt cause = registers.cause();
            return cause.isPresent() && PROHIBITED.contains(cause.getAsInt())
                && Integer.compareUnsigned(registers.excvaddr(), NULL_PAGE) < 0;
        });
    }

    /** One line for a person, then one for each function that the place was inlined into. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String what = used ? "unchecked allocation" : "last allocation that failed";
        lines.add("%s: %d bytes at %s".formatted(what, bytes, frames.isEmpty() ? Hex.word(address) : place(frames.get(0))));
        IntStream.range(1, frames.size()).forEach(i -> lines.add("  inlined into " + place(frames.get(i))));
        return lines;
    }

    private static String place(SourceFrame frame) {
        String file = frame.file().startsWith("./") ? frame.file().substring(2) : frame.file();
        String where = frame.line() == 0 ? file : file + ":" + frame.line();
        return where.isEmpty() ? frame.function() : where + " (" + frame.function() + ")";
    }
}
