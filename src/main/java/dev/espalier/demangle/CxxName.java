package dev.espalier.demangle;

/**
 * Symbols in plain words, as {@code c++filt} and {@code addr2line -C} print them: {@code _ZN4mqtt4loopEv} is
 * {@code mqtt::loop()}.
 */
public final class CxxName {

    private static final String PREFIX = "_Z";
    private static final String CONSTRUCTORS = "_GLOBAL__I_";
    private static final String DESTRUCTORS = "_GLOBAL__D_";

    private CxxName() {
    }

    /** The readable name, or {@code symbol} itself when it is no C++ name that can be read here. Never throws. */
    public static String of(String symbol) {
        if (symbol.startsWith(CONSTRUCTORS)) {
            return "global constructors keyed to " + of(symbol.substring(CONSTRUCTORS.length()));
        }
        if (symbol.startsWith(DESTRUCTORS)) {
            return "global destructors keyed to " + of(symbol.substring(DESTRUCTORS.length()));
        }
        if (!symbol.startsWith(PREFIX)) {
            return symbol;
        }
        int clone = cloneSuffix(symbol);
        try {
            Mangled in = new Mangled(symbol.substring(PREFIX.length(), clone));
            String readable = new Names(in).encoding(true);
            if (!in.atEnd()) {
                return symbol;
            }
            return clone == symbol.length() ? readable : "%s [clone %s]".formatted(readable, symbol.substring(clone).replace('$', '.'));
        } catch (Mangled.Unreadable e) {
            return symbol;
        }
    }

    /**
     * Where the mark of a copy begins that the compiler made for its own use, such as {@code .isra.0}. The compiler for
     * Xtensa writes {@code $isra$0}, which the GNU tools cannot read.
     */
    private static int cloneSuffix(String symbol) {
        int end = symbol.length();
        for (int at = PREFIX.length(); at < symbol.length(); at++) {
            char c = symbol.charAt(at);
            if (c == '.' || c == '$') {
                end = at;
                break;
            }
        }
        return end;
    }
}
