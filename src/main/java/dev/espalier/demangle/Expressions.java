package dev.espalier.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads literals and the simple expressions that stand in template arguments and array sizes. */
final class Expressions {

    private static final Map<String, String> SUFFIXES = Map.of("int", "", "unsigned int", "u", "long", "l",
        "unsigned long", "ul", "long long", "ll", "unsigned long long", "ull");

    private final Mangled in;
    private final Types types;
    private final Names names;

    Expressions(Mangled in, Types types, Names names) {
        this.in = in;
        this.types = types;
        this.names = names;
    }

    /** L, a type, a value, E; or L, a symbol, E. */
    String literal() {
        in.expect("L");
        if (in.skip("_Z") || in.skip("Z")) {
            String name = names.symbol();
            in.expect("E");
            return name;
        }
        String type = types.type().text();
        String value = (in.skip("n") ? "-" : "") + in.upTo('E');
        in.expect("E");
        if (type.equals("bool") && (value.equals("0") || value.equals("1"))) {
            return value.equals("0") ? "false" : "true";
        }
        String suffix = SUFFIXES.get(type);
        return suffix == null ? "(%s)%s".formatted(type, value) : value + suffix;
    }

    /** An expression; what cannot stand in the names of firmware is refused. */
    String expression() {
        in.enter();
        try {
            return read();
        } finally {
            in.leave();
        }
    }

    private String read() {
        String name = name();
        if (name != null) {
            return name;
        }
        char c = in.peek();
        if (c == 'L') {
            return literal();
        }
        if (c == 'T') {
            return types.templateParameter().text();
        }
        if (in.skip("st")) {
            return "sizeof (" + types.type().text() + ")";
        }
        if (in.skip("sz")) {
            return "sizeof (" + expression() + ")";
        }
        if (in.skip("sp")) {
            return types.templateParameter().text();
        }
        if (in.skip("cl")) {
            return call();
        }
        if (in.skip("dt")) {
            return operand() + "." + names.memberName();
        }
        String code = in.take(2);
        String sign = Operators.sign(code);
        if (sign == null || Character.isLetter(sign.charAt(0)) || "qu ix".contains(code)) {
            throw new Mangled.Unreadable();
        }
        boolean alone = "ps ng ad de co nt".contains(code);
        return alone ? sign + operand() : operand() + sign + operand();
    }

    private String call() {
        String function = operand();
        List<String> arguments = new ArrayList<>();
        while (!in.skip("E")) {
            arguments.add(expression());
        }
        return function + "(" + TemplateArgument.joinTexts(arguments) + ")";
    }

    /** What needs no parentheses; null when something else stands here. */
    private String name() {
        if (in.skip("fp")) {
            return "{parm#%d}".formatted(in.sequence() + 1);
        }
        if (in.skip("sr")) {
            return types.type().text() + "::" + names.memberName();
        }
        return Character.isDigit(in.peek()) ? names.memberName() : null;
    }

    private String operand() {
        String name = name();
        return name == null ? "(" + expression() + ")" : name;
    }
}
