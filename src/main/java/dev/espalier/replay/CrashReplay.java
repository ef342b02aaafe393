package dev.espalier.replay;

import dev.espalier.allocation.AllocationHistory;
import dev.espalier.allocation.FailedRequest;
import dev.espalier.allocation.HeapBlock;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder;
import dev.espalier.emulator.Replay;
import dev.espalier.emulator.Tape;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replays a crash: once to find where it happened, once more up to there with the flight recorder on near the end
 * and the allocator watched all the way. When a block concerned was written before the flight recorder was on, a
 * third time, recording from its allocation on.
 */
public final class CrashReplay {

    /** Instructions and stores told of. */
    public static final int USUAL_DEPTH = 32;

    /** How the cores' and the ROM's crash reports begin (facts sheet, section 2). */
    private static final Pattern DUMP = Pattern.compile(
        "Fatal exception|Exception \\(|Soft WDT reset|Abort called|Panic |Unhandled C\\+\\+ exception|Stack smashing|User exception");
    /** Where the cores' code goes when a crash has no exception: panic, abort, a full stack, the soft watchdog. */
    private static final List<String> REPORTS = List.of("__panic_func", "abort", "panic_out_of_memory", "stack_overflow_detected",
        "__stack_chk_fail", "raise_exception", "soft_watchdog_bites", "__wrap_system_restart_local");
    private static final String HARDWARE_WATCHDOG = "HARDWARE_WATCHDOG";
    private static final int REGISTERS = 16;
    private static final int RAM = 0x3FFE_8000;
    private static final int RAM_END = 0x4000_0000;

    private final Tape tape;
    private final Optional<ElfFile> elf;
    private final int depth;

    private CrashReplay(Tape tape, Optional<ElfFile> elf, int depth) {
        this.tape = tape;
        this.elf = elf;
        this.depth = depth;
    }

    /** The first of these tapes on which the board reported a crash, or that ends with a reset by the hardware watchdog. */
    public static Optional<Tape> crashed(List<Tape> tapes) {
        return tapes.stream().filter(tape -> tape.endedBy().equals(HARDWARE_WATCHDOG) || DUMP.matcher(tape.serial()).find()).findFirst();
    }

    /**
     * Replays a tape that ends with a crash.
     *
     * @param elf of the firmware; without it functions have no names and the allocator is not followed
     * @throws IOException when the tape is of a board with another mask ROM
     */
    public static Findings of(Tape tape, Optional<ElfFile> elf) throws IOException {
        return of(tape, elf, USUAL_DEPTH);
    }

    /** The same with this many instructions and stores, at least 1. */
    public static Findings of(Tape tape, Optional<ElfFile> elf, int depth) throws IOException {
        return new CrashReplay(tape, elf, depth).find();
    }

    private Findings find() throws IOException {
        Replay whole = Replay.of(tape);
        OptionalLong[] report = {OptionalLong.empty()};
        for (String symbol : REPORTS) {
            elf.flatMap(file -> file.addressOf(symbol)).ifPresent(address -> whole.watch(address, guest -> {
                if (report[0].isEmpty()) {
                    report[0] = OptionalLong.of(guest.cycles());
                }
            }));
        }
        whole.runToEnd();
        Optional<Fault> fault = faultOfTheDump(whole);
        long cycles = fault.map(Fault::cycles).orElseGet(() -> report[0].orElseGet(() -> beginningOfTheDump(whole.serial())));
        Pass pass = pass(cycles, tape.nearEndCycles());
        List<BlockStory> blocks = stories(fault, pass);
        Optional<Long> earlier = blocks.stream().filter(story -> story.lastWrite().isEmpty())
            .map(story -> story.block().allocated().cycles()).filter(at -> at < tape.nearEndCycles()).min(Long::compare);
        if (earlier.isPresent()) {
            pass = pass(cycles, earlier.get());
            blocks = stories(fault, pass);
        }
        Optional<FailedRequest> refused = pass.history.flatMap(AllocationHistory::lastFailed);
        String text = new FindingsText(elf).of(fault, cycles, pass.recorder, refused, blocks);
        return new Findings(whole.serial(), fault, cycles, pass.recorder.instructions(), pass.recorder.writes(), refused, blocks, text);
    }

    /** A replay up to the fault, and what was noted on the way. */
    private record Pass(FlightRecorder recorder, Optional<AllocationHistory> history) {
    }

    private Pass pass(long cycles, long recordFrom) throws IOException {
        Replay replay = Replay.of(tape);
        Optional<AllocationHistory> history = elf.isPresent()
            ? Optional.of(AllocationHistory.of(replay, elf.get())) : Optional.empty();
        replay.runTo(Math.min(recordFrom, cycles));
        FlightRecorder recorder = replay.record(depth, depth);
        replay.runTo(cycles + 1);
        return new Pass(recorder, history);
    }

    /**
     * The dump names the instruction. An exception that it does not name was handled by the firmware, as the cores
     * do with narrow reads of flash.
     */
    private static Optional<Fault> faultOfTheDump(Replay whole) {
        List<Fault> latestFirst = new ArrayList<>(whole.faults());
        latestFirst.sort(Comparator.comparingLong(Fault::cycles).reversed());
        String serial = whole.serial();
        return latestFirst.stream().filter(fault -> serial.contains("epc1=0x%08x".formatted(fault.pc()))).findFirst();
    }

    private long beginningOfTheDump(String serial) {
        Matcher dump = DUMP.matcher(serial);
        return dump.find() ? tape.serialCycles(dump.start()) : tape.serialCycles(Integer.MAX_VALUE);
    }

    private static List<BlockStory> stories(Optional<Fault> fault, Pass pass) {
        List<BlockStory> stories = new ArrayList<>();
        if (fault.isPresent() && pass.history.isPresent()) {
            add("address", fault.get().address(), pass, stories);
            for (int i = 0; i < REGISTERS; i++) {
                add("a" + i, fault.get().registers()[i], pass, stories);
            }
        }
        stories.sort(Comparator.comparing(story -> story.block().freed().isEmpty()));
        return stories;
    }

    private static void add(String pointer, int address, Pass pass, List<BlockStory> stories) {
        if (address < RAM || address >= RAM_END) {
            return;
        }
        List<HeapBlock> blocks = pass.history.orElseThrow().blocksAt(address);
        if (!blocks.isEmpty() && stories.stream().noneMatch(story -> story.block().equals(blocks.get(0)))) {
            HeapBlock block = blocks.get(0);
            stories.add(new BlockStory(pointer, address, block, pass.recorder.lastWriteTo(block.address(), Math.max(1, block.size()))));
        }
    }
}
