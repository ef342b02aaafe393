package dev.espalier.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The books of the history against those that the bundled firmware's allocator keeps in RAM. */
@Timeout(180)
class AllocationHistoryTest {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_END = 0x3FFFC000;
    private static final int BLOCK_BYTES = 8;

    private final VirtualNetwork network = VirtualNetwork.standard();
    private ElfFile elf;
    private VirtualEsp8266 board;
    private Console console;
    private AllocationHistory history;

    @BeforeEach
    void bootWithTheHistoryOn() throws IOException {
        elf = ElfFile.read(IMAGES.resolve("tls-node.elf"));
        board = VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGES.resolve("tls-node.bin"))).network(network).start();
        history = AllocationHistory.of(board, elf);
        console = Console.open(board.link(), ConsoleSettings.of(74_880, 115_200));
        console.reset();
        console.expect("Connecting to", console.within(PATIENCE));
    }

    @AfterEach
    void stop() throws IOException {
        console.close();
        board.close();
        network.close();
    }

    @Test
    void the_live_blocks_are_those_that_the_allocator_itself_has_in_its_books() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Set<Integer> before = liveAddresses();
            Set<Integer> inBooks = usedBlocks();
            assertThat(inBooks).as("while nothing changed").isNotEmpty().isEqualTo(before).isEqualTo(liveAddresses());
        });
    }

    @Test
    void a_site_is_a_call_in_the_firmware_outside_of_the_allocator() {
        await().atMost(PATIENCE).until(() -> !history.live().isEmpty());

        assertThat(history.sites()).isNotEmpty().allSatisfy(site -> {
            assertThat(site.function()).contains("+0x").doesNotMatch("(malloc|heap_alloc|pvPortMalloc|realloc|operator new).*");
            assertThat(site.requests()).isPositive();
        });
        assertThat(history.sites()).as("most bytes first").isSortedAccordingTo((a, b) -> Long.compare(b.liveBytes(), a.liveBytes()));
    }

    @Test
    void a_block_that_was_given_back_names_both_callers() {
        await().atMost(PATIENCE).until(() -> !history.freed().isEmpty());

        HeapBlock block = history.freed().get(0);

        HeapCall freed = block.freed().orElseThrow();
        assertThat(history.blocksAt(block.address())).contains(block);
        assertThat(freed.cycles()).isGreaterThan(block.allocated().cycles());
        assertThat(history.function(block.allocated().site())).contains("+0x");
        assertThat(history.function(freed.site())).contains("+0x");
        assertThat(block.allocated().stack()).isNotEmpty();
    }

    private Set<Integer> liveAddresses() {
        return history.live().stream().map(HeapBlock::address).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Walks the allocator's blocks: 8 bytes each, first the numbers of the blocks after (bit 15: free) and before. */
    private Set<Integer> usedBlocks() throws IOException {
        int start = elf.addressOf("_heap_start").orElseThrow();
        byte[] heap = board.peek(start, HEAP_END - start);
        Set<Integer> used = new TreeSet<>();
        int block = LittleEndian.get16(heap, 0) & 0x7FFF;
        for (int after = LittleEndian.get16(heap, block * BLOCK_BYTES); (after & 0x7FFF) != 0;
                after = LittleEndian.get16(heap, block * BLOCK_BYTES)) {
            if ((after & 0x8000) == 0) {
                used.add(start + block * BLOCK_BYTES + 4);
            }
            block = after & 0x7FFF;
        }
        return used;
    }
}
