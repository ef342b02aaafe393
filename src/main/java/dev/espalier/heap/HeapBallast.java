package dev.espalier.heap;

import dev.espalier.bytes.LittleEndian;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Makes a heap short by hand: cuts the ends of free blocks off and books them as allocated, by nobody, for
 * good. Works on the books of {@link BlockHeap}; what is cut off never was in the list of free blocks by itself,
 * so that list stays as it is. To be used between two instructions, while no function of the allocator is
 * under way.
 */
public final class HeapBallast {

    private static final int BLOCK_BYTES = 8;
    private static final int FREE = 0x8000;
    private static final int NUMBER = 0x7FFF;

    private final GuestMemory memory;
    private final BiConsumer<Integer, byte[]> store;
    private final int start;

    private HeapBallast(GuestMemory memory, BiConsumer<Integer, byte[]> store, int start) {
        this.memory = memory;
        this.store = store;
        this.start = start;
    }

    /**
     * Leaves at most so many bytes free.
     *
     * @param store puts bytes at an address of data RAM
     * @param addressOf the address of a symbol of the firmware's ELF file
     * @param freeBytes what may stay free, 0 or more; each free block keeps its first 8 bytes
     * @return the heap afterwards; empty when there is no heap that can be read
     */
    public static Optional<HeapFigures> leave(GuestMemory memory, BiConsumer<Integer, byte[]> store,
            Function<String, Optional<Integer>> addressOf, int freeBytes) {
        if (freeBytes < 0) {
            throw new IllegalArgumentException("wanted 0 or more bytes to stay free, seen " + freeBytes);
        }
        HeapProbe probe = BlockHeap.in(memory, addressOf);
        Optional<HeapFigures> before = probe.read();
        if (before.isEmpty() || !(probe instanceof BlockHeap heap)) {
            return Optional.empty();
        }
        new HeapBallast(memory, store, heap.start()).cut(before.get().freeBytes() - freeBytes);
        return probe.read();
    }

    private void cut(int bytes) {
        int left = Math.max(0, bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        while (left > 0) {
            int block = largestFree();
            int length = next(block) - block;
            if (length <= 1) {
                return;
            }
            int taken = Math.min(left, length - 1);
            cutEnd(block, taken);
            left -= taken;
        }
    }

    private void cutEnd(int block, int blocks) {
        int end = next(block);
        int ballast = end - blocks;
        put(ballast, 0, end);
        put(ballast, 2, block);
        put(block, 0, ballast | FREE);
        put(end, 2, ballast);
    }

    /** The longest free block; block 0, which is never free and has length 1, when there is none. */
    private int largestFree() {
        int largest = 0;
        for (int block = next(0); next(block) != 0; block = next(block)) {
            boolean longer = next(block) - block > next(largest) - largest;
            if ((get(block) & FREE) != 0 && longer) {
                largest = block;
            }
        }
        return largest;
    }

    private int next(int block) {
        return get(block) & NUMBER;
    }

    private int get(int block) {
        return LittleEndian.get16(memory.read(start + block * BLOCK_BYTES, 2), 0);
    }

    private void put(int block, int offset, int value) {
        byte[] half = new byte[2];
        LittleEndian.put16(half, 0, value);
        store.accept(start + block * BLOCK_BYTES + offset, half);
    }
}
