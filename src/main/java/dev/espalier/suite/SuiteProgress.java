package dev.espalier.suite;

import dev.espalier.gate.Check;

/** Told as a run goes along, on the thread of the run. */
public interface SuiteProgress {

    /** A check begins. */
    void started(String suite, String name);

    /** A check has its verdict. */
    void finished(Check check);
}
