package dev.espalier.demangle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A mangled name while it is read: the place reached, and what later parts may refer back to. */
final class Mangled {

    /** Deeper than any real name; a crafted one must not overflow the stack. */
    private static final int MOST_DEPTH = 200;
    /** References back can double a name again and again. */
    private static final int MOST_CHARACTERS = 32_768;
    /** Pack expansions within each other read a part again and again. */
    private static final int MOST_STEPS = 100_000;

    /**
     * Where a remembered type is written that means another one elsewhere.
     *
     * @param ofLambda whether its T_ was a lambda's own {@code auto} there
     */
    record Pattern(int position, boolean ofLambda) {
    }

    /** The name cannot be read here. */
    static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unreadable() {
            super("not a C++ name", null, false, false);
        }
    }

    private final String text;
    private final List<Type> substitutions = new ArrayList<>();
    private List<TemplateArgument> templateArguments = List.of();
    private final Map<Integer, Pattern> patterns = new HashMap<>();
    private int packElement = -1;
    private int packSize = -1;
    private int parameterUses;
    private int lambdaParameters;
    private int at;
    private int depth;
    private int steps;

    Mangled(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at == text.length();
    }

    int position() {
        return at;
    }

    void goBackTo(int position) {
        at = position;
    }

    /** The next character without taking it; 0 at the end. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    char next() {
        if (atEnd() || ++steps > MOST_STEPS) {
            throw new Unreadable();
        }
        return text.charAt(at++);
    }

    /** Takes {@code wanted} if it stands here. */
    boolean skip(String wanted) {
        if (text.startsWith(wanted, at)) {
            at += wanted.length();
            return true;
        }
        return false;
    }

    void expect(String wanted) {
        if (!skip(wanted)) {
            throw new Unreadable();
        }
    }

    /** A decimal number without a sign. */
    int number() {
        int value = 0;
        int digits = 0;
        while (Character.isDigit(peek())) {
            value = value * 10 + next() - '0';
            if (++digits > 8) {
                throw new Unreadable();
            }
        }
        if (digits == 0) {
            throw new Unreadable();
        }
        return value;
    }

    /** {@code _} is 0, {@code 0_} is 1, and so on in decimal. */
    int sequence() {
        if (skip("_")) {
            return 0;
        }
        int value = number() + 1;
        expect("_");
        return value;
    }

    /** As many characters as asked for. */
    String take(int length) {
        if (length > text.length() - at) {
            throw new Unreadable();
        }
        at += length;
        return text.substring(at - length, at);
    }

    /** Characters up to and without {@code stop}. */
    String upTo(char stop) {
        int end = text.indexOf(stop, at);
        if (end < 0) {
            throw new Unreadable();
        }
        return take(end - at);
    }

    void enter() {
        if (++depth > MOST_DEPTH || ++steps > MOST_STEPS) {
            throw new Unreadable();
        }
    }

    void leave() {
        depth--;
    }

    /** Refuses a text that grew beyond reason. */
    static String checked(String grown) {
        if (grown.length() > MOST_CHARACTERS) {
            throw new Unreadable();
        }
        return grown;
    }

    /** Remembers something that later parts may refer to. */
    Type remember(Type type) {
        checked(type.text());
        substitutions.add(type);
        return type;
    }

    Type substitution(int index) {
        if (index >= substitutions.size()) {
            throw new Unreadable();
        }
        return substitutions.get(index);
    }

    int remembered() {
        return substitutions.size();
    }

    /** Forgets what was remembered after the first {@code count}. */
    void forgetAfter(int count) {
        substitutions.subList(count, substitutions.size()).clear();
        patterns.keySet().removeIf(index -> index >= count);
    }

    /** The arguments that T_, T0_ ... stand for. */
    List<TemplateArgument> templateArguments() {
        return templateArguments;
    }

    void templateArguments(List<TemplateArgument> arguments) {
        templateArguments = arguments;
    }

    /** Which element of packs stands for them now; -1 outside of an expansion. */
    int packElement() {
        return packElement;
    }

    void packElement(int element) {
        packElement = element;
    }

    /** Notes that a pack was named, whose elements stand for it in turn. */
    void usePack(int size) {
        parameterUses++;
        packSize = size;
    }

    /** Notes that a lambda's own {@code auto} was named. */
    void useAuto() {
        parameterUses++;
    }

    /** How often something was named that means another type elsewhere. */
    int parameterUses() {
        return parameterUses;
    }

    /** The number of elements of the pack that was used last; -1 when none was since it was forgotten. */
    int packSize() {
        return packSize;
    }

    void forgetPack() {
        packSize = -1;
    }

    /** Says that what was remembered last means another type elsewhere, and where it is written. */
    void rememberPattern(int position) {
        patterns.put(substitutions.size() - 1, new Pattern(position, lambdaParameters > 0));
    }

    /** How a substitution is written whose meaning depends on where it is used; null for all others. */
    Pattern patternOf(int substitution) {
        return patterns.get(substitution);
    }

    /** How many lists of a lambda's parameters are being read: there T_ is the lambda's own {@code auto}. */
    int lambdaParameters() {
        return lambdaParameters;
    }

    void lambdaParameters(int lists) {
        lambdaParameters = lists;
    }
}
