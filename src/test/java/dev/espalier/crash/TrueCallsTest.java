package dev.espalier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Replay;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The walk sees a dump only; the virtual board knows what was really called. A crash is replayed with the flight recorder
 * on, and a stack of its own is kept of every call and return, one for each of the firmware's stacks.
 */
@Timeout(180)
class TrueCallsTest {

    private static final Path IMAGE = Path.of("firmware/images/core-probe.bin");
    private static final ElfFile ELF = ElfFile.read(Path.of("firmware/images/core-probe.elf"));
    private static final MachineCode CODE = MachineCode.of(ELF);
    private static final Duration SOON = Duration.ofSeconds(60);
    /** 25 ms at 80 MHz: from before the command arrived on the serial port. */
    private static final long CYCLES = 2_000_000;
    /** No instruction takes less than a cycle; idle ones take many. */
    private static final int INSTRUCTIONS = 500_000;
    private static final int SYSTEM_STACK_FROM = 0x3FFFC000;
    private static final int STACK_POINTER = 1;

    @ParameterizedTest
    @ValueSource(strings = {"fault store", "fault unchecked", "fault load", "fault-sys divide"})
    void every_call_that_is_told_for_certain_had_really_not_ended(String command) throws IOException {
        Crash crash;
        Tape tape;
        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGE)).start();
                Recording recording = board.record();
                Console console = Console.open(board.link(), ConsoleSettings.of(VirtualEsp8266.ROM_BAUD, 115200))) {
            console.expect("probe ready", console.within(SOON));
            console.send(command + "\n");
            await().atMost(SOON).until(() -> !console.crashes().isEmpty());
            crash = console.crashes().get(0);
            tape = recording.tapes().stream().filter(each -> each.serial().contains("Exception (")).findFirst().orElseThrow();
        }

        List<Integer> truth = truth(tape, crash.registers().orElseThrow().epc1());
        StackWalk.Found found = StackWalk.of(CODE, crash);

        // Those that began before the recorder was on are not among them.
        assertThat(truth).as("calls that the board saw").isNotEmpty();
        assertThat(found.calls()).isNotEmpty();
        List<Integer> told = found.calls().stream().map(StackWalk.Place::address).toList();
        for (int i = 0; i < told.size(); i++) {
            if (i < truth.size() && found.calls().get(i).certainty() == Certainty.CERTAIN) {
                assertThat(Integer.toHexString(told.get(i))).as("call %d of %s", i, told).isEqualTo(Integer.toHexString(truth.get(i)));
            }
        }
        assertThat(sameFunctions(told, truth)).as("the first calls of %s are among %s", told, truth).isTrue();
        assertThat(found.stale()).extracting(StackWalk.Place::at).doesNotContainAnyElementsOf(
            found.calls().stream().map(StackWalk.Place::at).filter(at -> at.isPresent()).toList());
    }

    /** What was looked for may be another call of the same function, or be left open; it must not be another function. */
    private static boolean sameFunctions(List<Integer> told, List<Integer> truth) {
        for (int i = 0; i < Math.min(told.size(), truth.size()); i++) {
            boolean open = told.get(i) == 0;
            if (!open && !CODE.functionAt(told.get(i) - 1).equals(CODE.functionAt(truth.get(i) - 1))) {
                return false;
            }
        }
        return true;
    }

    /** Return addresses of the calls that had not ended at the fault, the innermost first. */
    private static List<Integer> truth(Tape tape, int epc1) throws IOException {
        Replay first = Replay.of(tape);
        first.runToEnd();
        List<Fault> faults = first.faults();
        Fault fault = faults.stream().filter(each -> each.pc() == epc1).findFirst().orElseThrow();
        Replay again = Replay.of(tape);
        again.runTo(fault.cycles() - CYCLES);
        FlightRecorder recorder = again.record(INSTRUCTIONS, 1);
        again.runTo(fault.cycles());
        Deque<Integer> system = new ArrayDeque<>();
        Deque<Integer> sketch = new ArrayDeque<>();
        for (FlightRecorder.Step step : recorder.instructions()) {
            if (step.cycles() >= fault.cycles()) {
                break;
            }
            Deque<Integer> calls = on(step.registers()[STACK_POINTER], system, sketch);
            if (step.text().startsWith("call")) {
                calls.push(step.pc() + MachineCode.CALL_BYTES);
            } else if (step.text().startsWith("ret") && !calls.isEmpty() && calls.peek() == step.registers()[0]) {
                calls.pop();
            }
        }
        return new ArrayList<>(on(fault.registers()[STACK_POINTER], system, sketch));
    }

    private static Deque<Integer> on(int stackPointer, Deque<Integer> system, Deque<Integer> sketch) {
        return Integer.compareUnsigned(stackPointer, SYSTEM_STACK_FROM) >= 0 ? system : sketch;
    }
}
