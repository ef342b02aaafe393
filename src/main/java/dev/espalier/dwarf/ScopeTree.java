package dev.espalier.dwarf;

import java.util.ArrayList;
import java.util.List;

/** The functions of one unit, and in each the calls that were inlined. */
final class ScopeTree {

    /** A function with code of its own, or an inlined call; {@code caller} is null for the former. */
    static final class Scope {

        private final Die die;
        private final List<Range> ranges;
        private final Scope caller;
        private final List<Scope> inlined = new ArrayList<>();

        private Scope(Die die, List<Range> ranges, Scope caller) {
            this.die = die;
            this.ranges = ranges;
            this.caller = caller;
        }

        Die die() {
            return die;
        }

        /** Where this was inlined into; null when it has code of its own. */
        Scope caller() {
            return caller;
        }

        /** Its first address. */
        long low() {
            return ranges.get(0).low();
        }

        private boolean holds(long address) {
            for (Range range : ranges) {
                if (range.holds(address)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Sections sections;
    private final Unit unit;
    private final RangeIndex<Scope> functions = new RangeIndex<>();

    private ScopeTree(Sections sections, Unit unit) {
        this.sections = sections;
        this.unit = unit;
    }

    /** Walks the entries of a unit; what stands before a damaged place is kept. */
    static ScopeTree read(Sections sections, Unit unit) {
        ScopeTree tree = new ScopeTree(sections, unit);
        try {
            tree.walk(unit.entries());
        } catch (DwarfException damaged) {
            // The functions before the damage are as good as before.
        }
        return tree;
    }

    /** The innermost function or inlined call that holds an address, or null. */
    Scope innermost(long address) {
        Scope scope = functions.smallest(address);
        for (Scope next = scope; next != null; next = inlinedAt(scope, address)) {
            scope = next;
        }
        return scope;
    }

    private static Scope inlinedAt(Scope scope, long address) {
        for (Scope inlined : scope.inlined) {
            if (inlined.holds(address)) {
                return inlined;
            }
        }
        return null;
    }

    private void walk(Cursor in) {
        // The scope around the entries of each depth; blocks have that of what they stand in.
        List<Scope> around = new ArrayList<>();
        Scope outer = null;
        while (in.remaining() > 0) {
            Die die = Die.read(in, unit);
            if (die == null) {
                if (around.isEmpty()) {
                    return;
                }
                outer = around.remove(around.size() - 1);
                continue;
            }
            Scope own = scope(die, outer);
            if (die.hasChildren()) {
                sections.spend();
                around.add(outer);
                outer = own == null ? outer : own;
            }
        }
    }

    private Scope scope(Die die, Scope outer) {
        boolean call = die.tag() == Die.TAG_INLINED_SUBROUTINE;
        if (!call && die.tag() != Die.TAG_SUBPROGRAM && die.tag() != Die.TAG_ENTRY_POINT) {
            return null;
        }
        List<Range> ranges = unit.ranges(die);
        if (ranges.isEmpty()) {
            return null;
        }
        sections.spend();
        Scope scope = new Scope(die, ranges, call ? outer : null);
        if (scope.caller != null) {
            scope.caller.inlined.add(scope);
        } else {
            ranges.forEach(range -> functions.add(range, scope));
        }
        return scope;
    }
}
