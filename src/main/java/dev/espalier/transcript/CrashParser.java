package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Recognises crash reports line by line: the post-mortem of the Arduino core from 2.3 to 3.1, and the
 * ROM's and SDK's {@code Fatal exception} (facts 2.4). Lines that only look like the beginning of a
 * report, such as an application's own "Panic ...", are let go as soon as nothing of a report follows.
 */
public final class CrashParser {

    private static final String CUT = "--------------- CUT HERE FOR EXCEPTION DECODER ---------------";
    private static final Pattern EXCEPTION = Pattern.compile("^Exception \\((\\d{1,3})\\):$");
    private static final Pattern FATAL = Pattern.compile("^Fatal exception \\(?(\\d{1,3})\\)?(\\(\\w+\\))?:$");
    private static final Pattern SOLE_HEADLINE = Pattern.compile("^(Soft WDT reset.*|Panic \\S.*|Abort called"
        + "|Unhandled C\\+\\+ exception: .*|Generic Reset|PANIC: Stack overrun"
        + "|Stack (overflow|smashing) detected.*)$");
    /** Core 2.3.0 does not begin a line for these words: they may stand behind the sketch's own. */
    private static final Pattern ABORT_BEHIND_TEXT = Pattern.compile("^.+Abort called$");
    private static final String ABORT = "Abort called";
    private static final String USER = "User exception (panic/abort/assert)";
    private static final Pattern REGISTERS = Pattern.compile("^epc1=0x([0-9a-f]{8}),? epc2=0x([0-9a-f]{8}),? "
        + "epc3=0x([0-9a-f]{8}),? excvaddr=0x([0-9a-f]{8}),? depc=0x([0-9a-f]{8})$");
    private static final Pattern CONTEXT = Pattern.compile("^ctx: (cont|sys|bearssl)$");
    private static final Pattern BOUNDS =
        Pattern.compile("^sp: ([0-9a-f]{8}) end: ([0-9a-f]{8}) offset: ([0-9a-f]{4})$");
    private static final Pattern ROW = Pattern.compile(
        "^([0-9a-f]{8}):  ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8})( <)?$");
    private static final Pattern FAILED_ALLOC =
        Pattern.compile("^last failed alloc call: ([0-9A-Fa-f]{8})\\((\\d{1,9})\\)");
    /** A line or two of a dump may be damaged on the wire; more means that the dump is over. */
    private static final int STRANGERS_TOLERATED = 2;
    /** A runaway dump is cut here. */
    private static final int MOST_LINES = 4000;

    private enum State { NONE, HEAD, STACK, TAIL }

    private State state = State.NONE;
    private final List<String> lines = new ArrayList<>();
    private final List<Crash.Stack> stacks = new ArrayList<>();
    private String headline;
    private OptionalInt cause = OptionalInt.empty();
    private Crash.Registers registers;
    private Crash.FailedAlloc failedAlloc;
    private boolean fatal;
    private boolean evidence;
    private int strangers;
    private String context;
    private int[] bounds;
    private final List<Crash.Word> words = new ArrayList<>();

    /**
     * Takes one line of the board's output.
     *
     * @return the report that this line completes
     */
    public Optional<Crash> accept(String raw) {
        String line = raw.stripTrailing();
        if (state == State.NONE) {
            start(line);
            return Optional.empty();
        }
        if (BootBanner.parse(line).isPresent() || lines.size() >= MOST_LINES) {
            return finish();
        }
        if (state != State.HEAD && isHeadline(line)) {
            Optional<Crash> done = finish();
            start(line);
            return done;
        }
        lines.add(line);
        return line.isEmpty() ? Optional.empty() : advance(line);
    }

    /** Whether a report has begun and not ended. */
    public boolean inProgress() {
        return state != State.NONE && evidence;
    }

    /** Ends a report that the board will not complete: it fell silent or started anew. */
    public Optional<Crash> finish() {
        Optional<Crash> crash = Optional.empty();
        if (state != State.NONE && evidence) {
            closeStack();
            crash = Optional.of(new Crash(Crash.Kind.UNKNOWN, headline == null ? "Crash" : headline, Optional.ofNullable(registers),
                stacks, Optional.empty(), Optional.ofNullable(failedAlloc), Optional.empty(),
                new Crash.Origin(Crash.Source.DUMP, 1, lines.size(), true), lines));
        }
        reset();
        return crash;
    }

    private void start(String line) {
        if (!line.equals(CUT) && !isHeadline(line)) {
            return;
        }
        state = State.HEAD;
        lines.add(line);
        headline(line);
    }

    private Optional<Crash> advance(String line) {
        return switch (state) {
            case HEAD -> head(line);
            case STACK -> stack(line);
            default -> tail(line);
        };
    }

    private Optional<Crash> head(String line) {
        if (line.equals(CUT) || isHeadline(line)) {
            headline(line);
            return Optional.empty();
        }
        Matcher found = REGISTERS.matcher(line);
        if (found.find()) {
            registers = new Crash.Registers(cause, hex(found, 1), hex(found, 2), hex(found, 3), hex(found, 4),
                hex(found, 5));
            evidence = true;
            return fatal ? finish() : Optional.empty();
        }
        if (stackPart(line)) {
            return Optional.empty();
        }
        if (!evidence) {
            reset();
        } else if (++strangers > STRANGERS_TOLERATED) {
            return finish();
        }
        return Optional.empty();
    }

    private Optional<Crash> stack(String line) {
        if (line.equals("<<<stack<<<")) {
            closeStack();
            state = State.TAIL;
        } else if (stackPart(line)) {
            strangers = 0;
        } else if (++strangers > STRANGERS_TOLERATED) {
            return finish();
        }
        return Optional.empty();
    }

    private Optional<Crash> tail(String line) {
        Matcher alloc = FAILED_ALLOC.matcher(line);
        if (alloc.find()) {
            failedAlloc = new Crash.FailedAlloc(hex(alloc, 1), Integer.parseInt(alloc.group(2)));
            return Optional.empty();
        }
        if (CONTEXT.matches(line)) {
            stackPart(line);
            return Optional.empty();
        }
        if (!line.equals(CUT)) {
            lines.remove(lines.size() - 1);
        }
        return finish();
    }

    /** The parts around and of a stack dump, in any era's order. */
    private boolean stackPart(String line) {
        Matcher found = CONTEXT.matcher(line);
        if (found.find()) {
            closeStack();
            context = found.group(1);
            evidence = true;
            return true;
        }
        found = BOUNDS.matcher(line);
        if (found.find()) {
            bounds = new int[] {hex(found, 1), hex(found, 2), hex(found, 3)};
            return true;
        }
        if (line.equals(">>>stack>>>")) {
            state = State.STACK;
            evidence = true;
            return true;
        }
        found = ROW.matcher(line);
        if (!found.find()) {
            return false;
        }
        state = State.STACK;
        for (int i = 2; i <= 5; i++) {
            words.add(new Crash.Word(hex(found, 1) + 4 * (i - 2), hex(found, i)));
        }
        return true;
    }

    private void closeStack() {
        if (bounds != null) {
            stacks.add(new Crash.Stack(context == null ? "" : context, bounds[0], bounds[1], bounds[2], words));
        }
        bounds = null;
        context = null;
        words.clear();
    }

    private static boolean isHeadline(String line) {
        return EXCEPTION.matches(line) || FATAL.matches(line) || SOLE_HEADLINE.matches(line) || ABORT_BEHIND_TEXT.matches(line)
            || line.equals(USER);
    }

    /** The first headline stays, unless it is only the announcement of a user exception. */
    private void headline(String line) {
        Matcher exception = EXCEPTION.matcher(line);
        Matcher fatalException = FATAL.matcher(line);
        if (exception.find()) {
            cause = OptionalInt.of(Integer.parseInt(exception.group(1)));
        } else if (fatalException.find()) {
            cause = OptionalInt.of(Integer.parseInt(fatalException.group(1)));
            fatal = true;
        }
        if (!line.equals(CUT) && (headline == null || headline.equals(USER))) {
            headline = ABORT_BEHIND_TEXT.matches(line) ? ABORT : line;
        }
    }

    private void reset() {
        state = State.NONE;
        lines.clear();
        stacks.clear();
        words.clear();
        headline = null;
        cause = OptionalInt.empty();
        registers = null;
        failedAlloc = null;
        fatal = false;
        evidence = false;
        strangers = 0;
        context = null;
        bounds = null;
    }

    private static int hex(Matcher matcher, int group) {
        return Integer.parseUnsignedInt(matcher.group(group), 16);
    }
}
