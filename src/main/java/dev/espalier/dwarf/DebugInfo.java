package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The debug information of one program. Nothing is read before the first question; then the units' headers, and of
 * the unit that an address lies in its functions and lines. Damaged parts are left out. May be asked by many threads.
 */
public final class DebugInfo {

    /** An entry says what it is a copy of, which may say the same again; honest chains have three links. */
    private static final int MOST_LINKS = 16;

    private final Sections sections;
    private final IntFunction<Optional<String>> functionStartingAt;
    private final Map<Long, String> names = new HashMap<>();
    private List<Unit> units;
    private RangeIndex<Unit> byAddress;
    private String trouble;

    private DebugInfo(Function<String, Optional<DebugSection>> sections, IntFunction<Optional<String>> functionStartingAt) {
        this.sections = new Sections(sections);
        this.functionStartingAt = functionStartingAt;
    }

    /**
     * Takes the debug information of a file.
     *
     * @param sections gives a section by its name, such as {@code .debug_info}
     * @param functionStartingAt gives the symbol of the function that begins at an address: some compilers leave out
     *     the full names of C++ functions that only their own file can call
     */
    public static DebugInfo of(Function<String, Optional<DebugSection>> sections,
        IntFunction<Optional<String>> functionStartingAt) {
        return new DebugInfo(sections, functionStartingAt);
    }

    /**
     * The place in the source of an address, then the places it was inlined into, innermost first; empty when no unit
     * knows the address. The names are the linker's where the compiler gave those. A function's name is empty when the
     * address has a line but no function. Never throws.
     */
    public synchronized List<SourceFrame> framesAt(int address) {
        try {
            long at = Integer.toUnsignedLong(address);
            Unit unit = index().smallest(at);
            return unit == null ? List.of() : framesAt(unit, at);
        } catch (DwarfException damaged) {
            note(damaged);
            return List.of();
        }
    }

    /** What is missing or damaged, the first such thing that was met; empty when all was well so far. */
    public synchronized Optional<String> trouble() {
        try {
            index();
        } catch (DwarfException damaged) {
            note(damaged);
        }
        return Optional.ofNullable(trouble);
    }

    private void note(DwarfException damaged) {
        trouble = trouble == null ? damaged.getMessage() : trouble;
    }

    private RangeIndex<Unit> index() {
        if (byAddress == null) {
            byAddress = new RangeIndex<>();
            units = List.of();
            units = Unit.all(sections);
            units.forEach(this::index);
            if (units.isEmpty() && trouble == null) {
                trouble = sections.bytes("debug_info").length == 0
                    ? "it has no section .debug_info" : "no unit of its .debug_info can be read";
            }
        }
        return byAddress;
    }

    private void index(Unit unit) {
        try {
            unit.ranges().forEach(range -> byAddress.add(range, unit));
        } catch (DwarfException damaged) {
            note(damaged);
        }
    }

    private List<SourceFrame> framesAt(Unit unit, long address) {
        LineTable lines = unit.lines();
        LineTable.Row row = lines.rowAt(address);
        ScopeTree.Scope scope = unit.scopes().innermost(address);
        if (row == null && scope == null) {
            return List.of();
        }
        String file = row == null ? "" : lines.file(row.file());
        int line = row == null ? 0 : row.line();
        if (scope == null) {
            return List.of(new SourceFrame("", file, line, false));
        }
        List<SourceFrame> frames = new ArrayList<>();
        for (; scope.caller() != null; scope = scope.caller()) {
            frames.add(new SourceFrame(name(unit, scope), file, line, true));
            file = lines.file(scope.die().value(Die.CALL_FILE));
            line = (int) scope.die().value(Die.CALL_LINE);
        }
        frames.add(new SourceFrame(name(unit, scope), file, line, false));
        return List.copyOf(frames);
    }

    private String name(Unit unit, ScopeTree.Scope scope) {
        return names.computeIfAbsent((long) scope.die().offset(), offset -> {
            try {
                String linkage = attribute(unit, scope.die(), Die.LINKAGE_NAME, Die.MIPS_LINKAGE_NAME);
                if (!linkage.isEmpty()) {
                    return linkage;
                }
                Optional<String> symbol = unit.cxx() && scope.caller() == null
                    ? functionStartingAt.apply((int) scope.low()) : Optional.empty();
                return symbol.orElseGet(() -> attribute(unit, scope.die(), Die.NAME, Die.NAME));
            } catch (DwarfException damaged) {
                return "";
            }
        });
    }

    /** A text of an entry, or of the entry that it is a copy or the definition of. */
    private String attribute(Unit start, Die die, int name, int otherName) {
        Unit unit = start;
        Die at = die;
        for (int links = 0; links < MOST_LINKS; links++) {
            int attribute = at.has(name) ? name : otherName;
            if (at.has(attribute)) {
                return unit.text(at, attribute);
            }
            int link = at.has(Die.ABSTRACT_ORIGIN) ? Die.ABSTRACT_ORIGIN : Die.SPECIFICATION;
            long target = unit.reference(at, link);
            unit = target < 0 ? null : unitAt(target);
            at = unit == null ? null : Die.read(unit.entries(target), unit);
            if (at == null) {
                return "";
            }
        }
        return "";
    }

    private Unit unitAt(long offset) {
        int from = 0;
        int to = units.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (units.get(middle).end() <= offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from < units.size() && units.get(from).from() <= offset ? units.get(from) : null;
    }
}
