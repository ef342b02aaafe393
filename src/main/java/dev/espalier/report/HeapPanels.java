package dev.espalier.report;

import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.HeapTrend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Heap over the reconnect cycles: one panel per checkpoint, each on its own scale, so that a leak of a few bytes shows. */
final class HeapPanels {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 200;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;
    /** A scale finer than this would make mountains of the allocator's block size. */
    private static final int LEAST_RANGE_BYTES = 1024;

    private final List<HeapPoint> points;
    private final int floor;
    private final Html html;
    private final int step;
    private final int low;
    private final int high;
    private final int lastCycle;
    private final int firstCycle;

    private HeapPanels(List<HeapPoint> points, int floor, Html html) {
        this.points = points;
        this.floor = floor;
        this.html = html;
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (HeapPoint point : points) {
            int lower = point.largestBytes() > 0 ? Math.min(point.freeBytes(), point.largestBytes()) : point.freeBytes();
            least = Math.min(least, lower);
            most = Math.max(most, point.freeBytes());
        }
        int range = Math.max(LEAST_RANGE_BYTES, most - least);
        step = niceStep(range / 4.0);
        low = Math.max(0, Math.floorDiv(least - (range - (most - least)) / 2, step) * step);
        high = Math.max(low + step, (most / step + 1) * step);
        firstCycle = points.get(0).cycle();
        lastCycle = Math.max(firstCycle + 1, points.get(points.size() - 1).cycle());
    }

    static void write(HeapTrend heap, Html html) {
        Map<String, List<HeapPoint>> checkpoints = heap.points().stream()
            .sorted(Comparator.comparingInt(HeapPoint::cycle))
            .collect(Collectors.groupingBy(HeapPoint::checkpoint, LinkedHashMap::new, Collectors.toList()));
        List<List<HeapPoint>> repeated = new ArrayList<>(checkpoints.values());
        repeated.removeIf(points -> points.size() < 2);
        if (repeated.isEmpty()) {
            return;
        }
        html.raw("<h2>Heap over time and reconnects</h2>\n<p class=\"soft\"><span class=\"key\"></span>free"
            + "<span class=\"key dashed\"></span>largest free block; bytes over cycles, each panel on its own scale</p>\n"
            + "<div class=\"panels\">\n");
        repeated.forEach(points -> new HeapPanels(points, heap.floorBytes(), html).panel());
        html.raw("</div>\n");
    }

    private void panel() {
        HeapPoint first = points.get(0);
        HeapPoint last = points.get(points.size() - 1);
        int lowest = points.stream().mapToInt(HeapPoint::freeBytes).min().orElseThrow();
        html.raw("<div class=\"card\"><h3>").text(first.checkpoint()).raw("</h3>\n<div class=\"soft\">")
            .text("%s free at cycle %d, %s at cycle %d, lowest %s%s".formatted(
                Html.grouped(first.freeBytes()), first.cycle(), Html.grouped(last.freeBytes()), last.cycle(),
                Html.grouped(lowest), floor > 0 ? ", floor " + Html.grouped(floor) : ""))
            .raw("</div>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"".formatted(WIDTH, HEIGHT))
            .text("Free heap at " + first.checkpoint() + " over cycles").raw("\">\n");
        scales();
        if (points.stream().allMatch(point -> point.largestBytes() > 0)) {
            line("largest", HeapPoint::largestBytes);
        }
        if (floor >= low && floor <= high) {
            html.raw("<line class=\"floor\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>\n".formatted(
                LEFT, WIDTH - RIGHT, y(floor), y(floor)));
        }
        line("free", HeapPoint::freeBytes);
        for (HeapPoint point : points) {
            html.raw("<circle class=\"dot\" cx=\"%s\" cy=\"%s\" r=\"2.5\"><title>".formatted(
                    x(point.cycle()), y(point.freeBytes())))
                .text("cycle %d: free %d, largest %d".formatted(point.cycle(), point.freeBytes(), point.largestBytes()))
                .raw("</title></circle>\n");
        }
        html.raw("</svg></div>\n");
    }

    private void scales() {
        for (int bytes = low; bytes <= high; bytes += step) {
            html.raw("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>".formatted(
                    LEFT, WIDTH - RIGHT, y(bytes), y(bytes)))
                .raw("<text x=\"%d\" y=\"%s\" dy=\"4\" text-anchor=\"end\">".formatted(LEFT - 6, y(bytes)))
                .text(Html.grouped(bytes)).raw("</text>\n");
        }
        int cycleStep = Math.max(1, niceStep((lastCycle - firstCycle) / 8.0));
        for (int cycle = (firstCycle + cycleStep - 1) / cycleStep * cycleStep; cycle <= lastCycle; cycle += cycleStep) {
            html.raw("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d</text>".formatted(
                x(cycle), HEIGHT - BOTTOM + 16, cycle));
        }
        html.raw("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">cycle</text>\n".formatted(
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4));
    }

    private void line(String kind, ToIntFunction<HeapPoint> bytes) {
        html.raw("<polyline class=\"").raw(kind).raw("\" points=\"")
            .raw(points.stream()
                .map(point -> x(point.cycle()) + "," + y(bytes.applyAsInt(point)))
                .collect(Collectors.joining(" ")))
            .raw("\"/>\n");
    }

    private String x(int cycle) {
        return pixel(LEFT + (double) (WIDTH - LEFT - RIGHT) * (cycle - firstCycle) / (lastCycle - firstCycle));
    }

    private String y(int bytes) {
        return pixel(TOP + (double) (HEIGHT - TOP - BOTTOM) * (high - bytes) / (high - low));
    }

    private static String pixel(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The least of 1, 2, 5, 10, 20, 50 ... that is not below {@code wanted}. */
    static int niceStep(double wanted) {
        int power = 1;
        while (true) {
            for (int factor : new int[] {1, 2, 5}) {
                if (factor * power >= wanted) {
                    return factor * power;
                }
            }
            power *= 10;
        }
    }
}
