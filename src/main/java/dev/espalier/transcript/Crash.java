package dev.espalier.transcript;

import dev.espalier.bytes.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One crash as the firmware or the ROM reported it.
 *
 * @param headline the line that says what happened, for example {@code Exception (29):}
 * @param registers cause and addresses, absent where the report has none (a panic)
 * @param stacks stack dumps in their order; an interrupted BearSSL call has two
 * @param lastFailedAlloc caller and size of the last allocation that failed, if the core tells
 * @param lines the report as it came
 */
public record Crash(String headline, Optional<Registers> registers, List<Stack> stacks,
                    Optional<FailedAlloc> lastFailedAlloc, List<String> lines) {

    public Crash {
        stacks = List.copyOf(stacks);
        lines = List.copyOf(lines);
    }

    /**
     * The exception registers.
     *
     * @param cause EXCCAUSE; absent after a soft watchdog of the older cores
     */
    public record Registers(OptionalInt cause, int epc1, int epc2, int epc3, int excvaddr, int depc) {
    }

    /**
     * One dumped stack.
     *
     * @param context {@code cont}, {@code sys} or {@code bearssl}
     * @param words the dumped words, lowest address first
     */
    public record Stack(String context, int sp, int end, int offset, List<Integer> words) {

        public Stack {
            words = List.copyOf(words);
        }
    }

    /** An allocation that failed: its caller's address and its size in bytes. */
    public record FailedAlloc(int caller, int bytes) {
    }

    /** The context in which it happened: {@code cont}, {@code sys}, {@code bearssl}, if it was told. */
    public Optional<String> context() {
        return stacks.isEmpty() ? Optional.empty() : Optional.of(stacks.get(0).context());
    }

    /** One line: what happened, where and why. */
    public String summary(Symbols symbols) {
        StringBuilder text = new StringBuilder(headline.strip());
        registers.ifPresent(r -> {
            r.cause().ifPresent(cause -> text.append(' ').append(ExceptionCause.name(cause)));
            text.append(" at ").append(place(r.epc1(), symbols));
            text.append(", address ").append(Hex.word(r.excvaddr()));
        });
        context().ifPresent(context -> text.append(", ctx: ").append(context));
        lastFailedAlloc.ifPresent(alloc -> text.append(", last failed alloc: %d bytes by %s"
            .formatted(alloc.bytes(), place(alloc.caller(), symbols))));
        return text.toString();
    }

    /** The summary, then the words of the stacks that are known code addresses. */
    public String describe(Symbols symbols) {
        List<String> lines = new ArrayList<>();
        lines.add(summary(symbols));
        for (Stack stack : stacks) {
            for (int i = 0; i < stack.words().size(); i++) {
                int word = stack.words().get(i);
                int address = stack.sp() + stack.offset() + 4 * i;
                if (word >= 0x40000000 && word < 0x40400000) {
                    symbols.nameOf(word).ifPresent(name -> lines.add("    [%08x] %s %s"
                        .formatted(address, Hex.word(word), name)));
                }
            }
        }
        return String.join("\n", lines);
    }

    private static String place(int address, Symbols symbols) {
        return Hex.word(address) + symbols.nameOf(address).map(name -> " (" + name + ")").orElse("");
    }
}
