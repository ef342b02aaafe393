package dev.espalier.allocation;

import dev.espalier.emulator.CodeWatch;
import dev.espalier.emulator.GuestView;
import dev.espalier.emulator.Watchable;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who allocated what, and who gave it back: every call of the allocator from elsewhere in the firmware, followed
 * by watching the entries of its functions and the places that they return to. A call from within another one
 * ({@code malloc} by {@code operator new}, {@code free} by {@code realloc}) belongs to the outer caller. A reset of
 * the chip empties the books. The firmware does not notice.
 *
 * <p>Blocks allocated before watching began are unknown. Freed blocks and failed requests are kept up to
 * {@value #MOST_KEPT} each, the latest. A request from an interrupt that comes in the midst of another one is not
 * told from a nested one; the allocators of the known cores lock interrupts out. Any thread may ask.
 */
public final class AllocationHistory implements AutoCloseable {

    private static final int MOST_KEPT = 10_000;
    private static final int STACK_WORDS = 32;
    private static final int RAM_END = 0x4000_0000;
    private static final int RAM_START = 0x3FFE_8000;

    /** A call under way. */
    private static final class Pending {
        final AllocatorFunction function;
        final int size;
        final int block;
        final HeapCall call;

        Pending(AllocatorFunction function, int size, int block, HeapCall call) {
            this.function = function;
            this.size = size;
            this.block = block;
            this.call = call;
        }
    }

    private final Watchable guest;
    private final ElfFile elf;
    private final Map<Integer, AllocatorFunction> functions;
    private final Map<Integer, CodeWatch> entryWatches = new HashMap<>();
    private final CodeWatch returnWatch = this::returned;
    private final CodeWatch resetWatch = view -> reset();
    private final Set<Integer> returnAddresses = new LinkedHashSet<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final TreeMap<Integer, HeapBlock> live = new TreeMap<>(Integer::compareUnsigned);
    private final Deque<HeapBlock> freed = new ArrayDeque<>();
    private final Deque<FailedRequest> failed = new ArrayDeque<>();
    private final Map<Integer, Long> requests = new HashMap<>();

    private AllocationHistory(Watchable guest, ElfFile elf) {
        this.guest = guest;
        this.elf = elf;
        functions = AllocatorFunction.in(elf);
    }

    /**
     * Follows the allocator from now on.
     *
     * @param guest a board, or a replay before it runs
     * @param elf   of the firmware that runs there
     * @throws IOException when the board has stopped
     */
    public static AllocationHistory of(Watchable guest, ElfFile elf) throws IOException {
        AllocationHistory history = new AllocationHistory(guest, elf);
        for (Map.Entry<Integer, AllocatorFunction> each : history.functions.entrySet()) {
            CodeWatch watch = view -> history.entered(each.getValue(), view);
            history.entryWatches.put(each.getKey(), watch);
            guest.watch(each.getKey(), watch);
        }
        guest.watch(Watchable.RESET_VECTOR, history.resetWatch);
        return history;
    }

    /** Whether the ELF file has an allocator's functions at all; without them the books stay empty. */
    public boolean followsAnything() {
        return !functions.isEmpty();
    }

    /** The blocks not given back, by address. */
    public synchronized List<HeapBlock> live() {
        return List.copyOf(live.values());
    }

    /** The blocks that were given back, the latest last. */
    public synchronized List<HeapBlock> freed() {
        return List.copyOf(freed);
    }

    /** Every block that ever held the byte at {@code address}, the latest allocation first. */
    public synchronized List<HeapBlock> blocksAt(int address) {
        List<HeapBlock> all = new ArrayList<>();
        Map.Entry<Integer, HeapBlock> floor = live.floorEntry(address);
        if (floor != null && floor.getValue().contains(address)) {
            all.add(floor.getValue());
        }
        freed.descendingIterator().forEachRemaining(block -> {
            if (block.contains(address)) {
                all.add(block);
            }
        });
        all.sort(Comparator.comparingLong((HeapBlock block) -> block.allocated().cycles()).reversed());
        return all;
    }

    /** The latest request that was refused. */
    public synchronized Optional<FailedRequest> lastFailed() {
        return Optional.ofNullable(failed.peekLast());
    }

    /** The requests that were refused, the oldest first. */
    public synchronized List<FailedRequest> failed() {
        return List.copyOf(failed);
    }

    /** What each place in the code holds, most bytes first. */
    public synchronized List<SiteUse> sites() {
        Map<Integer, int[]> use = new TreeMap<>();
        requests.keySet().forEach(site -> use.put(site, new int[2]));
        for (HeapBlock block : live.values()) {
            int[] sums = use.get(block.allocated().site());
            sums[0]++;
            sums[1] += block.size();
        }
        return use.entrySet().stream()
            .map(each -> new SiteUse(each.getKey(), function(each.getKey()), each.getValue()[0], each.getValue()[1],
                requests.get(each.getKey())))
            .sorted(Comparator.comparingLong(SiteUse::liveBytes).reversed()).toList();
    }

    /** The function of a code address as {@code name+0x12}; the bare address where the ELF file has none. */
    public String function(int address) {
        return elf.symbolAt(address).orElse("%08x".formatted(address));
    }

    /** Stops watching; what was seen stays. A board that has stopped is left as it is. */
    @Override
    public void close() {
        try {
            for (Map.Entry<Integer, CodeWatch> each : entryWatches.entrySet()) {
                guest.unwatch(each.getKey(), each.getValue());
            }
            for (int address : List.copyOf(returnAddresses)) {
                guest.unwatch(address, returnWatch);
            }
            guest.unwatch(Watchable.RESET_VECTOR, resetWatch);
        } catch (IOException stopped) {
            pending.clear();
        }
    }

    // ---- the guest's thread

    private synchronized void reset() {
        pending.clear();
        live.clear();
        freed.clear();
        failed.clear();
        requests.clear();
    }

    private synchronized void entered(AllocatorFunction function, GuestView view) {
        int stackPointer = view.register(1);
        while (!pending.isEmpty() && stackPointer - pending.peek().call.stackPointer() > 0) {
            // Its frame is gone without a return: a jump out of it, or another stack after a crash.
            pending.pop();
        }
        if (!pending.isEmpty()) {
            return;
        }
        HeapCall call = new HeapCall(view.register(0), view.cycles(), view.nanos(), stackPointer, stack(view, stackPointer));
        int block = function == AllocatorFunction.FREE || function == AllocatorFunction.REALLOCATE ? view.register(2) : 0;
        pending.push(new Pending(function, function.size(view), block, call));
        if (function == AllocatorFunction.FREE) {
            free(block, call);
        }
        if (returnAddresses.add(call.returnAddress())) {
            watchReturn(call.returnAddress());
        }
    }

    private void watchReturn(int address) {
        try {
            guest.watch(address, returnWatch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void returned(GuestView view) {
        Pending call = pending.peek();
        if (call == null || call.call.returnAddress() != view.pc() || call.call.stackPointer() != view.register(1)) {
            return;
        }
        pending.pop();
        int result = view.register(2);
        switch (call.function) {
            case ALLOCATE, ALLOCATE_CLEARED -> granted(result, call);
            case REALLOCATE -> {
                if (result != 0 || call.size == 0) {
                    free(call.block, call.call);
                }
                granted(result, call);
            }
            case FREE -> { }
        }
    }

    private void granted(int address, Pending call) {
        if (address != 0) {
            live.put(address, new HeapBlock(address, call.size, call.call, Optional.empty()));
            requests.merge(call.call.site(), 1L, Long::sum);
        } else if (call.size != 0) {
            keep(failed, new FailedRequest(call.size, call.call));
        }
    }

    private void free(int address, HeapCall call) {
        HeapBlock block = live.remove(address);
        if (block != null) {
            keep(freed, block.freedBy(call));
        }
    }

    private static <T> void keep(Deque<T> latest, T one) {
        if (latest.size() == MOST_KEPT) {
            latest.removeFirst();
        }
        latest.addLast(one);
    }

    private static int[] stack(GuestView view, int stackPointer) {
        if (stackPointer < RAM_START || (stackPointer & 3) != 0) {
            return new int[0];
        }
        int[] words = new int[Math.min(STACK_WORDS, Math.max(0, RAM_END - stackPointer >> 2))];
        for (int i = 0; i < words.length; i++) {
            words[i] = view.word(stackPointer + 4 * i);
        }
        return words;
    }
}
