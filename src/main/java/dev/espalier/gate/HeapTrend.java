package dev.espalier.gate;

import java.util.List;

/**
 * The heap over a gate's reconnect cycles.
 *
 * @param floorBytes free heap that the profile promises never to fall below; 0 when it promises none
 * @param points the readings in their order; none when the firmware was not asked
 */
public record HeapTrend(int floorBytes, List<HeapPoint> points) {

    /** Nothing was read. */
    public static final HeapTrend NONE = new HeapTrend(0, List.of());

    public HeapTrend {
        points = List.copyOf(points);
    }
}
