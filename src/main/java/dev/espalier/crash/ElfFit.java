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

    private static final int ILLEGAL = 0;
    private static final int LOAD_STORE_ERROR = 3;
    private static final int ALIGNMENT = 9;
    private static final int LOAD_PROHIBITED = 28;
    private static final int STORE_PROHIBITED = 29;
    /** Fewer words prove nothing: a local variable may hold a stale code address. */
    private static final int LEAST_STRANGERS = 4;
    private static final int FEWEST_STRANGERS = 2;

    private ElfFit() {
    }

    /** Why this code cannot be what crashed, if it cannot. */
    static Optional<String> objection(MachineCode code, Crash crash) {
        return epc1(crash).flatMap(epc1 -> place(code, crash, epc1).or(() -> instruction(code, crash, epc1)))
            .or(() -> returnAddresses(code, crash));
    }

    /** Where the fault or the watchdog's interrupt was, if that is in the application's code. */
    private static Optional<Integer> epc1(Crash crash) {
        boolean ofCode = switch (crash.kind()) {
            case EXCEPTION, FATAL_EXCEPTION, SOFT_WATCHDOG -> true;
            default -> false;
        };
        return crash.registers().filter(registers -> ofCode && registers.tells(Crash.Register.EPC1)).map(Crash.Registers::epc1)
            .filter(epc1 -> Places.isFlash(epc1) || Places.isIram(epc1));
    }

    private static Optional<String> place(MachineCode code, Crash crash, int epc1) {
        if (code.isInsideInstruction(epc1)) {
            return Optional.of("at %s, where it happened, it has the middle of an instruction".formatted(Hex.word(epc1)));
        }
        boolean ranThere = crash.kind() == Crash.Kind.SOFT_WATCHDOG || isAccess(crash.cause().orElse(-1));
        return ranThere && (code.functionAt(epc1).isEmpty() || code.instruction(epc1).isEmpty())
            ? Optional.of("it happened at %s, where it has no code".formatted(Hex.word(epc1))) : Optional.empty();
    }

    private static boolean isAccess(int cause) {
        return cause == LOAD_STORE_ERROR || cause == ALIGNMENT || cause == LOAD_PROHIBITED || cause == STORE_PROHIBITED;
    }

    private static Optional<String> instruction(MachineCode code, Crash crash, int epc1) {
        int cause = crash.cause().orElse(-1);
        Optional<Instruction> instruction = code.functionAt(epc1).isEmpty() ? Optional.empty() : code.instruction(epc1);
        if (instruction.isEmpty() || !isAccess(cause) && cause != ILLEGAL) {
            return Optional.empty();
        }
        boolean can = cause == ILLEGAL ? instruction.get().row().mnemonic().startsWith("ill")
            : Access.of(instruction.get()).filter(access -> canRaise(access, cause, crash.registers().orElseThrow())).isPresent();
        return can ? Optional.empty() : Optional.of("at %s, where the fault was, it has \"%s\", which does not raise cause %d there"
            .formatted(Hex.word(epc1), instruction.get(), cause));
    }

    /** A misaligned access raises cause 9 before any other; cause 3 is for those narrower than a word, where memory is. */
    private static boolean canRaise(Access access, int cause, Crash.Registers registers) {
        int address = registers.excvaddr();
        boolean aligned = address % access.bytes() == 0 || !registers.tells(Crash.Register.EXCVADDR);
        boolean wordMemory = registers.tells(Crash.Register.EXCVADDR)
            && (Places.isFlash(address) || Places.isIram(address) || RomSymbols.isCode(address));
        return switch (cause) {
            case LOAD_PROHIBITED -> !access.store() && aligned;
            case STORE_PROHIBITED -> access.store() && aligned;
            case ALIGNMENT -> access.bytes() > 1 && !(aligned && registers.tells(Crash.Register.EXCVADDR));
            default -> aligned && !(wordMemory && access.bytes() == 4);
        };
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
                if (code.callBefore(word).isPresent() || code.isPlanted(word)) {
                    fit++;
                } else if (isStranger(code, word, code.functionAt(word))) {
                    strangers++;
                }
            }
        }
        // The stack of a crash that the code explains is walked to its bottom; one more reason, where others are few.
        boolean walked = fit > 0 && strangers > 0 && strangers < LEAST_STRANGERS && StackWalk.of(code, crash).whole();
        int least = walked ? LEAST_STRANGERS : FEWEST_STRANGERS;
        return strangers >= least && strangers > fit
            ? Optional.of("of %d code addresses on the stack only %d are behind a call of it".formatted(fit + strangers, fit))
            : Optional.empty();
    }
}
