package dev.espalier.bench;

import dev.espalier.gate.BootStep;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.HeapTrend;
import dev.espalier.heap.HeapSample;
import dev.espalier.heap.HeapSeries;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.util.ArrayList;
import java.util.List;

/** What suites saw beyond verdicts: the heap over the cycles, and the timeline of one boot. */
public final class Evidence {

    private static final int MOST_STEPS = 60;

    private HeapTrend heap = HeapTrend.NONE;
    private List<BootStep> boot = List.of();

    /** Keeps a heap series and the floor it was held against; a later one takes its place. */
    public synchronized void heap(HeapSeries series, int floorBytes) {
        heap = new HeapTrend(floorBytes, series.samples().stream().map(Evidence::point).toList());
    }

    /** Keeps what the board said during a boot, from its banner on, unless there is one already. */
    public synchronized void boot(List<TranscriptLine> lines) {
        if (!boot.isEmpty()) {
            return;
        }
        List<TranscriptLine> said = lines.stream()
            .filter(line -> line.direction() == Direction.RECEIVED && !line.text().isBlank())
            .limit(MOST_STEPS)
            .toList();
        List<BootStep> steps = new ArrayList<>();
        for (TranscriptLine line : said) {
            steps.add(new BootStep(line.at().minus(said.get(0).at()).toMillis(), line.text().strip()));
        }
        boot = List.copyOf(steps);
    }

    /** The heap readings. */
    public synchronized HeapTrend heap() {
        return heap;
    }

    /** The boot timeline. */
    public synchronized List<BootStep> boot() {
        return boot;
    }

    private static HeapPoint point(HeapSample sample) {
        return new HeapPoint(sample.cycle(), sample.checkpoint(), sample.freeBytes(), sample.largestBytes().orElse(0));
    }
}
