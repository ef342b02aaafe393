package dev.espalier.heap;

import dev.espalier.repro.Proportion;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Prints the operating characteristic of {@link LeakTest} that {@code docs/heap.md} shows. Run by name:
 * {@code mvn -q test -Dtest=LeakCharacteristic}, with {@code -Dseries=} for another number of series without a leak. Half an hour. {@link LeakCharacteristicTest} asserts the bounds on fewer.
 */
class LeakCharacteristic {

    private static final int SERIES = Integer.getInteger("series", 10_000);
    private static final int[] LEAKS = {8, 16, 32, 64};
    private static final int[] CYCLES = {20, 30, 50, 100};
    private static final int[] GATE = {20, 30, 40, 50};
    private static final int MADE = 20_000;
    private static final Characteristic STANDARD = new Characteristic(LeakTest.STANDARD, 4);

    @Test
    void print() throws IOException {
        Map<String, MadeHeap> kinds = new LinkedHashMap<>();
        kinds.put("idle: as the firmware prints it, without scatter", MadeHeap.of(RecordedHeap.free("idle")));
        kinds.put("busy: in the midst of requests", MadeHeap.of(RecordedHeap.free("busy")));
        kinds.put("harder than seen: deviation 40 bytes", MadeHeap.of(made(0, 40)));
        kinds.put("harder than seen: deviation 40 bytes, neighbours correlated by 0.5", MadeHeap.of(made(0.5, 40)));
        say("%d series without a leak, or a fifth of that; %d with each leak; 95 %% intervals in brackets".formatted(SERIES, SERIES / 20));
        kinds.forEach((name, heap) -> {
            say("%n%s; warm-up of 10 cycles, none to two steps of 512 bytes".formatted(name));
            table(heap, name.startsWith("harder") ? SERIES / 5 : SERIES);
            say("%n%s; warm-up of 3 cycles, no step".formatted(name));
            table(heap.disturbed(3, 0), SERIES / 5);
        });
    }

    private static void table(MadeHeap heap, int series) {
        say("cycles        false alarms             no leak, rightly   found: 8       16       32       64 bytes per cycle");
        for (int cycles : CYCLES) {
            row(series, Integer.toString(cycles), heap.cycles(cycles), new int[] {cycles});
        }
        row(series, "20 to 50", heap.cycles(GATE[GATE.length - 1]), GATE);
    }

    private static void row(int series, String name, MadeHeap heap, int[] looks) {
        Characteristic.Counts without = STANDARD.over(series, heap, looks);
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-9s %s   %7.2f %%   ", name,
            Characteristic.percent(without.leak()), share(without.noLeak())));
        for (int leak : LEAKS) {
            row.append(String.format(Locale.ROOT, "%7.1f %%", share(STANDARD.over(Math.max(1, SERIES / 20), heap.leaking(leak), looks).leak())));
        }
        say(row.toString());
    }

    private static double share(Proportion proportion) {
        return 100.0 * proportion.count() / proportion.of();
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** Scatter with the shape of a bell, each value resembling the one before it. */
    private static double[] made(double correlation, double deviation) {
        Random random = new Random(5);
        double[] values = new double[MADE];
        double last = random.nextGaussian();
        for (int i = 0; i < values.length; i++) {
            last = correlation * last + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            values[i] = deviation * last;
        }
        return values;
    }
}
