package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.Operation;
import java.util.Optional;

/** Predecoded instructions by address, in pages of 4 KB; told by the memory when code changes. */
final class CodeCache {

    private static final int PAGE_BITS = 12;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;

    /** An instruction ready to be walked. */
    static final class Entry {
        final Walker.Step step;
        final int next;
        /** Whether a refused access of this instruction is a store's. */
        final boolean stores;

        Entry(Instruction instruction) {
            step = Walker.bind(instruction);
            next = instruction.nextAddress();
            stores = instruction.row().meaning().stream().anyMatch(Operation.Store.class::isInstance);
        }
    }

    private final Memory memory;
    /** By bits 31:22, then 21:12 of the address. */
    private final Entry[][][] pages = new Entry[1024][][];

    CodeCache(Memory memory) {
        this.memory = memory;
        memory.onCodeChange(this::invalidate);
    }

    /** The instruction at {@code pc}; throws when it cannot be fetched. */
    Entry at(int pc) {
        Entry[][] region = pages[pc >>> 22];
        if (region != null) {
            Entry[] page = region[pc >>> PAGE_BITS & 1023];
            if (page != null) {
                Entry entry = page[pc & PAGE_SIZE - 1];
                if (entry != null) {
                    return entry;
                }
            }
        }
        return decode(pc);
    }

    /** Forgets every instruction that reads bytes in {@code [from, to)}. */
    void invalidate(int from, int to) {
        // An instruction of three bytes may begin two bytes before the first changed one.
        for (int address = from - 2; address != to;) {
            int pageEnd = (address | PAGE_SIZE - 1) + 1;
            int end = Integer.compareUnsigned(pageEnd - address, to - address) < 0 ? pageEnd : to;
            Entry[][] region = pages[address >>> 22];
            Entry[] page = region == null ? null : region[address >>> PAGE_BITS & 1023];
            if (page != null) {
                java.util.Arrays.fill(page, address & PAGE_SIZE - 1, (end - 1 & PAGE_SIZE - 1) + 1, null);
            }
            address = end;
        }
    }

    /** The exception that a refused data access of the instruction at {@code pc} becomes. */
    ExceptionCause causeOf(MemoryFault fault, int pc) {
        if (fault.kind() == MemoryFault.Kind.ERROR) {
            return ExceptionCause.LOAD_STORE_ERROR;
        }
        return at(pc).stores ? ExceptionCause.STORE_PROHIBITED : ExceptionCause.LOAD_PROHIBITED;
    }

    void clear() {
        java.util.Arrays.fill(pages, null);
    }

    /** Decodes the instruction at {@code pc} without keeping it; empty when it is none of the core's. */
    Optional<Instruction> instruction(int pc) {
        int first = fetch(pc, pc) >>> (pc & 3) * 8;
        int available = 4 - (pc & 3);
        int word = first;
        if (available < InstructionSet.length(first)) {
            word |= fetch(pc + available, pc + available) << available * 8;
        }
        return InstructionSet.decode(word, pc);
    }

    private Entry decode(int pc) {
        Entry entry = instruction(pc).map(Entry::new)
            .orElseThrow(() -> new GuestException(ExceptionCause.ILLEGAL_INSTRUCTION, 0));
        Entry[][] region = pages[pc >>> 22];
        if (region == null) {
            region = pages[pc >>> 22] = new Entry[1024][];
        }
        Entry[] page = region[pc >>> PAGE_BITS & 1023];
        if (page == null) {
            page = region[pc >>> PAGE_BITS & 1023] = new Entry[PAGE_SIZE];
        }
        page[pc & PAGE_SIZE - 1] = entry;
        return entry;
    }

    private int fetch(int address, int shown) {
        try {
            return memory.fetch32(address & ~3);
        } catch (MemoryFault fault) {
            throw new GuestException(fault.kind() == MemoryFault.Kind.PROHIBITED
                ? ExceptionCause.INSTRUCTION_FETCH_PROHIBITED : ExceptionCause.INSTRUCTION_FETCH_ERROR, shown);
        }
    }
}
