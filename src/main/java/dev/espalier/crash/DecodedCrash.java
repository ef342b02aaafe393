package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import dev.espalier.dwarf.SourceFrame;
import dev.espalier.transcript.Crash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A crash in words.
 *
 * @param crash the report
 * @param warnings what a reader must know before believing the rest: an ELF file that is not the one that crashed
 * @param headline one line: what happened and where in the source
 * @param registers one line: the report's own words and numbers
 * @param explanation what it means, in sentences, one a line
 * @param frames the fault, then its callers, the innermost first
 * @param stale return addresses on the stack that belong to no frame
 * @param whole whether the frames lead to the bottom of the stack
 */
public record DecodedCrash(Crash crash, List<String> warnings, String headline, String registers, List<String> explanation,
                           List<CrashFrame> frames, List<CrashFrame> stale, boolean whole) {

    public DecodedCrash {
        warnings = List.copyOf(warnings);
        explanation = List.copyOf(explanation);
        frames = List.copyOf(frames);
        stale = List.copyOf(stale);
    }

    /** Everything but what is stale, in lines; {@code sources} shows the lines of source that are at hand. */
    public String text(SourceLines sources) {
        List<String> lines = new ArrayList<>(warnings.stream().map(warning -> "WARNING: " + warning).toList());
        lines.add(headline);
        if (!registers.equals(headline)) {
            lines.add("  " + registers);
        }
        explanation.forEach(sentence -> lines.add("  " + sentence));
        int number = 0;
        for (CrashFrame frame : frames) {
            number = frame(frame, number, sources, lines);
        }
        if (!whole && !frames.isEmpty() && !crash.stacks().isEmpty()) {
            lines.add("    ... the walk ended before the bottom of the stack");
        }
        return String.join("\n", lines);
    }

    /** What lies on the stack without belonging to a frame, in lines. */
    public List<String> staleLines() {
        return stale.stream().map(frame -> "    [%08x] %s %s".formatted(frame.at().orElse(0), Hex.word(frame.address()), frame.place()))
            .toList();
    }

    private static int frame(CrashFrame frame, int first, SourceLines sources, List<String> lines) {
        String remark = remark(frame);
        if (frame.sources().isEmpty()) {
            lines.add("    #%d %s%s".formatted(first, named(frame), remark));
            return first + 1;
        }
        int number = first;
        for (SourceFrame source : frame.sources()) {
            String function = source.function().isEmpty() ? frame.function() : source.function();
            String at = source.file().isEmpty() ? "" : " at " + CrashFrame.line(source);
            lines.add("    #%d %s %s%s%s".formatted(number, Hex.word(frame.address()), function, at,
                source.inlined() ? "  (inlined)" : remark));
            Optional<String> code = sources.line(source);
            code.ifPresent(text -> lines.add("         %d | %s".formatted(source.line(), text.strip())));
            number++;
        }
        return number;
    }

    private static String named(CrashFrame frame) {
        if (frame.address() == 0 && frame.certainty() == Certainty.LIKELY) {
            return "not known";
        }
        return Hex.word(frame.address()) + " " + (frame.symbol().isEmpty() ? Places.region(frame.address()) : frame.symbol());
    }

    private static String remark(CrashFrame frame) {
        boolean plain = frame.certainty() == Certainty.CERTAIN || frame.certainty() == Certainty.UNKNOWN;
        String text = plain ? frame.note() : frame.certainty() + (frame.note().isEmpty() ? "" : ": " + frame.note());
        return text.isEmpty() ? "" : "  (" + text + ")";
    }
}
