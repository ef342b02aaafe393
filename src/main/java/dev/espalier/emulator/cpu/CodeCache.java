package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.InstructionSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Predecoded instructions by address, in pages of 4 KB, and the translations that begin at them.
 *
 * <p>When single words change, what was made from them is dropped. When whole pages change (the flash
 * window is moved or switched off and on) they are only set aside: on the next fetch the words they were
 * made from are compared, and what still holds is used again.
 */
final class CodeCache {

    private static final int PAGE_BITS = 12;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;

    private final Memory memory;
    private Redirects redirects;
    /** By bits 31:22, then 21:12 of the address. */
    private final CodePage[][] pages = new CodePage[1024][];
    private final Map<Integer, Runnable> watches = new HashMap<>();

    CodeCache(Memory memory, Redirects redirects) {
        this.memory = memory;
        this.redirects = redirects;
        memory.onCodeChange(this::changed);
    }

    /** The instruction at {@code pc}; throws when it cannot be fetched or is none of the core's. */
    CodePage.Entry at(int pc) {
        CodePage page = find(pc);
        if (page != null) {
            if (page.setAside) {
                confirm(page, pc);
            }
            CodePage.Entry entry = page.entries[pc & PAGE_BYTES - 1];
            if (entry != null) {
                return entry;
            }
        }
        Instruction instruction = instruction(pc)
            .orElseThrow(() -> new GuestException(ExceptionCause.ILLEGAL_INSTRUCTION, 0));
        Runnable watch = watches.get(pc);
        CodePage.Entry entry = watch == null ? CodePage.Entry.of(instruction) : CodePage.Entry.watched(instruction, watch);
        page(pc).entries[pc & PAGE_BYTES - 1] = entry;
        return entry;
    }

    /** Tells {@code watch} from now on before each execution of the instruction at {@code pc}; null tells nobody. */
    void watch(int pc, Runnable watch) {
        if (watch == null) {
            watches.remove(pc);
        } else {
            watches.put(pc, watch);
        }
        changed(pc, pc + 1);
    }

    /** Whether somebody is told before the instruction at {@code pc} is executed. */
    boolean watched(int pc) {
        return watches.containsKey(pc);
    }

    /** Decodes the instruction at {@code pc} without keeping it; empty when it is none of the core's. */
    Optional<Instruction> instruction(int pc) {
        return redirects.at(pc, address -> word(address, pc)).or(() -> decoded(pc));
    }

    private Optional<Instruction> decoded(int pc) {
        int word = word(pc & ~3, pc) >>> (pc & 3) * 8;
        int available = 4 - (pc & 3);
        if (available < InstructionSet.length(word)) {
            word |= word((pc & ~3) + 4, (pc & ~3) + 4) << available * 8;
        }
        return InstructionSet.decode(word, pc);
    }

    /** The words that decide what an instruction is: its own, and those that a redirect of it expects. */
    IntStream wordsOf(Instruction instruction) {
        int first = instruction.address() & ~3;
        return IntStream.range(0, redirects.endOf(instruction) - first + 3 >> 2).map(i -> first + 4 * i);
    }

    /** Where control is redirected, as part of what a translation depends on. */
    Redirects redirects() {
        return redirects;
    }

    /** Redirects otherwise from now on. */
    void redirect(Redirects others) {
        if (!redirects.equals(others)) {
            redirects = others;
            clear();
        }
    }

    /** Fetches a word of code and remembers what was made from it. */
    int word(int address, int shown) {
        int word = fetch(address, shown);
        page(address).remember(address, word);
        return word;
    }

    /** The exception that a refused data access of the instruction at {@code pc} becomes. */
    ExceptionCause causeOf(MemoryFault fault, int pc) {
        if (fault.kind() == MemoryFault.Kind.ERROR) {
            return ExceptionCause.LOAD_STORE_ERROR;
        }
        return at(pc).stores ? ExceptionCause.STORE_PROHIBITED : ExceptionCause.LOAD_PROHIBITED;
    }

    /** Makes every fetched word doubtful, as after a restored snapshot. */
    void setAside() {
        for (CodePage[] region : pages) {
            if (region != null) {
                for (CodePage page : region) {
                    if (page != null) {
                        page.setAside();
                    }
                }
            }
        }
    }

    void clear() {
        Arrays.fill(pages, null);
    }

    void register(Translation translation) {
        for (int address : translation.words()) {
            page(address).translations.add(translation);
        }
    }

    /** Whether a translation may run: confirms the pages it was made from, if they are doubtful. */
    boolean holds(Translation translation) {
        if (!translation.doubtful) {
            return !translation.dropped;
        }
        for (int address : translation.words()) {
            CodePage page = page(address);
            if (page.setAside) {
                try {
                    confirm(page, address);
                } catch (GuestException unreadable) {
                    return false;
                }
            }
        }
        translation.doubtful = false;
        return !translation.dropped;
    }

    /** Drops or sets aside what was made from the words that hold the changed bytes. */
    private void changed(int firstByte, int endByte) {
        int from = firstByte & ~3;
        int to = endByte + 3 & ~3;
        // What begins before the first changed word may reach into it.
        for (int address = from - redirects.reach(); address != to;) {
            int pageEnd = (address | PAGE_BYTES - 1) + 1;
            boolean last = Integer.compareUnsigned(to - address, pageEnd - address) <= 0;
            int end = last ? to : pageEnd;
            CodePage page = find(address);
            if (page != null) {
                if (end - address == PAGE_BYTES) {
                    page.setAside();
                } else {
                    page.drop(address, end, from);
                }
            }
            address = end;
        }
    }

    private void confirm(CodePage page, int pc) {
        for (int i = 0; i < page.words.length; i++) {
            if (page.known[i] && fetch(page.base + 4 * i, pc) != page.words[i]) {
                page.clear();
                return;
            }
        }
        page.confirmed(redirects.reach());
    }

    private CodePage find(int address) {
        CodePage[] region = pages[address >>> 22];
        return region == null ? null : region[address >>> PAGE_BITS & 1023];
    }

    private CodePage page(int address) {
        CodePage[] region = pages[address >>> 22];
        if (region == null) {
            region = pages[address >>> 22] = new CodePage[1024];
        }
        CodePage page = region[address >>> PAGE_BITS & 1023];
        if (page == null) {
            page = region[address >>> PAGE_BITS & 1023] = new CodePage(address & -PAGE_BYTES);
        }
        return page;
    }

    private int fetch(int address, int shown) {
        try {
            return memory.fetch32(address);
        } catch (MemoryFault fault) {
            throw new GuestException(fault.kind() == MemoryFault.Kind.PROHIBITED
                ? ExceptionCause.INSTRUCTION_FETCH_PROHIBITED : ExceptionCause.INSTRUCTION_FETCH_ERROR, shown);
        }
    }
}
