package dev.espalier.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.bytes.LittleEndian;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Books with two free blocks, of 20 and of 970 blocks of 8 bytes. */
class HeapBallastTest {

    private static final int RAM = 0x3FFE8000;
    private static final int HEAP = 0x3FFEF000;
    private static final int FREE = 0x8000;
    private static final int NEXT_FREE = 0x1234;

    private final byte[] ram = new byte[0x18000];

    @Test
    void so_much_is_taken_from_the_end_of_the_largest_block_that_the_rest_is_free() {
        someHeap();

        Optional<HeapFigures> left = leave(4_000);

        assertThat(left).contains(new HeapFigures(4_000, 4_000 - 20 * 8));
        assertThat(probe().read()).isEqualTo(left);
    }

    @Test
    void a_number_between_two_blocks_is_rounded_to_what_is_less() {
        someHeap();

        assertThat(leave(4_001)).contains(new HeapFigures(4_000, 4_000 - 20 * 8));
    }

    @Test
    void the_list_of_free_blocks_is_not_touched() {
        someHeap();

        leave(100);

        assertThat(get(1, 4)).isEqualTo(NEXT_FREE);
        assertThat(get(30, 4)).isEqualTo(NEXT_FREE);
    }

    @Test
    void when_the_largest_is_used_up_the_next_one_follows_and_each_keeps_its_first_block() {
        someHeap();

        assertThat(leave(10 * 8)).contains(new HeapFigures(10 * 8, 9 * 8));
        assertThat(leave(0)).contains(new HeapFigures(2 * 8, 8));
    }

    @Test
    void a_heap_that_is_short_enough_stays_as_it_is() {
        someHeap();
        byte[] before = ram.clone();

        assertThat(leave(9_000)).contains(new HeapFigures(990 * 8, 970 * 8));
        assertThat(ram).isEqualTo(before);
    }

    @Test
    void a_heap_that_is_not_there_gives_nothing() {
        assertThat(leave(100)).isEmpty();
        assertThat(ram).containsOnly(0);
    }

    @Test
    void less_than_nothing_cannot_be_left() {
        assertThatThrownBy(() -> leave(-1)).hasMessage("wanted 0 or more bytes to stay free, seen -1");
    }

    private Optional<HeapFigures> leave(int bytes) {
        return HeapBallast.leave(this::read, this::write, symbol -> Optional.ofNullable(Map.of("_heap_start", HEAP).get(symbol)), bytes);
    }

    private HeapProbe probe() {
        return BlockHeap.in(this::read, symbol -> Optional.ofNullable(Map.of("_heap_start", HEAP).get(symbol)));
    }

    private void someHeap() {
        block(0, 1, 0);
        block(1, 21 | FREE, 0);
        block(21, 30, 1);
        block(30, 1000 | FREE, 21);
        block(1000, 1100, 30);
        block(1100, 0, 1000);
    }

    private void block(int number, int after, int before) {
        byte[] links = new byte[6];
        LittleEndian.put16(links, 0, after);
        LittleEndian.put16(links, 2, before);
        LittleEndian.put16(links, 4, NEXT_FREE);
        write(HEAP + number * 8, links);
    }

    private int get(int number, int offset) {
        return LittleEndian.get16(read(HEAP + number * 8 + offset, 2), 0);
    }

    private byte[] read(int address, int length) {
        return Arrays.copyOfRange(ram, address - RAM, address - RAM + length);
    }

    private void write(int address, byte[] bytes) {
        System.arraycopy(bytes, 0, ram, address - RAM, bytes.length);
    }
}
