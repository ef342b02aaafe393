package dev.espalier.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what a symbol names: functions, variables, and what the compiler makes for classes. */
final class Names {

    private static final String ANONYMOUS = "_GLOBAL_";
    private static final String TRAITS = "<char, std::char_traits<char> >";

    /** A short form of the standard library: its usual name, and the class it stands for where that is constructed. */
    private record Standard(String usual, String full, String constructor) {
    }

    private static final Map<Character, Standard> STANDARD = Map.of(
        't', new Standard("std", "std", "std"),
        'a', new Standard("std::allocator", "std::allocator", "allocator"),
        'b', new Standard("std::basic_string", "std::basic_string", "basic_string"),
        's', new Standard("std::string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "basic_string"),
        'i', new Standard("std::istream", "std::basic_istream" + TRAITS, "basic_istream"),
        'o', new Standard("std::ostream", "std::basic_ostream" + TRAITS, "basic_ostream"),
        'd', new Standard("std::iostream", "std::basic_iostream" + TRAITS, "basic_iostream"));

    /**
     * A name with its scopes.
     *
     * @param type the name's text, and its last part
     * @param template whether it ends with template arguments: a function then has its result's type in the symbol
     * @param resultLess a constructor, destructor or conversion, which has none all the same
     * @param qualifiers of a member function, such as {@code " const"}
     */
    private record Name(Type type, boolean template, boolean resultLess, String qualifiers) {

        Name with(Type other) {
            return new Name(other, template, resultLess, qualifiers);
        }
    }

    private final Mangled in;
    private final Types types;

    Names(Mangled in) {
        this.in = in;
        this.types = new Types(in, this);
    }

    /**
     * A function with its parameters, or a variable.
     *
     * @param outermost whether a template function's result is written in front
     */
    String encoding(boolean outermost) {
        in.enter();
        try {
            if (in.peek() == 'T' || in.peek() == 'G') {
                return special();
            }
            Name name = name();
            if (in.atEnd() || in.peek() == 'E') {
                return name.type.text() + name.qualifiers;
            }
            Type result = name.template && !name.resultLess ? types.type() : null;
            String parameters = types.parameters();
            if (result == null || !outermost) {
                return Mangled.checked(name.type.text() + parameters + name.qualifiers);
            }
            return Mangled.checked(result.beforeFunction() + name.type.text() + parameters + name.qualifiers
                + result.right());
        } finally {
            in.leave();
        }
    }

    /** The name of a class, with its scopes, where a type is wanted. */
    Type className() {
        List<TemplateArgument> outside = in.templateArguments();
        Type type = name().type;
        in.templateArguments(outside);
        return type;
    }

    /** A function or variable where an expression is wanted. */
    String symbol() {
        List<TemplateArgument> outside = in.templateArguments();
        String name = encoding(false);
        in.templateArguments(outside);
        return name;
    }

    private String special() {
        String code = in.take(2);
        return switch (code) {
            case "TV" -> "vtable for " + types.type().text();
            case "TT" -> "VTT for " + types.type().text();
            case "TI" -> "typeinfo for " + types.type().text();
            case "TS" -> "typeinfo name for " + types.type().text();
            case "TC" -> constructionTable();
            case "Th", "Tv" -> thunk(code);
            case "Tc" -> covariantThunk();
            case "TH" -> "TLS init function for " + className().text();
            case "TW" -> "TLS wrapper function for " + className().text();
            case "GT" -> {
                in.next();
                yield "transaction clone for " + encoding(true);
            }
            case "GV" -> "guard variable for " + className().text();
            case "GR" -> {
                String name = className().text();
                int count = in.atEnd() ? 0 : in.sequence();
                yield "reference temporary #%d for %s".formatted(count, name);
            }
            default -> throw new Mangled.Unreadable();
        };
    }

    private String constructionTable() {
        String derived = types.type().text();
        in.number();
        in.expect("_");
        return "construction vtable for %s-in-%s".formatted(types.type().text(), derived);
    }

    private String thunk(String code) {
        callOffset(code.charAt(1));
        return (code.equals("Th") ? "non-virtual thunk to " : "virtual thunk to ") + encoding(false);
    }

    private String covariantThunk() {
        callOffset(in.next());
        callOffset(in.next());
        return "covariant return thunk to " + encoding(false);
    }

    private void callOffset(char kind) {
        for (int numbers = kind == 'v' ? 2 : 1; numbers > 0; numbers--) {
            in.skip("n");
            in.number();
            in.expect("_");
        }
    }

    private Name name() {
        in.enter();
        try {
            return switch (in.peek()) {
                case 'N' -> nested();
                case 'Z' -> local();
                default -> unscoped();
            };
        } finally {
            in.leave();
        }
    }

    private Name unscoped() {
        Name name;
        boolean known = in.peek() == 'S' && in.peek(1) != 't';
        if (known) {
            Type type = substitution();
            name = new Name(type, false, false, "");
        } else {
            String scope = in.skip("St") ? "std" : "";
            name = unqualified(scope, "");
        }
        if (in.peek() != 'I') {
            return name;
        }
        if (!known) {
            in.remember(name.type);
        }
        return withArguments(name);
    }

    private Name withArguments(Name name) {
        List<TemplateArgument> arguments = types.templateArguments();
        in.templateArguments(arguments);
        String text = name.type.text();
        String all = text + (text.endsWith("<") ? " " : "") + TemplateArgument.list(arguments);
        return new Name(Type.named(Mangled.checked(all), name.type.last()), true, name.resultLess, name.qualifiers);
    }

    private Name nested() {
        in.expect("N");
        String qualifiers = memberQualifiers();
        Name name = new Name(Type.named("", ""), false, false, "");
        while (!in.skip("E")) {
            boolean reference = in.peek() == 'S';
            name = part(name);
            if (!reference && in.peek() != 'E') {
                in.remember(name.type);
            }
        }
        if (name.type.text().isEmpty()) {
            throw new Mangled.Unreadable();
        }
        return new Name(name.type, name.template, name.resultLess, qualifiers);
    }

    private String memberQualifiers() {
        StringBuilder words = new StringBuilder();
        boolean restricted = in.skip("r");
        boolean isVolatile = in.skip("V");
        if (in.skip("K")) {
            words.append(" const");
        }
        words.append(isVolatile ? " volatile" : "").append(restricted ? " restrict" : "");
        if (in.skip("R")) {
            words.append(" &");
        } else if (in.skip("O")) {
            words.append(" &&");
        }
        return words.toString();
    }

    private Name part(Name before) {
        String scope = before.type.text();
        char c = in.peek();
        if (c == 'I') {
            return withArguments(before);
        }
        if (c == 'S') {
            if (!scope.isEmpty()) {
                throw new Mangled.Unreadable();
            }
            return new Name(substitution(), false, false, "");
        }
        if (c == 'T') {
            return new Name(types.templateParameter(), false, false, "");
        }
        if (c == 'D' && (in.peek(1) == 't' || in.peek(1) == 'T')) {
            return new Name(types.decltype(), false, false, "");
        }
        Name name = unqualified(scope, before.type.last());
        in.skip("M");
        return name;
    }

    private Name local() {
        in.expect("Z");
        // What stands inside of a template function may name that function's arguments.
        String function = encoding(false);
        in.expect("E");
        if (in.skip("s")) {
            discriminator();
            return new Name(Type.named(function + "::string literal", ""), false, false, "");
        }
        String defaultArgument = "";
        if (in.skip("d")) {
            defaultArgument = "{default arg#%d}::".formatted(in.sequence() + 1);
        }
        Name name = name();
        discriminator();
        return name.with(Type.named(Mangled.checked(function + "::" + defaultArgument + name.type.text()), name.type.last()));
    }

    private void discriminator() {
        if (in.skip("__")) {
            in.number();
            in.expect("_");
        } else if (in.peek() == '_' && Character.isDigit(in.peek(1))) {
            in.next();
            in.next();
        }
    }

    /** A name's last part, put behind its scope. */
    private Name unqualified(String scope, String constructed) {
        in.skip("L");
        String prefix = scope.isEmpty() ? "" : scope + "::";
        char c = in.peek();
        String own;
        boolean resultLess = false;
        if (Character.isDigit(c)) {
            own = sourceName();
        } else if (c == 'C' || c == 'D' && Character.isDigit(in.peek(1))) {
            resultLess = true;
            own = structor(constructed);
        } else if (in.skip("Ul")) {
            own = lambda();
        } else if (in.skip("Ut")) {
            own = "{unnamed type#%d}".formatted(in.sequence() + 1);
        } else if (in.skip("DC")) {
            own = structuredBinding();
        } else {
            resultLess = in.peek() == 'c' && in.peek(1) == 'v';
            own = operator();
        }
        String last = own;
        while (in.skip("B")) {
            own += "[abi:%s]".formatted(sourceName());
        }
        return new Name(Type.named(Mangled.checked(prefix + own), last), false, resultLess, "");
    }

    /** The last part of a name in an expression, with its template arguments. */
    String memberName() {
        String name = unqualified("", "").type.text();
        return in.peek() == 'I' ? name + TemplateArgument.list(types.templateArguments()) : name;
    }

    /** A name with its length in front. */
    String sourceName() {
        String name = in.take(in.number());
        boolean anonymous = name.startsWith(ANONYMOUS) && name.length() > ANONYMOUS.length() + 1
            && "._$".indexOf(name.charAt(ANONYMOUS.length())) >= 0 && name.charAt(ANONYMOUS.length() + 1) == 'N';
        return anonymous ? "(anonymous namespace)" : name;
    }

    private String structor(String constructed) {
        boolean destructor = in.next() == 'D';
        boolean inherited = !destructor && in.skip("I");
        in.next();
        if (inherited) {
            return types.type().last();
        }
        if (constructed.isEmpty()) {
            throw new Mangled.Unreadable();
        }
        return destructor ? "~" + constructed : constructed;
    }

    private String lambda() {
        in.lambdaParameters(in.lambdaParameters() + 1);
        String parameters = types.parameters();
        in.lambdaParameters(in.lambdaParameters() - 1);
        in.expect("E");
        return "{lambda%s#%d}".formatted(parameters, in.sequence() + 1);
    }

    private String structuredBinding() {
        List<String> names = new ArrayList<>();
        while (!in.skip("E")) {
            names.add(sourceName());
        }
        return "[" + String.join(", ", names) + "]";
    }

    private String operator() {
        String code = in.take(2);
        if (code.equals("cv")) {
            return "operator " + types.type().text();
        }
        if (code.equals("li")) {
            return "operator\"\" " + sourceName();
        }
        String sign = Operators.sign(code);
        if (sign == null) {
            throw new Mangled.Unreadable();
        }
        return "operator" + (Character.isLetter(sign.charAt(0)) ? " " : "") + sign;
    }

    /** What S_, S0_ ... or a short form of the standard library stands for. */
    Type substitution() {
        in.expect("S");
        Standard standard = STANDARD.get(in.peek());
        if (standard != null) {
            in.next();
            boolean constructed = in.peek() == 'C' || in.peek() == 'D';
            return Type.named(constructed ? standard.full : standard.usual, standard.constructor);
        }
        if (in.skip("_")) {
            return types.again(0);
        }
        int value = 0;
        for (char c = in.next(); c != '_'; c = in.next()) {
            int digit = Character.digit(c, 36);
            if (digit < 0 || Character.isLowerCase(c) || value > 10_000) {
                throw new Mangled.Unreadable();
            }
            value = value * 36 + digit;
        }
        return types.again(value + 1);
    }
}
