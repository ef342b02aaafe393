package dev.espalier.dwarf;

import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Holds what the harness says of every code address of an ELF file against addr2line. */
final class Addr2lineComparison {

    /** How two answers go together. */
    enum Outcome {
        /** The same frames: function, path and line of each. */
        SAME_FRAMES,
        /** Neither knows a line; the same function, or none. */
        SAME_WITHOUT_LINE,
        /** Different without an excuse. */
        DIFFERENT
    }

    /** What was counted for one file. */
    record Result(String name, int addresses, int inlined, Map<Outcome, Integer> counts, List<String> differences) {

        int of(Outcome outcome) {
            return counts.getOrDefault(outcome, 0);
        }
    }

    private final ElfFile elf;
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<String> differences = new ArrayList<>();
    private int inlined;

    private Addr2lineComparison(ElfFile elf) {
        this.elf = elf;
    }

    static Result of(Path file, Path folder) throws IOException, InterruptedException {
        int[] addresses = Addr2line.codeAddresses(file, folder);
        List<List<Addr2line.Frame>> answers = Addr2line.ask(file, addresses, folder);
        Addr2lineComparison comparison = new Addr2lineComparison(ElfFile.read(file));
        for (int i = 0; i < addresses.length; i++) {
            comparison.compare(addresses[i], answers.get(i));
        }
        return new Result(file.getFileName().toString(), addresses.length, comparison.inlined, comparison.counts,
            comparison.differences);
    }

    private void compare(int address, List<Addr2line.Frame> theirs) {
        List<SourceFrame> ours = elf.framesAt(address);
        inlined += ours.size() > 1 ? 1 : 0;
        Outcome outcome = outcome(address, ours, theirs);
        counts.merge(outcome, 1, Integer::sum);
        if (outcome == Outcome.DIFFERENT) {
            differences.add("0x%08x: %s / %s; addr2line: %s".formatted(address, ours, elf.symbolAt(address), theirs));
        }
    }

    private Outcome outcome(int address, List<SourceFrame> ours, List<Addr2line.Frame> theirs) {
        if (ours.isEmpty()) {
            boolean noLine = theirs.size() == 1 && theirs.get(0).line() == 0;
            String symbol = elf.symbolAt(address).map(name -> name.replaceFirst("\\+0x\\p{XDigit}+$", "")).orElse("");
            return noLine && theirs.get(0).function().equals(symbol) ? Outcome.SAME_WITHOUT_LINE : Outcome.DIFFERENT;
        }
        List<Addr2line.Frame> plain = ours.stream()
            .map(frame -> new Addr2line.Frame(frame.function(), frame.file(), frame.line())).toList();
        return plain.equals(theirs) ? Outcome.SAME_FRAMES : Outcome.DIFFERENT;
    }
}
