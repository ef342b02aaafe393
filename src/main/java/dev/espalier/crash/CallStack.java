package dev.espalier.crash;

import dev.espalier.image.ElfFile;
import dev.espalier.transcript.Crash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The calls under way at a place in code that runs, from the words of its stack, as far as the code says where they are. */
public final class CallStack {

    private static final int WORD_BYTES = 4;

    private CallStack() {
    }

    /**
     * The calls, the innermost first: at least the one that {@code returnAddress} stands behind.
     *
     * @param elf of the firmware that runs
     * @param stackPointer at that call
     * @param words of the stack, from the stack pointer on
     */
    public static List<CrashFrame> of(ElfFile elf, int returnAddress, int stackPointer, int[] words) {
        MachineCode code = MachineCode.of(elf);
        Places places = new Places(Optional.of(code));
        List<CrashFrame> frames = new ArrayList<>(List.of(
            places.behindCall(returnAddress, OptionalInt.empty(), Certainty.CERTAIN, "")));
        if (words.length > 0) {
            List<Crash.Word> memory = new ArrayList<>();
            for (int i = 0; i < words.length; i++) {
                memory.add(new Crash.Word(stackPointer + i * WORD_BYTES, words[i]));
            }
            StackWords stack = new StackWords(List.of(
                new Crash.Stack("", stackPointer, stackPointer + words.length * WORD_BYTES, 0, memory)));
            new Unwinder(code, stack).walk(Trail.Position.behind(returnAddress, stackPointer, 0)).links().forEach(link ->
                frames.add(places.behindCall(link.address(), link.at(), link.certainty(), link.note())));
        }
        return frames;
    }
}
