package dev.espalier.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A finished gate.
 *
 * @param verdict the verdict over all checks
 * @param started wall time of the start
 * @param elapsed wall time that it took
 * @param profile name of the profile
 * @param board which board
 * @param firmware what was flashed
 * @param broker which broker served, and why that one
 * @param checks everything that was looked at, in order
 * @param heap the heap over the reconnect cycles
 * @param boot timeline of one boot
 * @param notAsked what a fuller profile would add
 * @param release what was seen of the image before it was flashed, and of the way to it from earlier releases
 */
public record GateResult(Verdict verdict, Instant started, Duration elapsed, String profile, BoardFacts board,
        FirmwareFacts firmware, String broker, List<Check> checks, HeapTrend heap, List<BootStep> boot,
        List<NotAsked> notAsked, ReleaseFacts release) {

    /** A result of which nothing is known beyond what was seen on the board. */
    public GateResult(Verdict verdict, Instant started, Duration elapsed, String profile, BoardFacts board,
            FirmwareFacts firmware, String broker, List<Check> checks, HeapTrend heap, List<BootStep> boot,
            List<NotAsked> notAsked) {
        this(verdict, started, elapsed, profile, board, firmware, broker, checks, heap, boot, notAsked, ReleaseFacts.NONE);
    }

    public GateResult {
        checks = List.copyOf(checks);
        boot = List.copyOf(boot);
        notAsked = List.copyOf(notAsked);
    }

    /** Ids of the suites with at least one FAIL, in order of running. */
    public Set<String> failedSuites() {
        Set<String> failed = new LinkedHashSet<>();
        checks.stream().filter(c -> c.verdict() == Verdict.FAIL).map(Check::suite).forEach(failed::add);
        return failed;
    }
}
