package dev.espalier.allocation;

import dev.espalier.emulator.GuestView;
import dev.espalier.image.ElfFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions by which firmware asks for memory and gives it back, by their names and arguments (a2, a3, ...). */
enum AllocatorFunction {

    /** Size in a2. */
    ALLOCATE("malloc", "umm_malloc", "_umm_malloc", "umm_poison_malloc", "pvPortMalloc", "pvPortZalloc", "sdk3_pvPortMalloc",
        "pvPortZallocIram", "heap_alloc", "heap_zalloc", "mem_malloc", "ax_port_malloc", "_Znwj", "_Znaj",
        "_ZnwjRKSt9nothrow_t", "_ZnajRKSt9nothrow_t") {
        @Override
        int size(GuestView guest) {
            return guest.register(2);
        }
    },
    /** Count in a2, size of one in a3. */
    ALLOCATE_CLEARED("calloc", "umm_calloc", "_umm_calloc", "umm_poison_calloc", "pvPortCalloc", "mem_calloc", "ax_port_calloc") {
        @Override
        int size(GuestView guest) {
            return guest.register(2) * guest.register(3);
        }
    },
    /** Block in a2, new size in a3. */
    REALLOCATE("realloc", "umm_realloc", "_umm_realloc", "umm_poison_realloc", "pvPortRealloc", "heap_realloc", "ax_port_realloc") {
        @Override
        int size(GuestView guest) {
            return guest.register(3);
        }
    },
    /** Block in a2. */
    FREE("free", "umm_free", "_umm_free", "umm_poison_free", "vPortFree", "heap_free", "mem_free", "ax_port_free", "_ZdlPv", "_ZdaPv",
        "_ZdlPvj", "_ZdaPvj") {
        @Override
        int size(GuestView guest) {
            return 0;
        }
    };

    private final List<String> symbols;

    AllocatorFunction(String... symbols) {
        this.symbols = List.of(symbols);
    }

    /** Bytes asked for, at the function's entry. */
    abstract int size(GuestView guest);

    /** Where these functions are in a firmware; several names of one address count once. */
    static Map<Integer, AllocatorFunction> in(ElfFile elf) {
        Map<Integer, AllocatorFunction> found = new LinkedHashMap<>();
        for (AllocatorFunction function : values()) {
            for (String symbol : function.symbols) {
                elf.addressOf(symbol).ifPresent(address -> found.putIfAbsent(address, function));
            }
        }
        return found;
    }
}
