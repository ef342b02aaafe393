package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.RomSymbols;
import java.util.Optional;

/**
 * Whether an ELF file can be the one that crashed, from the report alone. A foreign one gives every address a name, and
 * each is wrong; but its code rarely fits: the instruction that faulted cannot fault so, and what should be return
 * addresses is not behind calls.
 */
final class ElfFit {

    private static final int LOAD_STORE_ERROR = 3;
    private static final int ALIGNMENT = 9;
    private static final int LOAD_PROHIBITED = 28;
    private static final int STORE_PROHIBITED = 29;
    /** Fewer words prove nothing: a local variable may hold a stale code address. */
    private static final int LEAST_STRANGERS = 4;

    private ElfFit() {
    }

    /** Why this code cannot be what crashed, if it cannot. */
    static Optional<String> objection(MachineCode code, Crash crash) {
        return instruction(code, crash).or(() -> returnAddresses(code, crash));
    }

    private static Optional<String> instruction(MachineCode code, Crash crash) {
        boolean told = crash.cause().isPresent() && crash.registers().filter(r -> r.tells(Crash.Register.EPC1)).isPresent();
        if (!told) {
            return Optional.empty();
        }
        int cause = crash.cause().getAsInt();
        int epc1 = crash.registers().get().epc1();
        boolean watchdog = crash.kind() == Crash.Kind.SOFT_WATCHDOG && !RomSymbols.isCode(epc1);
        if (watchdog && code.functionAt(epc1).isEmpty()) {
            return Optional.of("the watchdog found it at %s, where it has no code".formatted(Hex.word(epc1)));
        }
        if (crash.kind() != Crash.Kind.EXCEPTION && crash.kind() != Crash.Kind.FATAL_EXCEPTION) {
            return Optional.empty();
        }
        boolean access = cause == LOAD_STORE_ERROR || cause == ALIGNMENT || cause == LOAD_PROHIBITED || cause == STORE_PROHIBITED;
        if (!access || !Places.isFlash(epc1) && !Places.isIram(epc1)) {
            return Optional.empty();
        }
        Optional<Instruction> instruction = code.functionAt(epc1).isEmpty() ? Optional.empty() : code.instruction(epc1);
        if (instruction.isEmpty()) {
            return Optional.of("the fault was at %s, where it has no code".formatted(Hex.word(epc1)));
        }
        Optional<Access> does = instruction.flatMap(Access::of);
        boolean can = does.isPresent() && switch (cause) {
            case LOAD_PROHIBITED -> !does.get().store();
            case STORE_PROHIBITED -> does.get().store();
            default -> true;
        };
        return can ? Optional.empty() : Optional.of("at %s, where the fault was, it has \"%s\", which cannot raise cause %d"
            .formatted(Hex.word(epc1), instruction.get(), cause));
    }

    /** Inside a function, but not behind a call; or where the build has nothing at all. Functions' starts and texts are pointed at. */
    private static boolean isStranger(MachineCode code, int word, Optional<MachineCode.Function> function) {
        return function.isPresent() ? function.get().start() != word
            : (Places.isFlash(word) || Places.isIram(word)) && !code.isCode(word);
    }

    private static Optional<String> returnAddresses(MachineCode code, Crash crash) {
        int fit = 0;
        int strangers = 0;
        for (Crash.Stack stack : crash.stacks()) {
            for (int word : stack.words()) {
                Optional<MachineCode.Function> function = code.functionAt(word);
                if (code.callBefore(word).isPresent() || code.isPlanted(word)) {
                    fit++;
                } else if (isStranger(code, word, function)) {
                    strangers++;
                }
            }
        }
        return strangers >= LEAST_STRANGERS && strangers > fit
            ? Optional.of("of %d code addresses on the stack only %d are behind a call of it".formatted(fit + strangers, fit))
            : Optional.empty();
    }
}
