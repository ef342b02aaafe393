package dev.espalier.bench;

import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashReader;
import java.util.function.Supplier;

/** Reads a crash with the ELF file of the image that is on the board when it is asked: a bench may flash several. */
record FlashedCrashReader(Supplier<CrashReader> now) implements CrashReader {

    @Override
    public String headline(Crash crash) {
        return now.get().headline(crash);
    }

    @Override
    public String explain(Crash crash) {
        return now.get().explain(crash);
    }

    @Override
    public String everything(Crash crash) {
        return now.get().everything(crash);
    }
}
