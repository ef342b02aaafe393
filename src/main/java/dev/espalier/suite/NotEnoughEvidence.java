package dev.espalier.suite;

import org.opentest4j.TestAbortedException;

/** The check ran, but what it saw supports neither PASS nor FAIL: INCONCLUSIVE. */
final class NotEnoughEvidence extends TestAbortedException {

    private static final long serialVersionUID = 1L;

    NotEnoughEvidence(String why) {
        super(why);
    }
}
