package dev.espalier.dwarf;

import dev.espalier.demangle.CxxName;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds what the harness says of every code address of an ELF file against addr2line. */
final class Addr2lineComparison {

    /** How two answers go together. */
    enum Outcome {
        /** The same frames: function, path and line of each. */
        SAME_FRAMES,
        /** Neither knows a line; the same function, or none. */
        SAME_WITHOUT_LINE,
        /**
         * The address is in no function: literals, constants, padding. The harness names nothing or the constant;
         * addr2line goes on with the function before it.
         */
        BETWEEN_FUNCTIONS,
        /**
         * The same but for the name of a copy such as {@code $isra$0}: the GNU tools know that mark only with dots, and
         * print the symbol as it is.
         */
        CLONE_MARK,
        /**
         * The same but for the name of an inlined call: binutils 2.40 gives one that stands first in a function, and has
         * no linkage name, that function's name.
         */
        INLINED_AT_START,
        /**
         * The same but for the file: binutils 2.40 begins a line table of DWARF 5 with file 0, where the standard says 1.
         * Its own readelf, which is right, is the witness.
         */
        FIRST_FILE,
        /**
         * The same function, and addr2line knows no line: binutils 2.40 loses the last byte of a unit that ends where a
         * block of 256 addresses ends. Its own readelf, which has the line, is the witness.
         */
        LAST_BYTE,
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
    private final TreeMap<Long, Long> functionEnds;
    private final TreeMap<Long, String> rows;
    private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    private final List<String> differences = new ArrayList<>();
    private int inlined;

    private Addr2lineComparison(Path file, Path folder) throws IOException, InterruptedException {
        this.elf = ElfFile.read(file);
        this.functionEnds = Addr2line.functionEnds(file, folder);
        this.rows = Addr2line.rows(file, folder);
    }

    static Result of(Path file, Path folder) throws IOException, InterruptedException {
        int[] addresses = Addr2line.codeAddresses(file, folder);
        List<List<Addr2line.Frame>> answers = Addr2line.ask(file, addresses, folder);
        Addr2lineComparison comparison = new Addr2lineComparison(file, folder);
        for (int i = 0; i < addresses.length; i++) {
            comparison.compare(addresses[i], answers.get(i));
        }
        return new Result(file.getFileName().toString(), addresses.length, comparison.inlined, comparison.counts,
            comparison.differences);
    }

    /** One row for each file. */
    static String table(List<Result> results) {
        StringBuilder text = new StringBuilder("%-28s %9s %8s %9s %8s %8s %6s %6s %6s %6s %6s%n".formatted("image", "addresses",
            "inlined", "equal", "no line", "between", "clone", "start", "file", "last", "other"));
        for (Result result : results) {
            text.append("%-28s %9d %8d %9d %8d %8d %6d %6d %6d %6d %6d%n".formatted(result.name, result.addresses, result.inlined,
                result.of(Outcome.SAME_FRAMES), result.of(Outcome.SAME_WITHOUT_LINE), result.of(Outcome.BETWEEN_FUNCTIONS),
                result.of(Outcome.CLONE_MARK), result.of(Outcome.INLINED_AT_START), result.of(Outcome.FIRST_FILE),
                result.of(Outcome.LAST_BYTE), result.of(Outcome.DIFFERENT)));
        }
        return text.toString();
    }

    private void compare(int address, List<Addr2line.Frame> theirs) {
        List<SourceFrame> ours = elf.framesAt(address);
        inlined += ours.size() > 1 ? 1 : 0;
        Outcome outcome = ours.isEmpty() ? withoutLine(address, theirs) : withLine(address, ours, theirs);
        counts.merge(outcome, 1, Integer::sum);
        if (outcome == Outcome.DIFFERENT) {
            differences.add("0x%08x: %s / %s; addr2line: %s".formatted(address, ours, elf.symbolAt(address), theirs));
        }
    }

    private Outcome withoutLine(int address, List<Addr2line.Frame> theirs) {
        String symbol = elf.symbolAt(address).map(name -> name.replaceFirst("\\+0x\\p{XDigit}+$", "")).orElse("");
        if (theirs.size() == 1 && theirs.get(0).line() == 0) {
            String function = theirs.get(0).function();
            if (function.equals(symbol)) {
                return Outcome.SAME_WITHOUT_LINE;
            }
            if (cloned(function, symbol)) {
                return Outcome.CLONE_MARK;
            }
        }
        return inFunction(address) ? Outcome.DIFFERENT : Outcome.BETWEEN_FUNCTIONS;
    }

    private Outcome withLine(int address, List<SourceFrame> ours, List<Addr2line.Frame> theirs) {
        if (ours.size() != theirs.size() || theirs.get(0).line() == 0 && theirs.get(0).file().isEmpty()) {
            return lastByte(address, ours, theirs) ? Outcome.LAST_BYTE : Outcome.DIFFERENT;
        }
        Set<Outcome> reasons = EnumSet.of(Outcome.SAME_FRAMES);
        for (int i = 0; i < ours.size(); i++) {
            SourceFrame our = ours.get(i);
            Addr2line.Frame their = theirs.get(i);
            boolean innermost = i == 0;
            if (!our.function().equals(their.function())) {
                reasons.add(otherFunction(address, our, their));
            }
            if (!our.file().equals(their.file()) || our.line() != their.line()) {
                reasons.add(otherPlace(address, our, their, innermost));
            }
        }
        return Collections.max(reasons);
    }

    private Outcome otherFunction(int address, SourceFrame our, Addr2line.Frame their) {
        if (cloned(their.function(), our.function())) {
            return Outcome.CLONE_MARK;
        }
        String around = elf.symbolAt(address).orElse("").replaceFirst("\\+0x\\p{XDigit}+$", "");
        boolean named = their.function().equals(around) || cloned(their.function(), around);
        return our.inlined() && named ? Outcome.INLINED_AT_START : Outcome.DIFFERENT;
    }

    private boolean lastByte(int address, List<SourceFrame> ours, List<Addr2line.Frame> theirs) {
        return (address & 0xFF) == 0xFF && theirs.size() == 1 && theirs.get(0).line() == 0
            && theirs.get(0).function().equals(ours.get(ours.size() - 1).function()) && sameRow(address, ours.get(0));
    }

    private Outcome otherPlace(int address, SourceFrame our, Addr2line.Frame their, boolean innermost) {
        boolean confirmed = innermost && our.line() == their.line() && sameRow(address, our);
        return confirmed ? Outcome.FIRST_FILE : Outcome.DIFFERENT;
    }

    private boolean sameRow(int address, SourceFrame our) {
        Map.Entry<Long, String> row = rows.floorEntry(Integer.toUnsignedLong(address));
        return row != null && row.getValue().equals(baseName(our.file()) + ":" + our.line());
    }

    private static boolean cloned(String theirs, String ours) {
        return theirs.startsWith("_Z") && theirs.contains("$") && CxxName.of(theirs).equals(ours);
    }

    private boolean inFunction(int address) {
        long at = Integer.toUnsignedLong(address);
        Map.Entry<Long, Long> before = functionEnds.floorEntry(at);
        return before != null && at < before.getValue();
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
