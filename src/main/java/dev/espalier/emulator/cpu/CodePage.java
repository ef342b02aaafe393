package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Four kilobytes of code: the words fetched from it and what was made from them. */
final class CodePage {

    private static final int WORDS = 1024;

    /** An instruction ready to be walked. */
    static final class Entry {
        final Walker.Step step;
        final int next;
        /** Whether a refused access of this instruction is a store's. */
        final boolean stores;
        /** Whether only the walker can do it; translated code may begin right behind it. */
        final boolean walkedOnly;
        /** How often control came here other than from the instruction before; negative when not to be translated. */
        int heat;
        Translation translation;

        private Entry(Instruction instruction, Walker.Step step, boolean walkedOnly) {
            this.step = step;
            this.walkedOnly = walkedOnly;
            next = instruction.nextAddress();
            stores = instruction.row().meaning().stream().anyMatch(Operation.Store.class::isInstance);
        }

        static Entry of(Instruction instruction) {
            return new Entry(instruction, Walker.bind(instruction), !Blueprint.translatable(instruction));
        }

        /** An instruction before which {@code watch} is told each time. */
        static Entry watched(Instruction instruction, Runnable watch) {
            Walker.Step step = Walker.bind(instruction);
            return new Entry(instruction, state -> {
                watch.run();
                step.run(state);
            }, true);
        }
    }

    final int base;
    final Entry[] entries = new Entry[4 * WORDS];
    final int[] words = new int[WORDS];
    final boolean[] known = new boolean[WORDS];
    final Set<Translation> translations = new HashSet<>();
    /** The words may have changed: compare before use. */
    boolean setAside;

    CodePage(int base) {
        this.base = base;
    }

    void remember(int address, int word) {
        int index = (address - base) >>> 2;
        words[index] = word;
        known[index] = true;
    }

    void setAside() {
        setAside = true;
        translations.forEach(translation -> translation.doubtful = true);
    }

    /** The words are as they were; what may reach {@code reach} bytes ahead, into the next page, may still be wrong there. */
    void confirmed(int reach) {
        setAside = false;
        Arrays.fill(entries, entries.length - reach, entries.length, null);
    }

    void clear() {
        setAside = false;
        Arrays.fill(entries, null);
        Arrays.fill(known, false);
        translations.forEach(Translation::drop);
        translations.clear();
    }

    /** Forgets instructions that begin in {@code [begin, end)} and translations made from words in {@code [from, end)}. */
    void drop(int begin, int end, int from) {
        Arrays.fill(entries, begin - base, end - base, null);
        int first = Math.max(from, base) & ~3;
        for (int address = first; address < end; address += 4) {
            known[(address - base) >>> 2] = false;
        }
        translations.removeIf(translation -> {
            boolean gone = translation.madeFrom(first, end);
            if (gone) {
                translation.drop();
            }
            return gone;
        });
    }
}
