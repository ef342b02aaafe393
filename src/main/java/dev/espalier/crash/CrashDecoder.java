package dev.espalier.crash;

import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashReader;
import dev.espalier.transcript.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Says what crashes mean, with the ELF file of the firmware where there is one. Safe to use from several threads. The
 * ELF file's code is read when the first crash comes, which takes a second or two.
 */
public final class CrashDecoder implements CrashReader {

    /** Without an ELF file every word on the stack may be anything: no more than these are shown. */
    private static final int MOST_WORDS = 16;

    private static final String NO_ELF = "With the ELF file of that build (--elf) source lines would be named, and calls told from stale words.";

    private final Optional<ElfFile> elf;
    private final SourceLines sources;
    private final Optional<String> warning;
    private final boolean proven;
    private Optional<MachineCode> code;

    private CrashDecoder(Optional<ElfFile> elf, SourceLines sources, Optional<String> warning, boolean proven) {
        this.proven = proven;
        this.elf = elf;
        this.sources = sources;
        this.warning = warning;
    }

    /**
     * A decoder.
     *
     * @param elf the ELF file of the firmware that crashes
     * @param sources its sources, as far as they are at hand
     */
    public static CrashDecoder of(Optional<ElfFile> elf, SourceLines sources) {
        return new CrashDecoder(elf, sources, Optional.empty(), false);
    }

    /**
     * A decoder with an ELF file that was compared with the image that crashes, so that no doubt is cast on it: a wild jump or
     * a stack that was overwritten may look as if it were another build's.
     */
    public static CrashDecoder proven(ElfFile elf, SourceLines sources) {
        return new CrashDecoder(Optional.of(elf), sources, Optional.empty(), true);
    }

    /** Knows the mask ROM's names only. */
    public static CrashDecoder withoutElf() {
        return new CrashDecoder(Optional.empty(), SourceLines.none(), Optional.empty(), false);
    }

    /** Does not use an ELF file that is another build's, and says so first. */
    public static CrashDecoder refusing(String elf, String why) {
        return new CrashDecoder(Optional.empty(), SourceLines.none(), Optional.of(foreign(elf, why)), false);
    }

    @Override
    public String headline(Crash crash) {
        DecodedCrash decoded = decode(crash);
        String first = decoded.warnings().stream().findFirst().map(text -> "WARNING: " + text + " ").orElse("");
        return first + decoded.headline() + (decoded.registers().equals(decoded.headline()) ? "" : "; " + decoded.registers());
    }

    @Override
    public String explain(Crash crash) {
        return decode(crash).text(sources);
    }

    @Override
    public String everything(Crash crash) {
        DecodedCrash decoded = decode(crash);
        List<String> lines = new ArrayList<>(List.of(decoded.text(sources)));
        if (!decoded.stale().isEmpty()) {
            lines.add("  left over from earlier calls, no frames:");
            lines.addAll(decoded.staleLines());
        }
        return String.join("\n", lines);
    }

    /** Decodes one crash. */
    public synchronized DecodedCrash decode(Crash crash) {
        Optional<MachineCode> known = code();
        Optional<String> objection = known.filter(found -> !proven).flatMap(found -> ElfFit.objection(found, crash));
        if (objection.isPresent()) {
            return decode(crash, Optional.empty(), List.of(foreign(elf.get().name(), objection.get())));
        }
        return decode(crash, known, warning.stream().toList());
    }

    private static String foreign(String elf, String why) {
        return "%s is NOT the ELF file of what crashed: %s. Nothing is named by it; hand in the .elf of the very build that was flashed."
            .formatted(elf, why);
    }

    private static DecodedCrash decode(Crash crash, Optional<MachineCode> code, List<String> warnings) {
        Places places = new Places(code);
        Optional<StackWalk.Found> found = code.map(known -> StackWalk.of(known, crash));
        List<CrashFrame> frames = new ArrayList<>(fault(crash, places));
        found.ifPresent(walk -> walk.calls().stream().map(places::of).forEach(frames::add));
        if (code.isEmpty()) {
            frames.addAll(words(crash, places));
        }
        Meaning meaning = CrashMeaning.of(code, places, crash, frames);
        List<String> explanation = new ArrayList<>(meaning.sentences().stream().filter(text -> !text.isEmpty()).toList());
        interrupted(frames).ifPresent(explanation::add);
        if (code.isEmpty() && warnings.isEmpty()) {
            explanation.add(NO_ELF);
        }
        crash.registers().ifPresent(registers -> explanation.addAll(CrashMeaning.otherLevels(registers, places)));
        Symbols names = places::nameOf;
        String registers = crash.summary(names);
        return new DecodedCrash(crash, warnings, headline(crash, meaning, frames, code.isPresent()), registers, explanation, frames,
            found.map(walk -> walk.stale().stream().map(places::of).toList()).orElse(List.of()),
            found.map(StackWalk.Found::whole).orElse(code.isEmpty()));
    }

    private static Optional<String> interrupted(List<CrashFrame> frames) {
        return frames.stream().filter(frame -> frame.note().equals(Unwinder.INTERRUPTED)).findFirst()
            .map(frame -> "An interrupt's handler did it; what was interrupted is not to blame: %s.".formatted(frame.place()));
    }

    private static String headline(Crash crash, Meaning meaning, List<CrashFrame> frames, boolean elfKnown) {
        String where = "";
        if (!frames.isEmpty() && (elfKnown || !frames.get(0).symbol().isEmpty())) {
            CrashFrame blamed = elfKnown ? Functions.toBlame(frames) : frames.get(0);
            where = ", in " + blamed.place();
        }
        String context = crash.context().map(name -> ", ctx: " + name).orElse("");
        return meaning.what() + where + context;
    }

    /** Where it happened, if the report says that. */
    private static List<CrashFrame> fault(Crash crash, Places places) {
        boolean program = switch (crash.kind()) {
            case PANIC, ASSERTION, ABORT, CXX_EXCEPTION, GENERIC_RESET, STACK_OVERFLOW -> true;
            default -> false;
        };
        boolean told = crash.registers().filter(r -> r.tells(Crash.Register.EPC1)).isPresent();
        if (!told || program) {
            return List.of();
        }
        int epc1 = crash.registers().get().epc1();
        return List.of(crash.kind() == Crash.Kind.STACK_SMASHED
            ? places.behindCall(epc1, OptionalInt.empty(), Certainty.CERTAIN, "") : places.at(epc1));
    }

    /** Code addresses on the stack, of which only the ELF file could say what they are. */
    private static List<CrashFrame> words(Crash crash, Places places) {
        Stream<Crash.Word> all = crash.stacks().stream().flatMap(stack -> stack.memory().stream());
        return all.filter(word -> Places.isFlash(word.value()) || Places.isIram(word.value()) || places.nameOf(word.value()).isPresent())
            .filter(word -> !Places.region(word.value()).equals("data RAM"))
            .limit(MOST_WORDS)
            .map(word -> places.behindCall(word.value(), OptionalInt.of(word.address()), Certainty.UNKNOWN, "on the stack"))
            .toList();
    }

    private Optional<MachineCode> code() {
        if (code == null) {
            code = elf.map(MachineCode::of);
        }
        return code;
    }
}
