package dev.espalier.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.heap.BlockHeap;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapProbe;
import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.ResetCause;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core for the virtual board, asked through its test sketch core-probe: heap, EEPROM, post-mortem. */
@Timeout(120)
class CoreTest {

    private static final Path IMAGE = Path.of("firmware/images/core-probe.bin");
    private static final Path ELF = Path.of("firmware/images/core-probe.elf");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SYSTEM_STACK_END = 0x3FFFFFB0;

    private VirtualEsp8266 board;
    private Console console;

    @BeforeEach
    void start() throws IOException {
        board = VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGE)).start();
        console = Console.open(board.link(), ConsoleSettings.of(VirtualEsp8266.ROM_BAUD, 115200));
        expect("probe ready");
    }

    @AfterEach
    void stop() throws IOException {
        console.close();
        board.close();
    }

    // ---- heap

    @Test
    void an_empty_sketch_finds_as_much_heap_as_on_a_real_board() {
        Heap heap = heap();

        assertThat(heap.free).isBetween(48_000, 52_000);
        assertThat(heap.largest).isGreaterThan(heap.free - 1024);
        assertThat(heap.fragmentation).isLessThan(3);
    }

    @Test
    void an_allocation_costs_blocks_of_eight_bytes_with_four_of_header() {
        Heap before = heap();

        say("take 0 4", "took 1");
        say("take 1 5", "took 1");
        say("take 2 100", "took 1");

        assertThat(before.free - heap().free).isEqualTo(8 + 16 + 104);
    }

    @Test
    void its_heap_is_read_from_outside_as_it_prints_it() {
        ElfFile elf = ElfFile.read(ELF);
        HeapProbe probe = BlockHeap.in(this::peek, elf::addressOf);
        say("take 0 5000", "took 1");
        say("take 1 700", "took 1");
        say("give 0", "gave");
        HeapFigures before = probe.read().orElseThrow();

        Heap printed = heap();
        say("take 2 100", "took 1");
        HeapFigures after = probe.read().orElseThrow();

        assertThat(probe.whyNot()).isEmpty();
        assertThat(before.largestBytes()).isEqualTo(printed.largest);
        assertThat(before.freeBytes() - printed.free).as("what the command itself holds while it prints").isBetween(0, 32);
        assertThat(before.freeBytes() - after.freeBytes()).isEqualTo(104);
    }

    @Test
    void freed_neighbours_become_one_block_again() {
        Heap before = heap();
        for (int slot = 0; slot < 4; slot++) {
            say("take " + slot + " 5000", "took 1");
        }

        say("give 1", "gave");
        say("give 3", "gave");
        assertThat(heap().fragmentation).isGreaterThan(before.fragmentation);
        say("give 2", "gave");
        say("give 0", "gave");

        assertThat(heap()).isEqualTo(before);
    }

    @Test
    void what_does_not_fit_is_refused_and_nothing_is_lost() {
        Heap before = heap();

        say("take 0 60000", "took 0");
        say("take 1 1000", "took 1");
        say("grow 1 60000", "grew 0");
        say("grow 1 2000", "grew 1");
        say("grow 1 10", "grew 1");
        say("give 1", "gave");

        assertThat(heap()).isEqualTo(before);
    }

    // ---- EEPROM and constants

    @Test
    void a_committed_cell_survives_a_reset_and_an_erased_one_reads_255() {
        say("peek 5", "eeprom 255");

        say("poke 5 42", "commit 1");
        console.reset();
        expect("probe ready");

        say("peek 5", "eeprom 42");
        say("peek 6", "eeprom 255");
        say("peek 64", "eeprom 0");
    }

    @Test
    void constants_in_flash_can_be_read_by_bytes() {
        say("flash", "constants in flash are read by bytes, s");
    }

    @Test
    void numbers_print_as_c_wants_them() {
        say("numbers", "3\\.142 123456789012345 -3");
    }

    // ---- post-mortem

    @ParameterizedTest
    @CsvSource({
        "load,         28, 0x00000000",
        "store,        29, 0x00000000",
        "jump,         20, 0x00000000",
        "unaligned,     9, 0x3ffe8001",
        "narrow-store,  3, 0x40100000",
        "illegal,       0, 0x00000000",
    })
    void a_fault_in_the_sketch_is_told_with_its_cause(String fault, int cause, String address) {
        Crash crash = crash("fault " + fault);

        assertThat(crash.registers()).hasValueSatisfying(r -> {
            assertThat(r.cause()).hasValue(cause);
            assertThat(r.excvaddr()).isEqualTo(Integer.decode(address));
        });
        assertThat(crash.context()).hasValue("cont");
        reasonIs("Fatal exception:" + cause + " flag:2 (Exception) epc1:0x");
    }

    @Test
    void a_fault_in_a_timers_function_is_one_of_the_system_task() {
        Crash crash = crash("fault-sys store");

        assertThat(crash.context()).hasValue("sys");
        assertThat(crash.stacks().get(0).end()).isEqualTo(SYSTEM_STACK_END);
    }

    @Test
    void an_unchecked_allocation_faults_in_the_roms_memset_and_the_failed_call_is_named() {
        Crash crash = crash("fault-sys unchecked");

        assertThat(crash.registers()).hasValueSatisfying(r -> {
            assertThat(r.cause()).hasValue(29);
            assertThat(r.epc1()).isEqualTo(0x4000E1B2);
            assertThat(r.excvaddr()).isZero();
        });
        assertThat(crash.lastFailedAlloc()).hasValueSatisfying(alloc -> assertThat(alloc.bytes()).isEqualTo(60000));
    }

    @Test
    void a_division_by_zero_is_an_illegal_instruction_of_the_rom() {
        Crash crash = crash("fault divide");

        assertThat(crash.registers()).hasValueSatisfying(r -> {
            assertThat(r.cause()).hasValue(0);
            assertThat(r.epc1()).isEqualTo(0x4000DCE5);
        });
    }

    @ParameterizedTest
    @CsvSource({"abort, Abort called", "panic, Panic core/tests/core-probe/core-probe.cpp:",
        "assert, Assertion 'nothing != nullptr' failed.", "new, Unhandled C++ exception: OOM"})
    void what_the_program_ends_itself_is_told_as_such(String fault, String words) {
        Crash crash = crash("fault " + fault);

        assertThat(String.join("\n", crash.lines())).contains(words);
        assertThat(crash.context()).hasValue("cont");
    }

    @Test
    void an_overrun_stack_is_noticed_at_its_guard() {
        Crash crash = crash("fault overflow");

        assertThat(String.join("\n", crash.lines())).contains("Stack overflow detected.");
    }

    // ---- watchdogs and restarts

    @Test
    void a_loop_that_never_ends_wakes_the_soft_watchdog() {
        Crash crash = crash("fault stuck");

        assertThat(crash.headline()).contains("Soft WDT reset");
        assertThat(crash.context()).hasValue("cont");
        reasonIs("Software Watchdog");
    }

    @Test
    void a_loop_behind_masked_interrupts_is_ended_by_the_hardware() {
        console.expectReset();
        console.send("fault stuck-masked\n");

        assertThat(console.awaitReset(console.within(SOON)).cause()).isEqualTo(ResetCause.WATCHDOG);
        expect("probe ready");
        say("reason", "Hardware Watchdog");
        assertThat(console.lines()).as("the PLL outlives this reset").filteredOn(line -> line.text().equals("wdt reset"))
            .extracting(TranscriptLine::baud).containsExactly(115_200);
    }

    @Test
    void a_restart_is_a_reset_by_software() {
        say("reason", "Power On");
        console.expectReset();
        console.send("fault restart\n");

        assertThat(console.awaitReset(console.within(SOON)).cause()).isEqualTo(ResetCause.SOFTWARE);
        expect("probe ready");
        say("reason", "Software/System restart");
        console.reset();
        expect("probe ready");
        say("reason", "External System");
    }

    // ---- asking the board

    /** Runs a command that ends in a crash; the board restarts by itself afterwards. */
    private Crash crash(String command) {
        console.send(command + "\n");
        assertThatThrownBy(() -> expect("no line says this")).isInstanceOf(BoardCrashed.class);
        awaitLine("probe ready", 2);
        assertThat(console.crashes()).hasSize(1);
        return console.crashes().get(0);
    }

    private void reasonIs(String text) {
        console.send("reason\n");
        awaitLine(text, 1);
    }

    /** After a crash the console's own waits end at once; the board's lines still arrive. */
    private void awaitLine(String text, int times) {
        await().atMost(SOON).until(() -> console.lines().stream()
            .filter(line -> line.direction() == Direction.RECEIVED && line.text().contains(text)).count() >= times);
    }

    private void say(String command, String answer) {
        console.send(command + "\n");
        expect(answer + "$");
        expect("^done$");
    }

    private Heap heap() {
        console.send("heap\n");
        Matcher figures = Pattern.compile("heap free=(\\d+) max=(\\d+) frag=(\\d+)").matcher(expect("heap free=.* stack=\\d+$"));
        expect("^done$");
        assertThat(figures.find()).isTrue();
        return new Heap(Integer.parseInt(figures.group(1)), Integer.parseInt(figures.group(2)),
            Integer.parseInt(figures.group(3)));
    }

    private String expect(String pattern) {
        return console.expect(pattern, console.within(SOON)).line().text();
    }

    private record Heap(int free, int largest, int fragmentation) {
    }

    private byte[] peek(int address, int length) {
        try {
            return board.peek(address, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
