package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ROM's own heap of 4 KB. */
class SmallHeapTest {

    private static final int MEMORY = RomBench.SCRATCH + 1;
    private static final int HEAP_BYTES = 0x1000;

    private final RomBench rom = new RomBench();

    @BeforeEach
    void initialise() {
        rom.call("mem_init", MEMORY);
    }

    @Test
    void blocks_are_aligned_inside_the_memory_and_do_not_overlap_while_they_come_and_go() {
        Random random = new Random(11);
        Map<Integer, byte[]> blocks = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            int size = 1 + random.nextInt(200);
            int block = rom.call("mem_malloc", size);
            if (block != 0) {
                assertThat(block % 4).isZero();
                assertThat(block).isBetween(MEMORY, MEMORY + 3 + HEAP_BYTES - size);
                byte[] content = new byte[size];
                random.nextBytes(content);
                rom.put(block, content);
                blocks.put(block, content);
            }
            if (block == 0 || random.nextBoolean()) {
                int victim = blocks.keySet().iterator().next();
                assertThat(rom.bytes(victim, blocks.get(victim).length)).isEqualTo(blocks.remove(victim));
                rom.call("mem_free", victim);
            }
        }
    }

    @Test
    void freed_neighbours_become_one_block_again() {
        int largest = HEAP_BYTES - 8;
        int first = rom.call("mem_malloc", 1000);
        int second = rom.call("mem_malloc", 1000);
        int third = rom.call("mem_malloc", 1000);
        assertThat(rom.call("mem_malloc", largest)).isZero();

        rom.call("mem_free", second);
        rom.call("mem_free", first);
        rom.call("mem_free", third);

        assertThat(rom.call("mem_malloc", largest)).isNotZero();
    }

    @Test
    void nothing_and_too_much_are_refused() {
        assertThat(rom.call("mem_malloc", 0)).isZero();
        assertThat(rom.call("mem_malloc", HEAP_BYTES)).isZero();
        assertThat(rom.call("mem_calloc", 0x8000, 2)).as("65,536 bytes, 0 in 16 bits").isZero();
        assertThat(rom.call("mem_malloc", 100)).isNotZero();
    }

    @Test
    void cleared_blocks_are_clear_and_resized_ones_keep_their_content() {
        byte[] text = new byte[40];
        Arrays.fill(text, (byte) 0x5A);
        int used = rom.put(rom.call("mem_malloc", 40), text);
        rom.call("mem_free", used);

        int clear = rom.call("mem_calloc", 4, 10);
        assertThat(rom.bytes(clear, 40)).containsOnly(0);
        assertThat(rom.bytes(rom.call("mem_zalloc", 20), 20)).containsOnly(0);

        rom.put(clear, text);
        int moved = rom.call("mem_realloc", clear, 60);
        assertThat(moved).isNotEqualTo(clear);
        assertThat(rom.bytes(moved, 40)).isEqualTo(text);
    }

    @Test
    void a_trimmed_block_stays_where_it_is_and_gives_the_rest_back() {
        int block = rom.call("mem_malloc", 4000);
        assertThat(rom.call("mem_malloc", 2000)).isZero();

        assertThat(rom.call("mem_trim", block, 100)).isEqualTo(block);
        assertThat(rom.call("mem_trim", block, 200)).as("longer than it is").isZero();

        assertThat(rom.call("mem_malloc", 2000)).isNotZero();
    }
}
