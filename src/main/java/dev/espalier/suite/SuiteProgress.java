package dev.espalier.suite;

import dev.espalier.gate.Check;
import java.util.OptionalInt;

/** Told as a run goes along, on the thread of the run. */
public interface SuiteProgress {

    /** A check begins. */
    void started(String suite, String name);

    /** A check has its verdict; {@code freeHeapBytes} is what the firmware last said of its heap, if anything. */
    void finished(Check check, OptionalInt freeHeapBytes);

    /** Says nothing. */
    static SuiteProgress none() {
        return new SuiteProgress() {
            @Override
            public void started(String suite, String name) {
                // nobody is watching
            }

            @Override
            public void finished(Check check, OptionalInt freeHeapBytes) {
                // nobody is watching
            }
        };
    }
}
