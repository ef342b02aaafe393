package dev.espalier.transcript;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The wordings that crash reports of all eras are made of (facts 2.1, 2.4, 2.5), written without their blanks: what
 * a terminal or a forum did to blanks and line ends does not matter to them.
 *
 * <p>In a pattern {@code #} is a decimal number of up to nine digits, {@code @} eight, {@code ^} five and {@code *}
 * four hexadecimal digits, {@code ~} makes the next character optional, {@code _} is a place where there must be a
 * blank or the end of a line, {@code $} one where the word must end. Digits of one number stand together, save for a line's end among them.
 */
enum DumpTemplate {
    CUT("CUTHEREFOREXCEPTIONDECODER"),
    /** What core 3.2 prints before its marks. */
    ADVICE("Tomakethisdumpuseful"),
    USER("Userexception(panic/abort/assert)"),
    EXCEPTION("Exception(#):", Crash.Kind.EXCEPTION, "Exception (%d):"),
    /** As people write it: no colon. */
    EXCEPTION_SAID("Exception(#)", Crash.Kind.EXCEPTION, "Exception (%d):"),
    FATAL("Fatalexception(#)", Crash.Kind.FATAL_EXCEPTION, "Fatal exception (%d):"),
    FATAL_SDK("Fatalexception#(", Crash.Kind.FATAL_EXCEPTION, "Fatal exception (%d):"),
    RESET_INFO("Fatalexception:#flag:#("),
    SOFT_WATCHDOG_LOOP("SoftWDTreset-deliberateinfiniteloopdetected", Crash.Kind.SOFT_WATCHDOG,
        "Soft WDT reset - deliberate infinite loop detected"),
    SOFT_WATCHDOG("SoftWDTreset", Crash.Kind.SOFT_WATCHDOG, "Soft WDT reset"),
    PANIC("Panic_", Crash.Kind.PANIC, "Panic "),
    ABORT("Abortcalled", Crash.Kind.ABORT, "Abort called"),
    CXX_EXCEPTION("UnhandledC++exception:", Crash.Kind.CXX_EXCEPTION, "Unhandled C++ exception: "),
    SMASHED_AT("Stacksmashingdetectedat0x@", Crash.Kind.STACK_SMASHED, "Stack smashing detected at 0x%08x"),
    SMASHED("Stacksmashingdetected.", Crash.Kind.STACK_SMASHED, "Stack smashing detected."),
    OVERFLOW("Stackoverflowdetected~.", Crash.Kind.STACK_OVERFLOW, "Stack overflow detected."),
    OVERRUN("PANIC:Stackoverrun", Crash.Kind.STACK_OVERFLOW, "PANIC: Stack overrun"),
    GENERIC_RESET("GenericReset", Crash.Kind.GENERIC_RESET, "Generic Reset"),
    EPC1("epc1=0x@$"), EPC2("epc2=0x@$"), EPC3("epc3=0x@$"), EXCVADDR("excvaddr=0x@$"), DEPC("depc=0x@$"),
    REMEMBERED_EPC1("epc1:0x@$"), REMEMBERED_EPC2("epc2:0x@$"), REMEMBERED_EPC3("epc3:0x@$"),
    REMEMBERED_EXCVADDR("excvaddr:0x@$"), REMEMBERED_DEPC("depc:0x@$"),
    CONT("ctx:cont"), SYS("ctx:sys"), BEARSSL("ctx:bearssl"),
    BOUNDS("sp:@end:@offset:*$"),
    STACK_BEGIN(">>>stack>"),
    ROW("3ff^:@_@_@_@_"),
    STACK_END("<<<stack<"),
    FAILED_ALLOC("lastfailedalloccall:@(#)"),
    BANNER("rstcause~:#,bootmode~:(#,#)");

    /** What {@link #match} answers when the text is something else. */
    static final int NO = -1;
    /** What {@link #match} answers when the text ends before the wording does. */
    static final int UNFINISHED = -2;
    /** No wording is longer than this, with all its digits. */
    static final int LONGEST = 64;

    /** What stands before a character: nothing. */
    static final byte ADJACENT = 0;
    /** What stands before a character: blanks. */
    static final byte BLANK = 1;
    /** What stands before a character: the end of a line. */
    static final byte LINE_END = 2;

    private static final DumpTemplate[] NONE = {};
    /** By the first character, then by the first two: most places in a log are ruled out by these. */
    private static final DumpTemplate[][] BY_FIRST = new DumpTemplate[128][];
    private static final DumpTemplate[][] BY_TWO = new DumpTemplate[128 * 128][];

    static {
        Arrays.setAll(BY_FIRST, first -> select(template -> template.pattern[0] == first));
        Arrays.setAll(BY_TWO, two -> select(template -> template.pattern[0] == two / 128 && template.pattern[1] == two % 128));
    }

    private final char[] pattern;
    private final Crash.Kind kind;
    private final String headline;

    DumpTemplate(String pattern) {
        this(pattern, null, null);
    }

    DumpTemplate(String pattern, Crash.Kind kind, String headline) {
        this.pattern = pattern.toCharArray();
        this.kind = kind;
        this.headline = headline;
    }

    /** The wordings that may begin at a place; where one is the beginning of another, the longer one comes first. */
    static DumpTemplate[] beginningAt(SqueezedText text, int at) {
        char first = text.at(at);
        if (first >= 128) {
            return NONE;
        }
        if (at + 1 == text.length()) {
            return BY_FIRST[first];
        }
        char second = text.at(at + 1);
        return second < 128 ? BY_TWO[first * 128 + second] : NONE;
    }

    private static DumpTemplate[] select(Predicate<DumpTemplate> wanted) {
        DumpTemplate[] selected = Arrays.stream(values()).filter(wanted).toArray(DumpTemplate[]::new);
        return selected.length == 0 ? NONE : selected;
    }

    /** Whether this says what happened. */
    boolean isHeadline() {
        return kind != null;
    }

    /** What happened, of a headline. */
    Crash.Kind kind() {
        return kind;
    }

    /** The headline as the core words it. */
    String headline(int[] numbers) {
        return headline.indexOf('%') < 0 ? headline : headline.formatted(numbers[0]);
    }

    /** Whether the rest of its line belongs to it. */
    boolean hasText() {
        return this == PANIC || this == CXX_EXCEPTION;
    }

    /** The register that this tells, counted from {@code EPC1}; -1 for other wordings. */
    int register() {
        int told = ordinal() - EPC1.ordinal();
        return told >= 0 && told < 5 ? told : -1;
    }

    /** The register that this remembers, counted from {@code EPC1}; -1 for other wordings. */
    int rememberedRegister() {
        int told = ordinal() - REMEMBERED_EPC1.ordinal();
        return told >= 0 && told < 5 ? told : -1;
    }

    /**
     * Compares with text.
     *
     * @param numbers gets the numbers in their order
     * @return where the wording ends, {@link #NO} or {@link #UNFINISHED}
     */
    int match(SqueezedText text, int from, int[] numbers) {
        int at = from;
        int number = 0;
        for (int i = 0; i < pattern.length; i++) {
            char wanted = pattern[i];
            if (wanted == '_' || wanted == '$') {
                if (!wordEnds(text, at, wanted == '_')) {
                    return NO;
                }
            } else if (at >= text.length()) {
                return wanted == '~' && i + 2 == pattern.length ? at : UNFINISHED;
            } else if (wanted == '~') {
                i++;
                at += text.at(at) == pattern[i] ? 1 : 0;
            } else if (wanted == '#' || wanted == '@' || wanted == '^' || wanted == '*') {
                int end = digits(text, at, wanted);
                if (end < 0) {
                    return end;
                }
                numbers[number++] = Integer.parseUnsignedInt(text, at, end, wanted == '#' ? 10 : 16);
                at = end;
            } else if (text.at(at) == wanted) {
                at++;
            } else {
                return NO;
            }
        }
        return at;
    }

    private static boolean wordEnds(SqueezedText text, int at, boolean byBlank) {
        return at >= text.length() || text.before(at) != ADJACENT || !byBlank && !Character.isLetterOrDigit(text.at(at));
    }

    private static int digits(SqueezedText text, int from, char wanted) {
        int radix = wanted == '#' ? 10 : 16;
        int most = switch (wanted) {
            case '#' -> 9;
            case '@' -> 8;
            case '^' -> 5;
            default -> 4;
        };
        int at = from;
        while (at < text.length() && at - from < most && (at == from || text.before(at) != BLANK)
            && text.at(at) < 128 && Character.digit(text.at(at), radix) >= 0) {
            at++;
        }
        if (wanted == '#') {
            return at == from ? NO : at == text.length() ? UNFINISHED : at;
        }
        return at - from == most ? at : at == text.length() ? UNFINISHED : NO;
    }
}
