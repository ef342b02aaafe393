package dev.espalier.emulator.cpu;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions that the chip's mask ROM has and the virtual board's has not, by address. Where one stands
 * the ROM holds zeros, which is ILL; the core then stops by name instead of raising the exception,
 * because no firmware can be meant to come there. Immutable.
 */
public final class UnprovidedFunctions {

    /** Every illegal instruction is the guest's. */
    public static final UnprovidedFunctions NONE = new UnprovidedFunctions(Map.of());

    private static final Pattern LINE = Pattern.compile("0x(?<address>[0-9a-f]{8}) (?<name>\\S+)");

    private final Map<Integer, String> names;

    private UnprovidedFunctions(Map<Integer, String> names) {
        this.names = names;
    }

    /**
     * Reads a list with one function to a line, {@code 0x40001d14 eprintf}; lines that begin with
     * {@code #} and empty ones are skipped.
     *
     * @throws IllegalArgumentException when a line is something else
     */
    public static UnprovidedFunctions parse(String list) {
        Map<Integer, String> names = new HashMap<>();
        list.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(("wanted a line such as \"0x40001d14 eprintf\", saw \"%s\";"
                    + " look at the list of functions that the mask ROM does not provide").formatted(line));
            }
            names.put(Integer.parseUnsignedInt(matcher.group("address"), 16), matcher.group("name"));
        });
        return new UnprovidedFunctions(Map.copyOf(names));
    }

    /**
     * Stops the core when {@code pc} is one of these.
     *
     * @param returnAddress what a0 holds
     * @param called        whether the instruction before the return address is a call
     * @throws IllegalStateException with the function's name, its caller and what to try
     */
    void stopAt(int pc, int returnAddress, boolean called) {
        String name = names.get(pc);
        if (name == null) {
            return;
        }
        int from = called ? returnAddress - Cpu.CALL_BYTES : returnAddress;
        throw new IllegalStateException(("wanted %s, a function of the chip's mask ROM at 0x%08x that the virtual"
            + " board's ROM does not provide; seen: %s 0x%08x, a0 0x%08x; try: look the address up in the"
            + " firmware's ELF, build without what calls it, or run this firmware on a real board")
            .formatted(name, pc, called ? "called at" : "reached by a jump, to return to", from, returnAddress));
    }
}
