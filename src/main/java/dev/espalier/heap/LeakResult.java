package dev.espalier.heap;

/**
 * What {@link LeakTest} found, with the numbers it stands on.
 *
 * @param verdict leak, none, or not enough to tell
 * @param checkpoint where the heap was read
 * @param cycles readings looked at, warm-up excluded
 * @param lostPerCycle bytes lost per cycle, the best estimate; negative when free heap grows; not a
 *     number when there were too few readings
 * @param low lower end of the confidence interval of {@code lostPerCycle}
 * @param high upper end
 * @param p probability of so much downward order without any trend, 0 to 1
 * @param evidence the same for a person
 */
public record LeakResult(
        LeakVerdict verdict,
        String checkpoint,
        int cycles,
        double lostPerCycle,
        double low,
        double high,
        double p,
        String evidence) {}
