package dev.espalier.emulator.isa;

/** A comparison of two values. */
public record Condition(Comparison comparison, Value left, Value right) {

    /** How to compare. */
    public enum Comparison {
        EQUAL, NOT_EQUAL, LESS, GREATER_OR_EQUAL, LESS_UNSIGNED, GREATER_OR_EQUAL_UNSIGNED;

        /** Compares two words. */
        public boolean test(int left, int right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case GREATER_OR_EQUAL -> left >= right;
                case LESS_UNSIGNED -> Integer.compareUnsigned(left, right) < 0;
                case GREATER_OR_EQUAL_UNSIGNED -> Integer.compareUnsigned(left, right) >= 0;
            };
        }
    }
}
