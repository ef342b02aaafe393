package dev.espalier.suite;

import com.google.re2j.Pattern;
import dev.espalier.bench.Bench;
import dev.espalier.console.Console;
import dev.espalier.time.Deadline;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What refused TLS connections cost in heap that does not come back.
 *
 * <p>The heap is read from outside at any moment, in the middle of a try too, where it is low by all that a try takes.
 * So the looks are many, and of many only the highest counts: the board at rest. The highest of the first half is
 * compared with that of the second.
 */
final class RefusalCost {

    /** The first ones may fill tables that are never emptied. */
    private static final int WARM_UP = 2;
    private static final int REFUSALS = 20;
    /** So many that some of each half meet the board at rest. */
    private static final int HALF = 45;
    /** More looks before heap is called lost: the last ones may all have met the board at work. */
    private static final int MOST = 5 * HALF;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** A connection's own records are given back a little later: some 340 bytes of lwIP for each. */
    private static final int SCATTER_BYTES = 512;

    private record Look(int refusals, int freeBytes) {
    }

    private final Bench bench;
    private final Console console;
    private final Pattern refused;
    private final long from;
    private final List<Look> looks = new ArrayList<>();

    private RefusalCost(Bench bench, Pattern refused) {
        this.bench = bench;
        this.console = bench.board().console();
        this.refused = refused;
        List<TranscriptLine> said = console.lines();
        this.from = said.isEmpty() ? 0 : said.get(said.size() - 1).index() + 1;
    }

    /**
     * Watches a board that is refused again and again.
     *
     * @param refused what the board prints of a refusal
     * @param each longest board time from one refusal to the next
     * @throws NotEnoughEvidence when the allocator's books could not be read
     * @throws AssertionError when the board does not try again
     */
    static RefusalCost watch(Bench bench, Pattern refused, Duration each) {
        RefusalCost cost = new RefusalCost(bench, refused);
        Duration all = each.multipliedBy(WARM_UP + REFUSALS);
        Deadline end = cost.console.within(all);
        while (cost.refusals() < WARM_UP + REFUSALS || cost.looks.size() < 2 * HALF || cost.inDoubt()) {
            if (end.expired() && cost.refusals() < WARM_UP + REFUSALS) {
                throw new AssertionError("wanted: a board that tries again after a refusal; seen: %d refusals in %s of board time; %s"
                    .formatted(cost.refusals(), all, cost.console.lastWords()));
            }
            cost.look();
        }
        return cost;
    }

    private void look() {
        console.stayCalm(console.passing(BETWEEN_LOOKS));
        int seen = refusals();
        if (seen >= WARM_UP) {
            looks.add(new Look(seen, bench.heap().read().orElseThrow(() -> new NotEnoughEvidence(
                "the allocator's books could not be read: no heap where the ELF file says there is one")).freeBytes()));
        }
    }

    private int refusals() {
        return (int) console.lines().stream().filter(line -> line.index() >= from && refused.matcher(line.text()).find()).count();
    }

    private boolean inDoubt() {
        return losesHeap() && looks.size() < MOST;
    }

    /** Whether more is gone than what connections that just ended still hold. */
    boolean losesHeap() {
        return first().freeBytes - last().freeBytes > SCATTER_BYTES;
    }

    private Look first() {
        return highest(looks.subList(0, HALF));
    }

    private Look last() {
        return highest(looks.subList(looks.size() - HALF, looks.size()));
    }

    private static Look highest(List<Look> looks) {
        return looks.stream().max(Comparator.comparingInt(Look::freeBytes)).orElseThrow();
    }

    @Override
    public String toString() {
        return "%d bytes free at most at first, %d after %d more refusals".formatted(first().freeBytes, last().freeBytes,
            last().refusals - first().refusals);
    }
}
