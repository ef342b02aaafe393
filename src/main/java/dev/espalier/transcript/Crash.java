package dev.espalier.transcript;

import dev.espalier.bytes.Hex;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One crash as the firmware or the ROM reported it. What was not told, or was lost on the wire, is
 * absent: nothing here is guessed. More components than other records because a report has as many
 * parts; {@link CrashParser} puts them together.
 *
 * @param kind what happened
 * @param headline the words that say it, whatever stood around them: {@code Exception (29):}
 * @param registers cause and addresses, absent where the report has none (a panic)
 * @param stacks stack dumps in their order; an interrupted BearSSL call has two
 * @param panic where the program gave up by itself: a panic, a failed assertion
 * @param lastFailedAlloc the last allocation that failed, if the core tells
 * @param reset the start that followed, if it was seen; {@link CrashParser} knows it only of a report
 *     that the start itself ended, {@link CrashLog} of all
 * @param origin where it stood
 * @param lines the report as it came, from its first line to its last, with what stood between
 */
public record Crash(Kind kind, String headline, Optional<Registers> registers, List<Stack> stacks,
                    Optional<Panic> panic, Optional<FailedAlloc> lastFailedAlloc, Optional<BootBanner> reset,
                    Origin origin, List<String> lines) {

    public Crash {
        stacks = List.copyOf(stacks);
        lines = List.copyOf(lines);
    }

    /** What happened (facts 2.4, 2.5). */
    public enum Kind {
        /** {@code Exception (n):} of the core's post-mortem. */
        EXCEPTION,
        /** {@code Fatal exception (n):} of the ROM or the SDK: registers only, no stack. */
        FATAL_EXCEPTION,
        /** {@code Soft WDT reset}. Core 3.1 adds registers, whose cause is that of the timer's interrupt. */
        SOFT_WATCHDOG,
        /** The hardware watchdog: no dump, only the start that follows tells. */
        HARDWARE_WATCHDOG,
        /** {@code Panic file:line function}. */
        PANIC,
        /** A panic that has an assertion's text. */
        ASSERTION,
        /** {@code Abort called}. */
        ABORT,
        /** {@code Unhandled C++ exception: ...}. */
        CXX_EXCEPTION,
        /** {@code Stack smashing detected}: a function found its canary overwritten. */
        STACK_SMASHED,
        /** {@code Stack overflow detected}, {@code PANIC: Stack overrun}. */
        STACK_OVERFLOW,
        /** {@code Generic Reset}: the core was not told why. */
        GENERIC_RESET,
        /** A dump whose headline was lost. */
        UNKNOWN
    }

    /** The registers that a report may tell. */
    public enum Register {
        EPC1, EPC2, EPC3, EXCVADDR, DEPC
    }

    /**
     * The exception registers. One that was cut off or damaged is 0 and not in {@code told}: ask
     * {@link #tells} before a 0 is taken for a null pointer.
     *
     * @param cause EXCCAUSE; absent when its line was lost, and for a soft watchdog of the older cores
     * @param told the registers that could be read
     */
    public record Registers(OptionalInt cause, int epc1, int epc2, int epc3, int excvaddr, int depc,
                            Set<Register> told) {

        public Registers {
            told = Set.copyOf(told);
        }

        /** All registers told. */
        public Registers(OptionalInt cause, int epc1, int epc2, int epc3, int excvaddr, int depc) {
            this(cause, epc1, epc2, epc3, excvaddr, depc, EnumSet.allOf(Register.class));
        }

        /** Whether a register could be read. */
        public boolean tells(Register register) {
            return told.contains(register);
        }
    }

    /** One word of a dumped stack. */
    public record Word(int address, int value) {
    }

    /**
     * One dumped stack. When its {@code sp: end: offset:} line was lost, {@code sp} is the address of
     * its first word, {@code end} that behind its last, {@code offset} 0.
     *
     * @param context {@code cont}, {@code sys} or {@code bearssl}; empty when it was lost
     * @param sp the stack pointer in the reporting function; its own frames end {@code offset} bytes above
     * @param end where the stack ends
     * @param memory the dumped words in the order they came, lowest address first; rows that were lost
     *     leave a gap in the addresses
     */
    public record Stack(String context, int sp, int end, int offset, List<Word> memory) {

        public Stack {
            memory = List.copyOf(memory);
        }

        /** The values of the words. */
        public List<Integer> words() {
            return memory.stream().map(Word::value).toList();
        }
    }

    /**
     * The place that a panic names.
     *
     * @param file as the compiler was told it
     * @param line from 1; 0 when it was not told
     * @param function empty when it was not told
     * @param assertion the condition that did not hold
     */
    public record Panic(String file, int line, String function, Optional<String> assertion) {
    }

    /**
     * An allocation that failed.
     *
     * @param caller the address behind the call
     * @param bytes how many were asked for
     * @param file where the call stands, if the core was built to tell; else empty
     * @param line from 1; 0 when it was not told
     */
    public record FailedAlloc(int caller, int bytes, String file, int line) {

        /** As cores tell it that were not built with {@code DEBUG_ESP_OOM}. */
        public FailedAlloc(int caller, int bytes) {
            this(caller, bytes, "", 0);
        }
    }

    /** What a crash is known from. */
    public enum Source {
        /** A report printed as it happened. */
        DUMP,
        /** What the chip remembered of its last life and the sketch printed: {@code ESP.getResetInfo()}. */
        RESET_INFO,
        /** What the sketch printed of {@code ESP.getResetReason()}: only the kind is known. */
        RESET_REASON,
        /** The ROM's banner of the start that followed: only the kind is known. */
        BANNER
    }

    /**
     * Where a report stood.
     *
     * @param source what it was
     * @param firstLine line of its first words, counted from 1
     * @param lastLine line of its last words
     * @param whole whether its end was seen; else it was cut off, or its last lines were lost
     */
    public record Origin(Source source, long firstLine, long lastLine, boolean whole) {
    }

    /** EXCCAUSE, if it was told. */
    public OptionalInt cause() {
        return registers.map(Registers::cause).orElse(OptionalInt.empty());
    }

    /** The context in which it happened: {@code cont}, {@code sys}, {@code bearssl}, if it was told. */
    public Optional<String> context() {
        return stacks.isEmpty() || stacks.get(0).context().isEmpty() ? Optional.empty()
            : Optional.of(stacks.get(0).context());
    }

    /** This crash, followed by a start. */
    Crash followedBy(BootBanner start) {
        return new Crash(kind, headline, registers, stacks, panic, lastFailedAlloc, Optional.of(start), origin, lines);
    }

    /** This crash with registers that were told elsewhere. */
    Crash with(Registers remembered) {
        return new Crash(kind, headline, Optional.of(remembered), stacks, panic, lastFailedAlloc, reset, origin, lines);
    }

    /** One line: what happened, where and why. */
    public String summary(Symbols symbols) {
        StringBuilder text = new StringBuilder(headline.strip());
        registers.ifPresent(r -> {
            r.cause().ifPresent(cause -> text.append(' ').append(ExceptionCause.name(cause)));
            if (r.tells(Register.EPC1)) {
                text.append(" at ").append(place(r.epc1(), symbols));
            }
            if (r.tells(Register.EXCVADDR)) {
                text.append(", address ").append(Hex.word(r.excvaddr()));
            }
        });
        context().ifPresent(context -> text.append(", ctx: ").append(context));
        lastFailedAlloc.ifPresent(alloc -> text.append(", last failed alloc: %d bytes by %s"
            .formatted(alloc.bytes(), place(alloc.caller(), symbols))));
        return text.toString();
    }

    /** The summary, then the words of the stacks that are known code addresses. */
    public String describe(Symbols symbols) {
        List<String> text = new ArrayList<>();
        text.add(summary(symbols));
        for (Stack stack : stacks) {
            for (Word word : stack.memory()) {
                if (word.value() >= 0x40000000 && word.value() < 0x40400000) {
                    symbols.nameOf(word.value()).ifPresent(name -> text.add("    [%08x] %s %s"
                        .formatted(word.address(), Hex.word(word.value()), name)));
                }
            }
        }
        return String.join("\n", text);
    }

    private static String place(int address, Symbols symbols) {
        return Hex.word(address) + symbols.nameOf(address).map(name -> " (" + name + ")").orElse("");
    }
}
