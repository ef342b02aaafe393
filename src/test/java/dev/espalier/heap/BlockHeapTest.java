package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Allocator's books laid out by hand, as umm_malloc of each of the Arduino core's generations keeps them. */
class BlockHeapTest {

    private static final int RAM = 0x3FFE8000;
    private static final int RAM_BYTES = 0x18000;
    private static final int HEAP = 0x3FFEF000;
    private static final int POINTER = 0x3FFE8A10;
    private static final int FREE = 0x8000;

    private final byte[] ram = new byte[RAM_BYTES];
    private int reads;

    @ParameterizedTest(name = "core {0}: {1}")
    @CsvSource({"2.3.0 to 2.7.4, umm_heap", "3.x, heap_context"})
    void free_blocks_are_added_up_and_the_largest_is_told(String core, String symbol) {
        pointer(HEAP);
        someHeap();

        Optional<HeapFigures> figures = probe(Map.of(symbol, POINTER, "_heap_start", 0x3FFEE000)).read();

        assertThat(figures).contains(new HeapFigures((20 + 970) * 8, 970 * 8));
    }

    @Test
    void a_core_that_keeps_no_pointer_is_read_from_where_the_linker_put_the_heap() {
        someHeap();

        assertThat(probe(Map.of("_heap_start", HEAP)).read()).contains(new HeapFigures(990 * 8, 970 * 8));
    }

    @Test
    void a_heap_that_is_not_set_up_yet_gives_nothing() {
        assertThat(probe(Map.of("umm_heap", POINTER)).read()).as("null pointer").isEmpty();

        pointer(HEAP);

        assertThat(probe(Map.of("umm_heap", POINTER)).read()).as("blocks all zero").isEmpty();
    }

    @Test
    void a_full_heap_has_nothing_free() {
        block(0, 1, 0);
        block(1, 500, 0);
        block(500, 0, 1);

        assertThat(probe(Map.of("_heap_start", HEAP)).read()).contains(new HeapFigures(0, 0));
    }

    @Test
    void books_that_are_being_changed_are_read_again() {
        someHeap();
        block(30, 1000 | FREE, 29);
        GuestMemory changing = (address, length) -> {
            if (++reads == 3) {
                someHeap();
            }
            return read(address, length);
        };

        Optional<HeapFigures> figures = BlockHeap.in(changing, name -> Optional.ofNullable(Map.of("_heap_start", HEAP).get(name))).read();

        assertThat(figures).contains(new HeapFigures(990 * 8, 970 * 8));
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void books_that_make_no_sense_give_nothing_and_no_endless_walk() {
        block(0, 1, 0);
        block(1, 30, 0);
        block(30, 1, 1);

        assertThat(probe(Map.of("_heap_start", HEAP)).read()).isEmpty();

        block(30, 0x7FFF, 1);

        assertThat(probe(Map.of("_heap_start", HEAP)).read()).isEmpty();
    }

    @Test
    void a_firmware_without_a_known_allocator_says_what_was_looked_for() {
        HeapProbe probe = probe(Map.of("main", 0x40201000));

        assertThat(probe.read()).isEmpty();
        assertThat(probe.whyNot()).contains("the ELF file has none of the symbols by which the Arduino core's heap is found "
            + "(umm_heap, heap_context, _heap_start)");
    }

    /** Used 1 to 9, free 10 to 29, free 30 to 999, and the last block. */
    private void someHeap() {
        block(0, 1, 0);
        block(1, 10, 0);
        block(10, 30 | FREE, 1);
        block(30, 1000 | FREE, 10);
        block(1000, 0, 30);
    }

    private void block(int number, int after, int before) {
        half(HEAP + number * 8, after);
        half(HEAP + number * 8 + 2, before);
    }

    private void pointer(int value) {
        half(POINTER, value);
        half(POINTER + 2, value >>> 16);
    }

    private void half(int address, int value) {
        ram[address - RAM] = (byte) value;
        ram[address - RAM + 1] = (byte) (value >> 8);
    }

    private byte[] read(int address, int length) {
        return Arrays.copyOfRange(ram, address - RAM, address - RAM + length);
    }

    private HeapProbe probe(Map<String, Integer> symbols) {
        return BlockHeap.in(this::read, name -> Optional.ofNullable(symbols.get(name)));
    }
}
