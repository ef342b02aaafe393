package dev.espalier.heap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is asked of a heap over repeated work: does free heap sink, does the largest free block, is a floor kept? It is
 * asked after agreed numbers of cycles, and again only while it is open; the rate of false alarms of {@code test} is that
 * of all looks and both figures together.
 *
 * @param test how a leak is told from noise
 * @param looks after how many cycles it is asked, increasing
 * @param checkpoints where it is asked; of several all count
 * @param floorBytes free heap that must never be fallen below, if that is promised
 */
public record HeapQuestion(LeakTest test, List<Integer> looks, List<String> checkpoints, OptionalInt floorBytes) {

    private static final int BETWEEN_LOOKS = 10;
    /** Free heap, and the largest free block. */
    private static final int FIGURES = 2;

    public HeapQuestion {
        looks = List.copyOf(looks);
        checkpoints = List.copyOf(checkpoints);
    }

    /** Looks after {@code least} cycles and then at every tenth up to {@code most}. */
    public static List<Integer> looks(int least, int most) {
        List<Integer> looks = new ArrayList<>(List.of(least));
        IntStream.iterate((least / BETWEEN_LOOKS + 1) * BETWEEN_LOOKS, cycles -> cycles < most, cycles -> cycles + BETWEEN_LOOKS)
            .forEach(looks::add);
        if (most > least) {
            looks.add(most);
        }
        return looks;
    }

    /** What the readings so far say. */
    public HeapAnswer ask(HeapSeries series) {
        LeakTest stricter = test.sharedBy(looks.size() * checkpoints.size() * FIGURES);
        List<HeapAnswer> answers = new ArrayList<>();
        floorBytes.ifPresent(floor -> {
            FloorTest kept = FloorTest.of(series, floor);
            if (!kept.kept()) {
                answers.add(new HeapAnswer(HeapAnswer.Kind.BELOW_FLOOR, kept.evidence()));
            }
        });
        for (String checkpoint : checkpoints) {
            answers.add(freeHeap(series, checkpoint, stricter));
            largestBlock(series.at(checkpoint), checkpoint, stricter).ifPresent(answers::add);
        }
        return answers.stream().min(HeapAnswer.WORST_FIRST).orElseThrow();
    }

    private HeapAnswer freeHeap(HeapSeries series, String checkpoint, LeakTest stricter) {
        LeakResult result = stricter.of(series, checkpoint);
        return switch (result.verdict()) {
            case LEAK -> new HeapAnswer(HeapAnswer.Kind.LEAK, result.evidence() + exhaustion(series.at(checkpoint), result));
            case INCONCLUSIVE -> new HeapAnswer(HeapAnswer.Kind.OPEN, result.evidence());
            case NO_LEAK -> new HeapAnswer(HeapAnswer.Kind.SOUND, result.evidence());
        };
    }

    /** How long it goes on like that until the floor is reached, or nothing is left where no floor is promised. */
    private String exhaustion(HeapSeries series, LeakResult leak) {
        int floor = floorBytes.orElse(0);
        double left = series.samples().get(series.size() - 1).freeBytes() - floor;
        String end = floor > 0 ? "the floor of " + floor + " bytes is reached" : "nothing is left";
        return String.format(Locale.ROOT, "; %s after about %.0f more cycles (%.0f to %s)", end, Math.max(0, left / leak.lostPerCycle()),
            Math.max(0, left / leak.high()), leak.low() <= 0 ? "never" : "%.0f".formatted(Math.max(0, left / leak.low())));
    }

    /** A shrinking largest block is a finding of its own only where it shrinks by more than free heap does, and that is known to. */
    private Optional<HeapAnswer> largestBlock(HeapSeries series, String checkpoint, LeakTest stricter) {
        if (series.samples().stream().anyMatch(sample -> sample.largestBytes().isEmpty())) {
            return Optional.empty();
        }
        double[] cycles = series.samples().stream().mapToDouble(HeapSample::cycle).toArray();
        double[] largest = series.samples().stream().mapToDouble(sample -> sample.largestBytes().getAsInt()).toArray();
        LeakResult result = stricter.of(checkpoint + ", largest free block,", cycles, largest);
        if (result.verdict() == LeakVerdict.LEAK) {
            return Optional.of(new HeapAnswer(HeapAnswer.Kind.FRAGMENTATION, "fragmentation, the heap breaks into pieces: %s; largest of free: %s, then %s"
                .formatted(result.evidence().replaceFirst("^leak at", "at"), share(series.samples().get(0)),
                    share(series.samples().get(series.size() - 1)))));
        }
        return Optional.empty();
    }

    private static String share(HeapSample sample) {
        int largest = sample.largestBytes().orElseThrow();
        return "%d of %d (%d %%)".formatted(largest, sample.freeBytes(), sample.freeBytes() == 0 ? 0 : 100L * largest / sample.freeBytes());
    }
}
