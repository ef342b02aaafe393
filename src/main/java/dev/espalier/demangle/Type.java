package dev.espalier.demangle;

/**
 * A type as C++ declares it: what stands left and right of a name, as in {@code void (*name)(int)}.
 *
 * @param shape decides where a further {@code *} or {@code const} goes
 * @param last the last part of a class name without template arguments: the name of its constructors
 */
record Type(String left, String right, Shape shape, String last) {

    /** What a type is made with last. */
    enum Shape { PLAIN, FUNCTION, ARRAY, LVALUE_REFERENCE, RVALUE_REFERENCE }

    static Type named(String name) {
        return new Type(name, "", Shape.PLAIN, name);
    }

    static Type named(String name, String last) {
        return new Type(name, "", Shape.PLAIN, last);
    }

    static Type function(Type result, String parameters) {
        return new Type(result.beforeFunction(), parameters + result.right, Shape.FUNCTION, "");
    }

    static Type array(Type element, String size) {
        String further = element.right.startsWith(" [") ? element.right.substring(1) : element.right;
        return new Type(element.left, " [" + size + "]" + further, Shape.ARRAY, "");
    }

    String text() {
        return left + right;
    }

    /** The left part, as it stands before the name or the parameters of a function with this result. */
    String beforeFunction() {
        return right.isEmpty() ? left + " " : left;
    }

    Type pointer() {
        return around("*", Shape.PLAIN);
    }

    /** References to references collapse: the first kind wins over the second. */
    Type reference() {
        return switch (shape) {
            case LVALUE_REFERENCE -> this;
            case RVALUE_REFERENCE -> new Type(left.substring(0, left.length() - 1), right, Shape.LVALUE_REFERENCE, "");
            default -> around("&", Shape.LVALUE_REFERENCE);
        };
    }

    Type rvalueReference() {
        return shape == Shape.LVALUE_REFERENCE || shape == Shape.RVALUE_REFERENCE ? this
            : around("&&", Shape.RVALUE_REFERENCE);
    }

    Type memberPointer(Type owner) {
        if (shape == Shape.FUNCTION || shape == Shape.ARRAY) {
            return around(owner.text() + "::*", Shape.PLAIN);
        }
        return new Type(left + " " + owner.text() + "::*", right, Shape.PLAIN, "");
    }

    /** With {@code const}, {@code volatile} or the like behind it; behind the parameters of a function. */
    Type qualified(String word) {
        return switch (shape) {
            case FUNCTION -> new Type(left, right + " " + word, shape, last);
            default -> left.endsWith(" " + word) ? this : new Type(left + " " + word, right, shape, last);
        };
    }

    private Type around(String sign, Shape made) {
        return switch (shape) {
            case FUNCTION -> new Type(left + "(" + sign, ")" + right, made, "");
            case ARRAY -> new Type(left + " (" + sign, ")" + right, made, "");
            default -> new Type(left + sign, right, made, "");
        };
    }
}
