package dev.espalier.repro;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for the smallest scenario that breaks a board. First something hard that does is found; then one number
 * after the other is made as gentle as it can be, by halving the distance between a value that breaks the board and
 * one that does not, until no number can be made gentler any more. That the board breaks more easily the harder it is
 * treated is supposed, not known: what comes out is the smallest of what was tried, and each of its numbers
 * was seen to be needed.
 */
final class Search {

    private static final int MOST_PASSES = 4;

    private final Predicate<Scenario> breaks;
    private final Set<Parameter> fixed;
    private final int freeHeapBytes;
    private final Map<Scenario, Boolean> known = new HashMap<>();

    /**
     * Describes a search.
     *
     * @param breaks runs a scenario, as often as it takes to believe the answer
     * @param fixed numbers that shall stay as they are
     * @param freeHeapBytes heap that is free when nobody presses; 0 when it cannot be made short
     */
    Search(Predicate<Scenario> breaks, Set<Parameter> fixed, int freeHeapBytes) {
        this.breaks = breaks;
        this.fixed = fixed;
        this.freeHeapBytes = freeHeapBytes;
    }

    /**
     * What was found.
     *
     * @param smallest breaks the board
     * @param upperEnd the hard one that the search began with
     * @param gentler for each number of the smallest that is not gentle, the nearest gentler scenario, which does not
     */
    record Found(Scenario smallest, Scenario upperEnd, List<Scenario> gentler) {
    }

    /** The smallest scenario that breaks the board, from {@code given} upwards; empty when nothing tried did. */
    Optional<Found> from(Scenario given) {
        if (ask(given)) {
            return Optional.of(new Found(given, given, List.of()));
        }
        return upperEnds(given).stream().filter(this::ask).findFirst().map(this::smallest);
    }

    private Found smallest(Scenario upperEnd) {
        Scenario smallest = upperEnd;
        Map<Parameter, Scenario> gentler = new EnumMap<>(Parameter.class);
        Map<Parameter, Scenario> settled = new EnumMap<>(Parameter.class);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Scenario before = smallest;
            for (Parameter parameter : upperEnd.story().parameters()) {
                // A number needs another look only when others have changed since its last one.
                if (free(parameter) && smallest.limits(parameter) && !smallest.equals(settled.get(parameter))) {
                    gentler.remove(parameter);
                    smallest = reduced(smallest, parameter, gentler);
                    settled.put(parameter, smallest);
                }
            }
            if (smallest.equals(before)) {
                break;
            }
        }
        return new Found(smallest, upperEnd, List.copyOf(gentler.values()));
    }

    /** The same with this number as gentle as it can be. */
    private Scenario reduced(Scenario hard, Parameter parameter, Map<Parameter, Scenario> gentler) {
        Scenario without = hard.with(parameter, parameter.gentle());
        if (ask(without)) {
            return without;
        }
        gentler.put(parameter, without);
        int breaking = hard.value(parameter);
        int surviving = parameter == Parameter.HEAP ? freeHeapBytes : parameter.gentle();
        while (Math.abs(breaking - surviving) > parameter.step()) {
            int middle = between(breaking, surviving, parameter.step());
            Scenario tried = hard.with(parameter, middle);
            if (ask(tried)) {
                breaking = middle;
            } else {
                surviving = middle;
                gentler.put(parameter, tried);
            }
        }
        return hard.with(parameter, breaking);
    }

    /** A value strictly between the two, on the grid of steps that begins at {@code from}. */
    private static int between(int from, int to, int step) {
        int steps = (to - from) / step;
        int half = steps / 2;
        return half == 0 ? from + (to - from) / 2 : from + half * step;
    }

    private boolean ask(Scenario scenario) {
        return known.computeIfAbsent(scenario, breaks::test);
    }

    private boolean free(Parameter parameter) {
        return !fixed.contains(parameter);
    }

    /** Hard scenarios, in the order in which they are tried. Too hard is of no use: a board that accepts nothing lives. */
    private List<Scenario> upperEnds(Scenario given) {
        List<Scenario> ends = new ArrayList<>();
        for (int part = 2; part <= 64 && freeHeapBytes > 0; part *= 2) {
            ends.add(pressed(given, 1, 1, 0, 0, freeHeapBytes / part));
        }
        ends.add(pressed(given, 1, 6, 0, 0, freeHeapBytes));
        ends.add(pressed(given, 3, 4, 2, 1000, freeHeapBytes / 2));
        ends.add(pressed(given, 10, 6, 6, 2000, freeHeapBytes / 4));
        ends.add(pressed(given, 30, 2, 0, 0, freeHeapBytes));
        return ends.stream().distinct().filter(end -> !end.equals(given)).toList();
    }

    private Scenario pressed(Scenario given, int cycles, int clients, int held, int bytes, int heap) {
        Scenario hard = given;
        Map<Parameter, Integer> wanted = new LinkedHashMap<>(Map.of(Parameter.CYCLES, cycles, Parameter.CLIENTS, clients,
            Parameter.HELD, held, Parameter.BYTES, bytes, Parameter.DELAY, cycles > 1 ? 0 : Parameter.DELAY.gentle()));
        if (heap > 0 && heap < freeHeapBytes) {
            wanted.put(Parameter.HEAP, heap / Parameter.HEAP.step() * Parameter.HEAP.step());
        }
        for (Map.Entry<Parameter, Integer> each : wanted.entrySet()) {
            if (free(each.getKey()) && given.story().parameters().contains(each.getKey())) {
                hard = hard.with(each.getKey(), each.getValue());
            }
        }
        return hard;
    }
}
