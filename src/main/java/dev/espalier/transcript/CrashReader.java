package dev.espalier.transcript;

/**
 * Says in words what a crash was. Whoever knows the firmware's ELF file says more than its registers; who waits for a
 * board and reports its end need not know how.
 */
public interface CrashReader {

    /** One line: what happened, where and why. */
    String headline(Crash crash);

    /** The headline, then all that is known, in lines. */
    String explain(Crash crash);

    /** The explanation, then what only a person with time looks at. */
    default String everything(Crash crash) {
        return explain(crash);
    }

    /** Knows only the mask ROM's names. */
    static CrashReader plain() {
        return naming(Symbols.rom());
    }

    /** Knows names of addresses, and the mask ROM's. */
    static CrashReader naming(Symbols symbols) {
        Symbols all = symbols.orRom();
        return new CrashReader() {

            @Override
            public String headline(Crash crash) {
                return crash.summary(all);
            }

            @Override
            public String explain(Crash crash) {
                return crash.describe(all);
            }
        };
    }
}
