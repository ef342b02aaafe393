package dev.espalier.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Heap readings in their order. */
public record HeapSeries(List<HeapSample> samples) {

    /** Collects readings line by line; a checkpoint's cycle is how often it was passed before. */
    public static final class Collector {

        private final HeapPattern pattern;
        private final Map<String, Integer> passed = new HashMap<>();
        private final List<HeapSample> samples = new ArrayList<>();

        /** Reads lines as {@code pattern} says. */
        public Collector(HeapPattern pattern) {
            this.pattern = pattern;
        }

        /** Looks at one console line; gives its reading when it has one. */
        public Optional<HeapSample> line(Duration at, String line) {
            Optional<HeapSample> sample = pattern.read(at, line, 0).map(this::withItsCycle);
            sample.ifPresent(samples::add);
            return sample;
        }

        private HeapSample withItsCycle(HeapSample sample) {
            int cycle = passed.merge(sample.checkpoint(), 1, Integer::sum) - 1;
            return new HeapSample(
                    sample.checkpoint(),
                    cycle,
                    sample.at(),
                    sample.freeBytes(),
                    sample.largestBytes(),
                    sample.fragmentationPercent());
        }

        /** What has been read so far. */
        public HeapSeries series() {
            return new HeapSeries(samples);
        }
    }

    /** Keeps its own copy. */
    public HeapSeries {
        samples = List.copyOf(samples);
    }

    /** The readings at one checkpoint. */
    public HeapSeries at(String checkpoint) {
        return new HeapSeries(samples.stream()
                .filter(sample -> sample.checkpoint().equals(checkpoint))
                .toList());
    }

    /** The readings from {@code cycle} on. */
    public HeapSeries fromCycle(int cycle) {
        return new HeapSeries(
                samples.stream().filter(sample -> sample.cycle() >= cycle).toList());
    }

    /** Names of the checkpoints passed, in order of first passing. */
    public List<String> checkpoints() {
        return samples.stream().map(HeapSample::checkpoint).distinct().toList();
    }

    /** The reading with the least free heap, the first of them. */
    public Optional<HeapSample> lowest() {
        return samples.stream().min(Comparator.comparingInt(HeapSample::freeBytes));
    }

    /** Number of readings. */
    public int size() {
        return samples.size();
    }
}
