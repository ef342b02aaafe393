package dev.espalier.heap;

import dev.espalier.bytes.LittleEndian;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the books of an allocator of the umm_malloc family: blocks of 8 bytes from the heap's beginning,
 * each with the numbers of the blocks after and before it (16 bits each, bit 15 of the first marks a free
 * block). Block 0 anchors the list of free ones and block 1 follows it; the last has no block after it.
 *
 * <p>The ESP8266 Arduino core uses that form from 2.3.0 to 3.1.2. Where the heap begins it tells by the pointer
 * {@code umm_heap} (2.3.0 to 2.7.4, umm_malloc.c and .cpp) or by the first word of {@code heap_context}
 * (3.x, the context of the DRAM heap); both are null until the heap is set up. Failing those the linker
 * scripts' {@code _heap_start} is the place, as it is in this project's own core. Heaps beyond the first,
 * which 3.x may have in instruction RAM, are not looked at.
 */
public final class BlockHeap implements HeapProbe {

    /** A symbol by which a heap's beginning is found. */
    private record Anchor(String symbol, boolean pointer) {
    }

    /** From the surest to the last resort. */
    private static final List<Anchor> ANCHORS = List.of(new Anchor("umm_heap", true), new Anchor("heap_context", true),
        new Anchor("_heap_start", false));

    private static final int BLOCK_BYTES = 8;
    private static final int FREE = 0x8000;
    private static final int NUMBER = 0x7FFF;
    /** Where the heap of every core ends at the latest: what lies above is the ROM's. */
    private static final int HEAP_LIMIT = 0x3FFFC000;
    private static final int DRAM = 0x3FFE8000;
    /** A reading may fall between two stores of the allocator; the next one then does not. */
    private static final int TRIES = 8;

    private final Anchor anchor;
    private final int address;
    private final GuestMemory memory;

    private BlockHeap(Anchor anchor, int address, GuestMemory memory) {
        this.anchor = anchor;
        this.address = address;
        this.memory = memory;
    }

    /**
     * A probe for the firmware with these symbols.
     *
     * @param addressOf the address of a symbol of the firmware's ELF file
     */
    public static HeapProbe in(GuestMemory memory, Function<String, Optional<Integer>> addressOf) {
        for (Anchor anchor : ANCHORS) {
            Optional<Integer> address = addressOf.apply(anchor.symbol());
            if (address.isPresent()) {
                return new BlockHeap(anchor, address.get(), memory);
            }
        }
        return HeapProbe.none("the ELF file has none of the symbols by which the Arduino core's heap is found ("
            + String.join(", ", ANCHORS.stream().map(Anchor::symbol).toList()) + ")");
    }

    @Override
    public Optional<HeapFigures> read() {
        for (int i = 0; i < TRIES; i++) {
            int start = start();
            if (start < DRAM || start >= HEAP_LIMIT - BLOCK_BYTES) {
                return Optional.empty();
            }
            Optional<HeapFigures> figures = walk(memory.read(start, HEAP_LIMIT - start));
            if (figures.isPresent()) {
                return figures;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> whyNot() {
        return Optional.empty();
    }

    /** Where block 0 is; no place in data RAM as long as the heap is not set up. */
    int start() {
        return anchor.pointer() ? LittleEndian.get32(memory.read(address, 4), 0) : address;
    }

    /** Adds the free blocks up; empty when the links do not fit together. */
    static Optional<HeapFigures> walk(byte[] heap) {
        int blocks = heap.length / BLOCK_BYTES;
        int free = 0;
        int largest = 0;
        int before = 0;
        int block = after(heap, 0) & NUMBER;
        if (block != 1) {
            return Optional.empty();
        }
        while (block < blocks && before(heap, block) == before) {
            int after = after(heap, block);
            int next = after & NUMBER;
            if (next == 0) {
                return Optional.of(new HeapFigures(free * BLOCK_BYTES, largest * BLOCK_BYTES));
            }
            if (next <= block) {
                return Optional.empty();
            }
            if ((after & FREE) != 0) {
                free += next - block;
                largest = Math.max(largest, next - block);
            }
            before = block;
            block = next;
        }
        return Optional.empty();
    }

    private static int after(byte[] heap, int block) {
        return LittleEndian.get16(heap, block * BLOCK_BYTES);
    }

    private static int before(byte[] heap, int block) {
        return LittleEndian.get16(heap, block * BLOCK_BYTES + 2) & NUMBER;
    }
}
