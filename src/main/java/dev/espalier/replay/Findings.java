package dev.espalier.replay;

import dev.espalier.allocation.FailedRequest;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder.Step;
import dev.espalier.emulator.FlightRecorder.Write;
import java.util.List;
import java.util.Optional;

/**
 * What a replay found out about a crash: the same for the same tape, every time.
 *
 * @param serial       what the board said from the beginning of the tape to its end
 * @param fault        the exception that the crash came from; empty for one without, such as a watchdog's
 * @param cycles       cycle count that was looked at: the fault's, or where the firmware began to report, or the tape's end
 * @param instructions the last ones up to the fault, which is the last of them
 * @param writes       the last stores before it
 * @param refused      the last request that the allocator refused before it
 * @param blocks       heap blocks that the fault's address and registers point into, those given back first
 * @param text         all of that for a person to read
 */
public record Findings(String serial, Optional<Fault> fault, long cycles, List<Step> instructions, List<Write> writes,
        Optional<FailedRequest> refused, List<BlockStory> blocks, String text) {
}
