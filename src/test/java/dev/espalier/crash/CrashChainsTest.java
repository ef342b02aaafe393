package dev.espalier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.dwarf.SourceFrame;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test sketch core-probe crashes on command on the virtual board, and its dump is decoded. The chains are those of
 * its source: {@code loop} reads a command, {@code systemCommand} and {@code fail} call the fault by its pointer.
 */
@Timeout(180)
class CrashChainsTest {

    private static final Path IMAGE = Path.of("firmware/images/core-probe.bin");
    private static final ElfFile ELF = ElfFile.read(Path.of("firmware/images/core-probe.elf"));
    private static final CrashDecoder DECODER = CrashDecoder.of(Optional.of(ELF), SourceLines.in(List.of(), List.of(Path.of("firmware"))));
    private static final String PROBE = "core-probe.cpp";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, Crash> CRASHES = new ConcurrentHashMap<>();
    private static final String FROM_LOOP = "fail systemCommand loop sketch_life cont_run";

    @ParameterizedTest
    @CsvSource({
        "fault divide,        division by zero,            " + FROM_LOOP,
        "fault unchecked,     out of heap: 60000 bytes,    unchecked " + FROM_LOOP,
        "fault abort,         the program called abort(),  abort " + FROM_LOOP,
        "fault panic,         panic at ,                   __panic_func " + FROM_LOOP,
        "fault assert,        assertion failed: nothing != nullptr, __panic_func __assert_func " + FROM_LOOP,
        "fault new,           out of heap in operator new: 70000 bytes, panic_out_of_memory " + FROM_LOOP,
        "fault overflow,      stack overflow,              stack_overflow_detected cont_check sketch_task",
        "fault-sys unchecked, out of heap: 60000 bytes,    unchecked timer_task"})
    void the_calls_that_had_not_ended_are_told_to_the_bottom_and_for_certain(String command, String what, String chain) {
        DecodedCrash decoded = DECODER.decode(crash(command));

        assertThat(decoded.headline()).startsWith(what);
        assertThat(decoded.whole()).isTrue();
        assertThat(decoded.frames()).allMatch(frame -> frame.certainty() == Certainty.CERTAIN);
        assertThat(functions(decoded)).containsSubsequence(chain.split(" "));
        assertThat(decoded.stale()).as("the walk is not a list of all words that look like calls").isNotEmpty();
    }

    /** The fault is in a function that calls nobody: its caller's address is in a0 only, and no dump has a0. */
    @ParameterizedTest
    @CsvSource({
        "fault store,         store through a null pointer, a2 was 0x00000000",
        "fault narrow-store,  8-bit store to instruction RAM, Only 32-bit stores",
        "fault illegal,       a trap that the compiler put there, undefined",
        "fault stuck,         stuck for seconds, loop() or setup() ran on"})
    void the_caller_of_a_leaf_is_found_by_what_fits_the_stack(String command, String what, String why) {
        DecodedCrash decoded = DECODER.decode(crash(command));

        assertThat(decoded.headline()).startsWith(what).contains(PROBE);
        assertThat(String.join("\n", decoded.explanation())).contains(why);
        assertThat(decoded.whole()).isTrue();
        assertThat(functions(decoded)).containsSubsequence(FROM_LOOP.split(" "));
        assertThat(decoded.frames().get(1).certainty()).isEqualTo(Certainty.LIKELY);
        assertThat(decoded.frames().get(1).note()).contains("calls there that fit the stack");
    }

    /** 21 functions of the image could have been between; none is named. */
    @Test
    void what_too_many_functions_fit_is_left_open() {
        DecodedCrash decoded = DECODER.decode(crash("fault-sys store"));

        assertThat(decoded.headline()).startsWith("store through a null pointer, in operator() (core/tests/core-probe/core-probe.cpp:");
        assertThat(decoded.frames()).filteredOn(frame -> frame.note().contains("called through a pointer")).hasSize(1);
        assertThat(functions(decoded)).containsSubsequence("timer_task").doesNotContain("loop");
        assertThat(decoded.whole()).isTrue();
    }

    @Test
    void a_misaligned_load_names_the_data_and_the_reader_of_it() {
        DecodedCrash decoded = DECODER.decode(crash("fault unaligned"));

        assertThat(decoded.headline()).startsWith("misaligned 32-bit load at 0x3ffe8001");
        assertThat(decoded.explanation()).anyMatch(text -> text.matches("\"l32i\\S* a\\d+, a\\d+, 0\" loads 32 bits at a\\d+; a\\d+ was 0x3ffe8001\\."))
            .anyMatch(text -> text.startsWith("0x3ffe8001 is "));
        assertThat(functions(decoded)).containsSubsequence(FROM_LOOP.split(" "));
    }

    @Test
    void a_call_of_a_null_pointer_is_told_although_epc1_is_nowhere() {
        DecodedCrash decoded = DECODER.decode(crash("fault jump"));

        assertThat(decoded.headline()).startsWith("call of a null function pointer");
        assertThat(functions(decoded)).containsSubsequence(FROM_LOOP.split(" "));
    }

    @Test
    void source_lines_at_hand_are_shown_with_their_frames() {
        String text = DECODER.explain(crash("fault-sys unchecked"));

        assertThat(text.lines().toList().get(0)).startsWith("out of heap: 60000 bytes were not there")
            .contains("(core/tests/core-probe/core-probe.cpp:").endsWith("ctx: sys");
        assertThat(text).contains("Exception (29): StoreProhibited at 0x4000e1b2 (ROM memset+0x22), address 0x00000000, ctx: sys")
            .containsPattern("#0 0x4000e1b2 ROM memset\\+0x22")
            .containsPattern("#1 0x402[0-9a-f]{5} [^\n]*unchecked\\(\\) at core/tests/core-probe/core-probe\\.cpp:\\d+\n +\\d+ \\| void unchecked\\(\\)")
            .contains("ROM task loop (ets_run)");
    }

    @Test
    void the_elf_file_of_another_build_is_refused_loudly_and_names_nothing() {
        CrashDecoder foreign = CrashDecoder.of(Optional.of(ElfFile.read(Path.of("firmware/images/any-sketch.elf"))), SourceLines.none());

        List<String> commands = List.of("fault store", "fault stuck", "fault assert");
        for (String command : commands) {
            String text = foreign.explain(crash(command));

            assertThat(text).as(command).startsWith("WARNING: any-sketch.elf is NOT the ELF file of what crashed: ");
            assertThat(text).doesNotContainPattern("#\\d+ \\S+ \\S+ at ").doesNotContain("any-sketch.cpp");
        }
    }

    private static List<String> functions(DecodedCrash decoded) {
        return decoded.frames().stream().flatMap(frame -> frame.sources().isEmpty() ? Stream.of(frame.function())
            : frame.sources().stream().map(SourceFrame::function))
            .map(name -> Functions.bare(name).replaceFirst(".*::", "")).toList();
    }

    /** The report of a command that ends in a crash; each is run once. */
    private static Crash crash(String command) {
        return CRASHES.computeIfAbsent(command, CrashChainsTest::run);
    }

    private static Crash run(String command) {
        try (VirtualEsp8266 board = VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGE)).start();
                Console console = Console.open(board.link(), ConsoleSettings.of(VirtualEsp8266.ROM_BAUD, 115200))) {
            console.expect("probe ready", console.within(SOON));
            console.send(command + "\n");
            await().atMost(SOON).until(() -> !console.crashes().isEmpty());
            return console.crashes().get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
