package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.ExceptionCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a whole report means: the fault, and what the report tells beside it. */
final class CrashMeaning {

    private static final int STORE_PROHIBITED = 29;
    private static final int DATA_FROM = 0x3FFE8000;
    private static final int SYSTEM_STACK_FROM = 0x3FFFC000;
    /** Whom a null pointer's member is taken for. */
    private static final int NEAR_NULL = 0x1000;
    /** Cores from 2.7 on mark their reports so; they also tell of an allocation that failed. */
    private static final String CUT = "CUT HERE FOR EXCEPTION DECODER";

    private final Optional<MachineCode> code;
    private final Places places;
    private final Crash crash;
    private final List<CrashFrame> frames;

    private CrashMeaning(Optional<MachineCode> code, Places places, Crash crash, List<CrashFrame> frames) {
        this.code = code;
        this.places = places;
        this.crash = crash;
        this.frames = frames;
    }

    static Meaning of(Optional<MachineCode> code, Places places, Crash crash, List<CrashFrame> frames) {
        return new CrashMeaning(code, places, crash, frames).meaning();
    }

    private Meaning meaning() {
        Meaning meaning = byKind();
        if (!sketchStackOverflowed()) {
            return meaning;
        }
        List<String> sentences = new ArrayList<>(meaning.sentences());
        sentences.add(0, "The sketch's stack has overflowed: the stack pointer was far below the system's stack, and the cores up to 2.4.1"
            + " say ctx sys of all that is not inside the sketch's.");
        return new Meaning(meaning.what(), sentences);
    }

    /** Cores up to 2.4.1 had the sketch's stack among the data; newer ones on the system's stack. */
    private boolean sketchStackOverflowed() {
        return crash.stacks().stream().limit(1)
            .anyMatch(stack -> stack.context().equals("sys") && stack.sp() >= DATA_FROM && stack.sp() < SYSTEM_STACK_FROM);
    }

    private Meaning byKind() {
        return switch (crash.kind()) {
            case EXCEPTION, FATAL_EXCEPTION, UNKNOWN -> fault();
            case SOFT_WATCHDOG -> Meaning.of("stuck for seconds: the soft watchdog ended it",
                crash.context().filter("sys"::equals).isPresent()
                    ? "A timer's or a connection's function did not return." : "loop() or setup() ran on without delay() or yield().");
            case HARDWARE_WATCHDOG -> Meaning.of("stuck with interrupts off: the hardware watchdog ended it",
                "There is no dump: the core was not asked. Interrupts were off, or the soft watchdog was, for six to eight seconds.");
            case PANIC -> panic("panic");
            case ASSERTION -> panic("assertion failed");
            case ABORT -> Meaning.of("the program called abort()");
            case CXX_EXCEPTION -> cxxException();
            case STACK_SMASHED -> Meaning.of("the stack was overwritten: a function found its guard gone",
                "It wrote beyond the end of an array of its own, or somebody it called did.");
            case STACK_OVERFLOW -> Meaning.of("stack overflow",
                "The sketch's 4 KB of stack were not enough: a large local array, or calls too deep.");
            case GENERIC_RESET -> Meaning.of("the core restarted without saying why");
        };
    }

    private Meaning panic(String what) {
        Optional<Crash.Panic> panic = crash.panic();
        String where = panic.filter(p -> !p.file().isEmpty())
            .map(p -> " at %s%s".formatted(p.file(), p.line() == 0 ? "" : ":" + p.line())).orElse("");
        String condition = panic.flatMap(Crash.Panic::assertion).map(text -> ": " + text).orElse("");
        return Meaning.of(what + condition + where);
    }

    private Meaning cxxException() {
        boolean noMemory = crash.headline().contains("OOM") || crash.headline().contains("bad_alloc");
        if (!noMemory) {
            return Meaning.of("a C++ exception that nobody catches");
        }
        return Meaning.of("out of heap in operator new" + crash.lastFailedAlloc().map(alloc -> ": %d bytes".formatted(alloc.bytes())).orElse(""));
    }

    private Meaning fault() {
        Optional<Crash.Registers> registers = crash.registers();
        if (registers.isEmpty() || registers.get().cause().isEmpty()) {
            return Meaning.of(crash.headline().strip().replaceAll(":$", ""));
        }
        if (!registers.get().tells(Crash.Register.EPC1)) {
            int cause = registers.get().cause().getAsInt();
            return Meaning.of("exception %d (%s), whose place was lost".formatted(cause, ExceptionCause.name(cause)));
        }
        Meaning plain = FaultMeaning.of(code, places, registers.get());
        return clearedNull(registers.get()) ? outOfHeap(registers.get()) : withFailedAllocation(plain, registers.get());
    }

    // ---- out of heap

    /** Whether memset was given a null pointer, and nothing says that memory was there. */
    private boolean clearedNull(Crash.Registers registers) {
        boolean nullStore = registers.cause().orElse(-1) == STORE_PROHIBITED && registers.tells(Crash.Register.EXCVADDR)
            && Integer.compareUnsigned(registers.excvaddr(), NEAR_NULL) < 0;
        boolean tellsFailures = crash.lines().stream().anyMatch(line -> line.contains(CUT));
        return nullStore && Functions.clears(places.at(registers.epc1()).function())
            && (crash.lastFailedAlloc().isPresent() || !tellsFailures);
    }

    private Meaning outOfHeap(Crash.Registers registers) {
        Optional<Crash.FailedAlloc> failed = crash.lastFailedAlloc();
        String member = registers.excvaddr() == 0 ? "" : " at offset %d".formatted(registers.excvaddr());
        if (failed.isPresent()) {
            return Meaning.of("out of heap: %d bytes were not there, and memset cleared the null pointer all the same"
                    .formatted(failed.get().bytes()),
                failedAllocation("The result of that allocation was not looked at."));
        }
        String size = RomArgument.clearedBytes(registers.epc1()).map(text -> "; it was to clear " + text).orElse("");
        return Meaning.of("out of memory in zalloc or calloc: memset cleared a null pointer" + member + size,
            "Cores before 2.4.1 clear the block in calloc and zalloc without a look at whether there is one: the heap was exhausted or"
                + " in pieces too small. Newer code that clears what malloc gave, unchecked, looks the same.",
            system());
    }

    private String system() {
        return crash.context().filter("sys"::equals).isPresent()
            ? "ctx sys: it was the SDK, the network stack, or a call-back of a timer or a connection, not loop()." : "";
    }

    private String failedAllocation(String last) {
        Crash.FailedAlloc alloc = crash.lastFailedAlloc().orElseThrow();
        String by = alloc.file().isEmpty() ? places.behindCall(alloc.caller(), OptionalInt.empty(), Certainty.CERTAIN, "").place()
            : "%s:%d".formatted(alloc.file(), alloc.line());
        return "%d bytes were asked for by %s. %s".formatted(alloc.bytes(), by, last);
    }

    private Meaning withFailedAllocation(Meaning plain, Crash.Registers registers) {
        if (crash.lastFailedAlloc().isEmpty()) {
            return plain;
        }
        boolean nearNull = registers.tells(Crash.Register.EXCVADDR) && Integer.compareUnsigned(registers.excvaddr(), NEAR_NULL) < 0;
        List<String> sentences = new ArrayList<>(plain.sentences());
        sentences.add("An allocation had failed before: " + failedAllocation(nearNull ? "Perhaps this is its null pointer." : ""));
        return new Meaning(plain.what(), sentences);
    }

    /** Registers of the other levels, where they hold something: what they interrupted. */
    static List<String> otherLevels(Crash.Registers registers, Places places) {
        List<String> lines = new ArrayList<>();
        if (registers.tells(Crash.Register.DEPC) && registers.depc() != 0) {
            lines.add("A second exception came while the first was being handled, at %s (depc)."
                .formatted(place(registers.depc(), places)));
        }
        if (registers.tells(Crash.Register.EPC3) && registers.epc3() != 0) {
            lines.add("The last NMI had interrupted %s (epc3).".formatted(place(registers.epc3(), places)));
        }
        if (registers.tells(Crash.Register.EPC2) && registers.epc2() != 0) {
            lines.add("The last debug exception was at %s (epc2).".formatted(place(registers.epc2(), places)));
        }
        return lines;
    }

    private static String place(int address, Places places) {
        return Hex.word(address) + places.nameOf(address).map(name -> ", " + name).orElse("");
    }
}
