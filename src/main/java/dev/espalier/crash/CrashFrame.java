package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import dev.espalier.dwarf.SourceFrame;
import java.util.List;
import java.util.OptionalInt;

/**
 * A place in the code that a crash names: where it happened, or whom it would have returned to.
 *
 * @param address the instruction's; behind the call for a return address
 * @param at where on the stack the return address is; empty for the fault itself and for what was in a register
 * @param certainty how sure it is that this call had not ended
 * @param symbol function with offset; empty when the address is in no code that is known
 * @param sources source lines, the innermost inlined function first; empty when unknown
 * @param note what else is to be said of it, or empty
 */
public record CrashFrame(int address, OptionalInt at, Certainty certainty, String symbol, List<SourceFrame> sources, String note) {

    public CrashFrame {
        sources = List.copyOf(sources);
    }

    /** The function without its offset; empty when it is not known. */
    public String function() {
        return sources.isEmpty() ? withoutOffset(symbol) : sources.get(0).function();
    }

    static String withoutOffset(String symbol) {
        return symbol.replaceFirst("\\+0x[0-9a-f]+$", "");
    }

    /** {@code "takeForPage (tls-node/http_server.cpp:84)"}, or as much of it as is known. */
    public String place() {
        if (sources.isEmpty() || sources.get(0).line() == 0) {
            return symbol.isEmpty() ? Hex.word(address) : symbol;
        }
        return "%s (%s)".formatted(function(), line(sources.get(0)));
    }

    static String line(SourceFrame source) {
        String file = source.file().startsWith("./") ? source.file().substring(2) : source.file();
        return source.line() == 0 ? file : file + ":" + source.line();
    }
}
