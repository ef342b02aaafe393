package dev.espalier.heap;

import java.util.List;

/**
 * What {@link LeakTest} found, with the numbers it stands on.
 *
 * @param verdict leak, none, or not enough to tell
 * @param checkpoint where the heap was read
 * @param cycles readings looked at, warm-up excluded
 * @param warmUp readings before them that were left out as warm-up
 * @param steps changes of level that were set aside
 * @param lostPerCycle bytes lost per cycle, the best estimate; negative when free heap grows; not a
 *     number when there were too few readings
 * @param low lower end of the confidence interval of {@code lostPerCycle}
 * @param high upper end
 * @param odds likelihood of the readings when nothing is lost over that with the best estimate, 0 to 1
 * @param evidence the same for a person
 */
public record LeakResult(
        LeakVerdict verdict,
        String checkpoint,
        int cycles,
        int warmUp,
        List<Step> steps,
        double lostPerCycle,
        double low,
        double high,
        double odds,
        String evidence) {

    /** Keeps its own copy. */
    public LeakResult {
        steps = List.copyOf(steps);
    }
}
