package dev.espalier.bench;

import dev.espalier.gate.BootStep;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.HeapTrend;
import dev.espalier.gate.ReleaseFacts;
import dev.espalier.heap.HeapSample;
import dev.espalier.heap.HeapSeries;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What suites saw beyond verdicts: the heap over the cycles, and the timeline of one boot. */
public final class Evidence {

    private static final int MOST_STEPS = 60;

    private HeapTrend heap = HeapTrend.NONE;
    private List<BootStep> boot = List.of();
    private Duration calm = Duration.ZERO;
    private boolean noWifi;
    private final List<ReleaseFacts.Fact> upgrade = new ArrayList<>();

    /** Keeps a heap series and the floor it was held against; a later one takes its place. */
    public synchronized void heap(HeapSeries series, int floorBytes) {
        heap = new HeapTrend(floorBytes, series.samples().stream().map(Evidence::point).toList());
    }

    /** Keeps further readings beside those that there are; their checkpoints are their own. */
    public synchronized void addHeap(HeapSeries series) {
        List<HeapPoint> points = new ArrayList<>(heap.points());
        series.samples().stream().map(Evidence::point).forEach(points::add);
        heap = new HeapTrend(heap.floorBytes(), points);
    }

    /** Keeps that the board was left alone for that long of its own time, and neither crashed nor reset. */
    public synchronized void calm(Duration time) {
        calm = calm.compareTo(time) < 0 ? time : calm;
    }

    /** The longest time that it was left alone and stayed calm. */
    public synchronized Duration calm() {
        return calm;
    }

    /** Keeps that the firmware asks for no access point. */
    public synchronized void sawNoWifi() {
        noWifi = true;
    }

    /** Whether it was seen that the firmware asks for no access point. */
    public synchronized boolean noWifi() {
        return noWifi;
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

    /** Keeps what was seen of an update. */
    public synchronized void upgrade(String about, String seen) {
        upgrade.add(new ReleaseFacts.Fact(about, seen));
    }

    /** What was seen of updates, in order. */
    public synchronized List<ReleaseFacts.Fact> upgrade() {
        return List.copyOf(upgrade);
    }

    /** The boot timeline. */
    public synchronized List<BootStep> boot() {
        return boot;
    }

    private static HeapPoint point(HeapSample sample) {
        return new HeapPoint(sample.cycle(), sample.checkpoint(), sample.freeBytes(), sample.largestBytes().orElse(0));
    }
}
