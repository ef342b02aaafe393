package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A crash report as far as it has been read. */
final class CrashDraft {

    /** More of a report's text is not kept; a dump of all RAM has half of it. */
    static final int MOST_TEXT = 512 * 1024;

    private static final Pattern PLACE = Pattern.compile("^(\\S+?):(\\d{1,6})\\s*(.*?)(?:: ?Assertion ?'(.*)' ?failed\\.)?$");
    private static final Pattern CALL_PLACE = Pattern.compile("^@(\\S.*?):(\\d{1,6})(?:\\s.*)?$");

    private final Crash.Source source;
    private final long firstLine;
    private long lastLine;
    private Crash.Kind kind = Crash.Kind.UNKNOWN;
    private String headline = "Crash";
    private boolean firm;
    private OptionalInt cause = OptionalInt.empty();
    private final int[] registers = new int[Crash.Register.values().length];
    private final Set<Crash.Register> told = EnumSet.noneOf(Crash.Register.class);
    private final List<Crash.Stack> stacks = new ArrayList<>();
    private Crash.Panic panic;
    private DumpItem panicItem;
    private Crash.FailedAlloc failedAlloc;
    private boolean cut;
    private boolean evidence;
    private String context = "";
    private int[] bounds;
    private final List<Crash.Word> words = new ArrayList<>();
    private int wordsInAll;
    private final List<String> lines = new ArrayList<>();
    private final Deque<String> strangers = new ArrayDeque<>();
    private int textLength;

    CrashDraft(Crash.Source source, long firstLine) {
        this.source = source;
        this.firstLine = firstLine;
        this.lastLine = firstLine;
    }

    // ---- what is known

    Crash.Source source() {
        return source;
    }

    Crash.Kind kind() {
        return kind;
    }

    /** Whether something was read that only a report has. */
    boolean evidence() {
        return evidence;
    }

    boolean cut() {
        return cut;
    }

    /** Whether a block {@code Exception (n):} behind this headline belongs to it: core 3 prints one. */
    boolean awaitsException() {
        return cause.isEmpty() && told.isEmpty() && (kind == Crash.Kind.SOFT_WATCHDOG
            || kind == Crash.Kind.STACK_SMASHED || kind == Crash.Kind.STACK_OVERFLOW);
    }

    boolean tells(Crash.Register register) {
        return told.contains(register);
    }

    boolean tellsAllRegisters() {
        return told.size() == registers.length;
    }

    int wordsInAll() {
        return wordsInAll;
    }

    /** The address behind the last word. */
    int nextAddress() {
        return words.isEmpty() ? 0 : words.get(words.size() - 1).address() + 4;
    }

    /** Characters kept. */
    int kept() {
        return textLength + 8 * wordsInAll;
    }

    // ---- its text

    /** A line that came while this was read. It belongs to the report if anything of it or behind it does. */
    void line(String raw) {
        if (textLength < MOST_TEXT) {
            strangers.add(raw);
            textLength += raw.length() + 1;
        }
    }

    /** Something of the report was on the last line. */
    void used(long line) {
        lastLine = Math.max(lastLine, line);
        lines.addAll(strangers);
        strangers.clear();
    }

    // ---- its parts

    void cutMark() {
        cut = true;
    }

    void headline(DumpItem item) {
        kind = item.template().kind();
        firm = item.template() != DumpTemplate.EXCEPTION_SAID && (item.template() != DumpTemplate.ABORT || cut);
        headline = item.template().headline(item.numbers()) + item.text();
        if (kind == Crash.Kind.EXCEPTION || kind == Crash.Kind.FATAL_EXCEPTION) {
            cause = OptionalInt.of(item.numbers()[0]);
        }
        if (kind == Crash.Kind.PANIC) {
            panicItem = item;
            panic(item.text());
        }
    }

    /** The chip remembers; the flag is the SDK's reason. */
    void remembered(int exceptionCause, int flag) {
        kind = switch (flag) {
            case 1 -> Crash.Kind.HARDWARE_WATCHDOG;
            case 3 -> Crash.Kind.SOFT_WATCHDOG;
            default -> Crash.Kind.EXCEPTION;
        };
        headline = switch (flag) {
            case 1 -> "Hardware watchdog";
            case 3 -> "Soft WDT reset";
            default -> "Exception (%d):".formatted(exceptionCause);
        };
        cause = OptionalInt.of(exceptionCause);
        firm = true;
        evidence = true;
    }

    void exceptionBlock(int number) {
        cause = OptionalInt.of(number);
    }

    void register(Crash.Register register, int value) {
        registers[register.ordinal()] = value;
        told.add(register);
        evidence = true;
    }

    void context(String name) {
        closeStack();
        context = name;
    }

    void bounds(int sp, int end, int offset) {
        if (bounds != null) {
            closeStack();
        }
        bounds = new int[] {sp, end, offset};
        evidence = true;
    }

    void stackBegins() {
        evidence = true;
    }

    void row(int[] numbers) {
        for (int i = 1; i < numbers.length; i++) {
            words.add(new Crash.Word(numbers[0] + 4 * (i - 1), numbers[i]));
        }
        wordsInAll += numbers.length - 1;
        evidence = true;
    }

    void closeStack() {
        if (bounds != null) {
            stacks.add(new Crash.Stack(context, bounds[0], bounds[1], bounds[2], words));
        } else if (!words.isEmpty()) {
            stacks.add(new Crash.Stack(context, words.get(0).address(), nextAddress(), 0, words));
        }
        bounds = null;
        context = "";
        words.clear();
    }

    void failedAlloc(DumpItem item) {
        Matcher place = CALL_PLACE.matcher(item.text());
        failedAlloc = place.find()
            ? new Crash.FailedAlloc(item.numbers()[0], item.numbers()[1], place.group(1), Integer.parseInt(place.group(2)))
            : new Crash.FailedAlloc(item.numbers()[0], item.numbers()[1]);
    }

    private void panic(String text) {
        Matcher place = PLACE.matcher(text);
        if (!place.find()) {
            panic = new Crash.Panic(text, 0, "", Optional.empty());
            return;
        }
        Optional<String> assertion = Optional.ofNullable(place.group(4));
        panic = new Crash.Panic(place.group(1), Integer.parseInt(place.group(2)), place.group(3), assertion);
        if (assertion.isPresent()) {
            kind = Crash.Kind.ASSERTION;
        }
    }

    // ---- its end

    /**
     * The report.
     *
     * @param whole whether its end was seen
     * @param start the start that ended it, or null
     * @param width how long its lines were that were wrapped; 0 when none was
     * @return nothing when it was none: words that a program's own lines may have, too
     */
    Optional<Crash> finish(boolean whole, BootBanner start, int width) {
        closeStack();
        if (panicItem != null && !panicItem.next().isEmpty() && panicItem.width() == width) {
            headline(panicItem.unwrapped());
        }
        boolean dumped = !told.isEmpty() || wordsInAll > 4
            || stacks.stream().anyMatch(stack -> stack.end() != stack.sp() + 4 * stack.memory().size())
            || kind != Crash.Kind.UNKNOWN && evidence;
        boolean restarted = start != null && firm && kind != Crash.Kind.GENERIC_RESET;
        if (!dumped && !restarted) {
            return Optional.empty();
        }
        Optional<Crash.Registers> known = told.isEmpty() && cause.isEmpty() ? Optional.empty()
            : Optional.of(new Crash.Registers(cause, registers[0], registers[1], registers[2], registers[3],
                registers[4], told));
        return Optional.of(new Crash(kind, headline, known, stacks, Optional.ofNullable(panic),
            Optional.ofNullable(failedAlloc), Optional.ofNullable(start),
            new Crash.Origin(source, firstLine, lastLine, whole), lines));
    }
}
