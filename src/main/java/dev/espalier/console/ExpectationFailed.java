package dev.espalier.console;

/** The board did not say in time what it should have said. */
public final class ExpectationFailed extends AssertionError {

    private static final long serialVersionUID = 1L;

    ExpectationFailed(String message) {
        super(message);
    }
}
