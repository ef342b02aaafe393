package dev.espalier.transcript;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Recognises crash reports line by line: the post-mortem of the Arduino core from 2.3 to 3.2, and the ROM's and SDK's
 * {@code Fatal exception} (facts 2.4). The lines may have been wrapped or quoted, have time stamps, stand all on one,
 * be interleaved with others, damaged or lost. Words that only look like the beginning of a report, such as an
 * application's own "Panic ...", are let go when nothing of a report follows.
 *
 * <p>A report is handed out with the line that completes it. Where its end was lost, that is the next start of the chip,
 * the next report, or a few lines of something else; whoever listens live calls {@link #finish} when the board falls
 * silent. For a log that is at hand as a whole there is {@link CrashLog}, which waits longer and tells more.
 *
 * <p>What is kept is bounded, whatever the lines are; so is the work for a character.
 */
public final class CrashParser {

    /** Longer lines are taken in pieces. */
    private static final int PIECE = 4096;
    /** A runaway dump is cut here: all of the chip's RAM has fewer words. */
    private static final int MOST_WORDS = 32_768;
    /** Lines that a piece of a report may have begun before the line that completes it. */
    private static final int RECENT_LINES = 8;

    /** Gets what is found in a log, in its order. */
    interface Finds {

        /** A crash report. */
        void crash(Crash crash);

        /** The ROM's banner. */
        void start(BootBanner banner, long line, String raw);
    }

    private enum State { NONE, HEAD, STACK, TAIL }

    private final DumpScanner scanner = new DumpScanner();
    private final Patience patience;
    private final Finds finds;
    /** Whether what the chip remembers of its last life counts as a report. */
    private final boolean takesMemories;
    private final Deque<Crash> crashes = new ArrayDeque<>();
    private final Deque<String> recent = new ArrayDeque<>();
    private State state = State.NONE;
    private CrashDraft draft;
    private int strangers;
    private long lines;
    private String raw = "";
    /** Where a dump went on that was cut because it ran away. */
    private int runaway;

    /** For the lines of a board as they come. */
    public CrashParser() {
        this.patience = Patience.LIVE;
        this.takesMemories = false;
        this.finds = new Finds() {
            @Override
            public void crash(Crash crash) {
                crashes.add(crash);
            }

            @Override
            public void start(BootBanner banner, long line, String text) {
                // Who listens live reads the banner with a BootParser.
            }
        };
    }

    CrashParser(Patience patience, Finds finds) {
        this.patience = patience;
        this.takesMemories = true;
        this.finds = finds;
    }

    /**
     * Takes one line of the board's output.
     *
     * @return the report that this line completes
     */
    public Optional<Crash> accept(String line) {
        take(lines + 1, line);
        return Optional.ofNullable(crashes.poll());
    }

    /** Takes a line, or a part of one that has the same number. */
    void take(long number, String line) {
        lines = number;
        for (int from = 0; from == 0 || from < line.length(); from += PIECE) {
            piece(line.length() <= PIECE ? line : line.substring(from, Math.min(line.length(), from + PIECE)));
        }
    }

    /** Whether a report has begun and not ended. */
    public boolean inProgress() {
        return state != State.NONE && draft.evidence() || !crashes.isEmpty();
    }

    /** Ends a report that the board will not complete: it fell silent or started anew. */
    public Optional<Crash> finish() {
        end();
        return Optional.ofNullable(crashes.poll());
    }

    /** Nothing more comes. */
    void end() {
        for (DumpItem item : List.copyOf(scanner.end())) {
            item(item);
        }
        if (state != State.NONE) {
            close(state == State.TAIL && !draft.cut(), null);
        }
        recent.clear();
    }

    /** Characters kept, words of stacks counted as eight. */
    int kept() {
        return scanner.kept() + recent.stream().mapToInt(String::length).sum() + (draft == null ? 0 : draft.kept());
    }

    /** Characters looked at since the beginning. */
    long work() {
        return scanner.work();
    }

    private void piece(String text) {
        raw = text;
        recent.add(text);
        if (recent.size() > RECENT_LINES) {
            recent.remove();
        }
        List<DumpItem> items = scanner.scan(lines, text);
        if (state != State.NONE) {
            draft.line(text);
        }
        for (DumpItem item : items) {
            item(item);
        }
        if (items.isEmpty() && state != State.NONE && !scanner.blank() && !scanner.unfinished()) {
            stranger();
        }
    }

    /** A line of something else. */
    private void stranger() {
        strangers++;
        switch (state) {
            case HEAD, STACK -> {
                if (strangers > (draft.evidence() ? patience.body() : patience.headline())) {
                    close(false, null);
                }
            }
            default -> {
                if (strangers > (draft.cut() ? patience.end() : patience.unmarkedEnd())) {
                    close(!draft.cut(), null);
                }
            }
        }
    }

    private void item(DumpItem item) {
        if (item.template() == DumpTemplate.EXCEPTION_SAID && state != State.NONE
            && (draft.evidence() || draft.kind() != Crash.Kind.UNKNOWN)) {
            // Somebody's words about an exception, not the report's.
            stranger();
            return;
        }
        strangers = 0;
        if (item.template() == DumpTemplate.ADVICE) {
            return;
        }
        if (item.template() == DumpTemplate.BANNER) {
            banner(item);
            return;
        }
        switch (state) {
            case NONE -> begin(item);
            case HEAD -> head(item);
            case STACK -> stack(item);
            default -> tail(item);
        }
    }

    private void banner(DumpItem item) {
        BootBanner banner = new BootBanner(ResetCause.of(item.numbers()[0]), BootMode.of(item.numbers()[1]));
        if (state != State.NONE) {
            close(state == State.TAIL && !draft.cut(), banner);
        }
        finds.start(banner, item.line(), raw);
    }

    // ---- the parts of a report, by what was read so far

    /** Nothing is under way: what may begin a report, also one whose first lines were lost. */
    private void begin(DumpItem item) {
        DumpTemplate template = item.template();
        if (template == DumpTemplate.RESET_INFO) {
            remembered(item);
            return;
        }
        boolean begins = template.isHeadline() || switch (template) {
            case CUT, USER, EPC1, CONT, SYS, BEARSSL, BOUNDS, STACK_BEGIN -> true;
            case ROW -> item.numbers()[0] != runaway;
            default -> false;
        };
        if (template == DumpTemplate.ROW && !begins) {
            runaway = item.numbers()[0] + 16;
        }
        if (begins) {
            open(Crash.Source.DUMP, item);
            head(item);
        }
    }

    private void remembered(DumpItem item) {
        int flag = item.numbers()[1];
        if (takesMemories && flag >= 1 && flag <= 3) {
            open(Crash.Source.RESET_INFO, item);
            draft.remembered(item.numbers()[0], flag);
            draft.used(item.line());
        }
    }

    private void open(Crash.Source source, DumpItem item) {
        draft = new CrashDraft(source, item.line());
        state = State.HEAD;
        long number = lines - recent.size() + 1;
        for (String line : recent) {
            if (number++ >= item.line()) {
                draft.line(line);
            }
        }
    }

    private void head(DumpItem item) {
        DumpTemplate template = item.template();
        if (template.rememberedRegister() >= 0) {
            rememberedRegister(item);
        } else if (template.register() >= 0) {
            register(item);
        } else if (template.isHeadline()) {
            headline(item);
        } else {
            switch (template) {
                case CUT -> {
                    if (draft.evidence()) {
                        another(item, false);
                    } else {
                        draft.cutMark();
                        used();
                    }
                }
                case USER, RESET_INFO -> {
                    if (draft.evidence() || template == DumpTemplate.RESET_INFO || draft.kind() != Crash.Kind.UNKNOWN) {
                        another(item, false);
                    } else {
                        used();
                    }
                }
                default -> stackPart(item);
            }
        }
    }

    private void headline(DumpItem item) {
        if (item.template().kind() == Crash.Kind.EXCEPTION && draft.awaitsException()) {
            draft.exceptionBlock(item.numbers()[0]);
            used();
        } else if (draft.evidence()) {
            another(item, false);
        } else if (draft.kind() != Crash.Kind.UNKNOWN) {
            // The first words were a program's own, or all that was left of their report.
            boolean cut = draft.cut();
            open(Crash.Source.DUMP, item);
            if (cut) {
                draft.cutMark();
            }
            draft.headline(item);
            used();
        } else {
            draft.headline(item);
            used();
        }
    }

    private void register(DumpItem item) {
        Crash.Register register = Crash.Register.values()[item.template().register()];
        if (draft.source() != Crash.Source.DUMP || draft.tells(register)) {
            if (register == Crash.Register.EPC1) {
                another(item, false);
            }
            return;
        }
        draft.register(register, item.numbers()[0]);
        used();
        if (draft.kind() == Crash.Kind.FATAL_EXCEPTION && draft.tellsAllRegisters()) {
            close(true, null);
        }
    }

    private void rememberedRegister(DumpItem item) {
        if (draft.source() != Crash.Source.RESET_INFO) {
            return;
        }
        draft.register(Crash.Register.values()[item.template().rememberedRegister()], item.numbers()[0]);
        used();
        if (draft.tellsAllRegisters()) {
            close(true, null);
        }
    }

    private void stack(DumpItem item) {
        DumpTemplate template = item.template();
        if (template.isHeadline() || template == DumpTemplate.USER || template == DumpTemplate.RESET_INFO
            || template == DumpTemplate.CUT || template == DumpTemplate.STACK_BEGIN && draft.wordsInAll() > 0) {
            another(item, false);
        } else {
            stackPart(item);
        }
    }

    private void tail(DumpItem item) {
        switch (item.template()) {
            case FAILED_ALLOC -> failedAlloc(item);
            case CUT -> {
                used();
                close(true, null);
            }
            case CONT, SYS, BEARSSL -> stackPart(item);
            case ROW, BOUNDS, EPC2, EPC3, EXCVADDR, DEPC, STACK_END -> {
                // What was left of another report.
            }
            default -> another(item, !draft.cut());
        }
    }

    private void failedAlloc(DumpItem item) {
        draft.closeStack();
        draft.failedAlloc(item);
        used();
        state = State.TAIL;
        if (!draft.cut()) {
            close(true, null);
        }
    }

    /** The parts around and of a stack dump, in any era's order. */
    private void stackPart(DumpItem item) {
        int[] numbers = item.numbers();
        switch (item.template()) {
            case CONT -> draft.context("cont");
            case SYS -> draft.context("sys");
            case BEARSSL -> draft.context("bearssl");
            case BOUNDS -> draft.bounds(numbers[0], numbers[1], numbers[2]);
            case STACK_BEGIN -> {
                draft.stackBegins();
                state = State.STACK;
            }
            case ROW -> {
                draft.row(numbers);
                state = State.STACK;
            }
            case STACK_END -> {
                draft.closeStack();
                state = State.TAIL;
            }
            case FAILED_ALLOC -> {
                failedAlloc(item);
                return;
            }
            default -> {
                return;
            }
        }
        used();
        if (state == State.TAIL && item.template() != DumpTemplate.STACK_END) {
            state = State.STACK;
        }
        if (draft.wordsInAll() > MOST_WORDS) {
            runaway = draft.nextAddress();
            close(false, null);
        }
    }

    private void used() {
        draft.used(lines);
    }

    /** This item begins another report. */
    private void another(DumpItem item, boolean whole) {
        close(whole, null);
        begin(item);
    }

    private void close(boolean whole, BootBanner start) {
        Optional<Crash> crash = draft.finish(whole, start, scanner.width());
        draft = null;
        state = State.NONE;
        scanner.forgetWidth();
        crash.ifPresent(finds::crash);
    }
}
