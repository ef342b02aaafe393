package dev.espalier.crash;

import java.util.List;
import java.util.Set;

/** Functions that crashes pass through on their way from whoever is to blame; names are those of cores and SDKs. */
final class Functions {

    private static final Set<String> ALLOCATE = Set.of("malloc", "calloc", "zalloc", "realloc", "os_malloc", "os_zalloc",
        "pvPortMalloc", "pvPortCalloc", "pvPortZalloc", "pvPortRealloc", "pvPortZallocIram", "pvPortCallocIram",
        "umm_malloc", "_umm_malloc", "umm_calloc", "umm_realloc", "_malloc_r", "_calloc_r", "_realloc_r", "heap_alloc",
        "heap_malloc", "heap_zalloc", "mem_malloc", "mem_calloc", "mem_zalloc", "ax_port_malloc", "ax_port_calloc",
        "operator new", "operator new[]", "_Znwj", "_Znaj", "_ZnwjRKSt9nothrow_t", "_ZnajRKSt9nothrow_t");
    private static final Set<String> GIVE_UP = Set.of("abort", "panic", "__panic_func", "__assert_func",
        "__unhandled_exception", "__stack_chk_fail", "__stack_overflow", "panic_out_of_memory", "stack_overflow_detected",
        "die_by_program", "die", "raise_exception", "std::terminate", "__throw_bad_alloc");
    private static final Set<String> CLEAR = Set.of("memset", "ets_memset", "bzero", "ets_bzero");
    private static final Set<String> COPY = Set.of("memcpy", "memmove", "ets_memcpy", "ets_memmove", "memcmp", "ets_memcmp",
        "strlen", "strcpy", "strncpy", "strcmp", "strncmp", "strstr", "ets_strlen", "ets_strcpy", "ets_strncpy",
        "ets_strcmp", "ets_strncmp", "ets_strstr", "strchr", "strcat", "xthal_memcpy", "xthal_bcopy", "ets_bcmp");

    private Functions() {
    }

    static boolean allocates(String function) {
        return ALLOCATE.contains(bare(function));
    }

    static boolean clears(String function) {
        return CLEAR.contains(bare(function));
    }

    static boolean copies(String function) {
        return COPY.contains(bare(function));
    }

    /** The first frame that is not the ROM's, the allocator's or the core's way to give up. */
    static CrashFrame toBlame(List<CrashFrame> frames) {
        return frames.stream().filter(frame -> frame.address() != 0 && !isTool(frame)).findFirst().orElse(frames.get(0));
    }

    private static boolean isTool(CrashFrame frame) {
        // The function that was called, not what the compiler put into it.
        String name = CrashFrame.withoutOffset(frame.symbol());
        return name.startsWith("ROM ") || name.isEmpty() || allocates(name) || givesUp(name) || clears(name) || copies(name);
    }

    /** Whether a function is the core's or the compiler's way to end the program. */
    static boolean givesUp(String function) {
        return GIVE_UP.contains(bare(function));
    }

    /** Without "ROM" and without the parameters of a C++ function. */
    static String bare(String function) {
        String name = function.startsWith("ROM ") ? function.substring("ROM ".length()) : function;
        if (!name.endsWith(")")) {
            return name;
        }
        int open = name.length() - 1;
        for (int depth = 0; open >= 0; open--) {
            depth += name.charAt(open) == ')' ? 1 : name.charAt(open) == '(' ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        return open <= 0 ? name : name.substring(0, open);
    }
}
