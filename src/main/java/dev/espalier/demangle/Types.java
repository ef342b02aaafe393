package dev.espalier.demangle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads types, parameter lists and template arguments. */
final class Types {

    private static final Map<Character, String> BUILT_IN = Map.ofEntries(
        Map.entry('v', "void"), Map.entry('w', "wchar_t"), Map.entry('b', "bool"), Map.entry('c', "char"),
        Map.entry('a', "signed char"), Map.entry('h', "unsigned char"), Map.entry('s', "short"),
        Map.entry('t', "unsigned short"), Map.entry('i', "int"), Map.entry('j', "unsigned int"), Map.entry('l', "long"),
        Map.entry('m', "unsigned long"), Map.entry('x', "long long"), Map.entry('y', "unsigned long long"),
        Map.entry('n', "__int128"), Map.entry('o', "unsigned __int128"), Map.entry('f', "float"),
        Map.entry('d', "double"), Map.entry('e', "long double"), Map.entry('g', "__float128"), Map.entry('z', "..."));
    private static final Map<Character, String> BUILT_IN_D = Map.of('n', "decltype(nullptr)", 'a', "auto",
        'c', "decltype(auto)", 'i', "char32_t", 's', "char16_t", 'u', "char8_t", 'd', "decimal64", 'e', "decimal128",
        'f', "decimal32", 'h', "half");

    private final Mangled in;
    private final Names names;
    private final Expressions expressions;

    Types(Mangled in, Names names) {
        this.in = in;
        this.names = names;
        this.expressions = new Expressions(in, this, names);
    }

    /** The parameters up to the end or an E, in parentheses; a lone void is an empty list. */
    String parameters() {
        List<String> list = new ArrayList<>();
        boolean first = true;
        while (!in.atEnd() && "ERO".indexOf(in.peek()) < 0 || referenceParameter()) {
            if (first && in.peek() == 'v' && (in.peek(1) == 0 || in.peek(1) == 'E' || in.peek(1) == 'R' || in.peek(1) == 'O')) {
                in.next();
                break;
            }
            first = false;
            list.add(type().text());
        }
        return Mangled.checked("(" + TemplateArgument.joinTexts(list) + ")");
    }

    /** R and O begin a parameter, or stand alone before E as qualifiers of a function type. */
    private boolean referenceParameter() {
        return (in.peek() == 'R' || in.peek() == 'O') && in.peek(1) != 'E';
    }

    /** Dp and a pattern: the pattern once for each element of the pack in it. */
    private List<Type> expansion() {
        in.expect("Dp");
        if (in.lambdaParameters() > 0) {
            return List.of(in.remember(Type.named("(" + type().text() + ")...")));
        }
        int from = in.position();
        int outer = in.packElement();
        in.forgetPack();
        in.packElement(0);
        Type first = type();
        int size = in.packSize() < 0 ? 1 : in.packSize();
        List<Type> types = new ArrayList<>(size == 0 ? List.of() : List.of(first));
        int end = in.position();
        int remembered = in.remembered();
        for (int i = 1; i < size; i++) {
            in.goBackTo(from);
            in.packElement(i);
            types.add(type());
            in.forgetAfter(remembered);
        }
        in.goBackTo(end);
        in.packElement(outer);
        in.remember(pack(types));
        return types;
    }

    private static Type pack(List<Type> types) {
        return new Type(TemplateArgument.joinTexts(types.stream().map(Type::text).toList()), "", Type.Shape.PLAIN, "");
    }

    /** A type that was written before, with what its parameters stand for now. */
    Type again(int substitution) {
        Type known = in.substitution(substitution);
        Mangled.Pattern pattern = in.patternOf(substitution);
        boolean anew = pattern != null && in.lambdaParameters() == 0 && (pattern.ofLambda() || in.packElement() >= 0);
        if (!anew) {
            return known;
        }
        int from = in.position();
        int remembered = in.remembered();
        in.goBackTo(pattern.position());
        Type type = type();
        in.forgetAfter(remembered);
        in.goBackTo(from);
        return type;
    }

    Type type() {
        in.enter();
        try {
            return read();
        } finally {
            in.leave();
        }
    }

    private Type read() {
        int from = in.position();
        int uses = in.parameterUses();
        int remembered = in.remembered();
        Type type = readOnce();
        if (in.parameterUses() > uses && in.remembered() > remembered) {
            in.rememberPattern(from);
        }
        return type;
    }

    private Type readOnce() {
        char c = in.peek();
        String simple = BUILT_IN.get(c);
        if (simple != null) {
            in.next();
            return Type.named(simple);
        }
        switch (c) {
            case 'r', 'V', 'K':
                return in.remember(qualified());
            case 'P':
                in.next();
                return in.remember(type().pointer());
            case 'R':
                in.next();
                return in.remember(type().reference());
            case 'O':
                in.next();
                return in.remember(type().rvalueReference());
            case 'C', 'G':
                in.next();
                return in.remember(type().qualified(c == 'C' ? "_Complex" : "_Imaginary"));
            case 'F':
                return in.remember(function());
            case 'A':
                return in.remember(array());
            case 'M':
                return in.remember(memberPointer());
            case 'T':
                return templateType();
            case 'S':
                return substituted();
            case 'D':
                return extended();
            case 'U':
                return in.remember(vendorQualified());
            case 'u':
                in.next();
                return in.remember(Type.named(names.sourceName()));
            default:
                return in.remember(names.className());
        }
    }

    private Type qualified() {
        boolean restricted = in.skip("r");
        boolean isVolatile = in.skip("V");
        boolean constant = in.skip("K");
        // The qualifiers of a member function's type belong to it: the type without them cannot be referred to.
        Type type = in.peek() == 'F' ? function() : type();
        type = constant ? type.qualified("const") : type;
        type = isVolatile ? type.qualified("volatile") : type;
        return restricted ? type.qualified("__restrict") : type;
    }

    private Type vendorQualified() {
        if (in.peek(1) == 'l' || in.peek(1) == 't') {
            return names.className();
        }
        in.expect("U");
        String word = names.sourceName();
        if (in.peek() == 'I') {
            word += TemplateArgument.list(templateArguments());
        }
        return type().qualified(word);
    }

    private Type function() {
        boolean noexcept = in.skip("Do");
        in.expect("F");
        in.skip("Y");
        Type result = type();
        String parameters = parameters();
        String reference = in.skip("R") ? " &" : in.skip("O") ? " &&" : "";
        in.expect("E");
        return Type.function(result, parameters + reference + (noexcept ? " noexcept" : ""));
    }

    private Type array() {
        in.expect("A");
        String size = "";
        if (Character.isDigit(in.peek())) {
            size = String.valueOf(in.number());
        } else if (in.peek() != '_') {
            size = expressions.expression();
        }
        in.expect("_");
        return Type.array(type(), size);
    }

    private Type memberPointer() {
        in.expect("M");
        Type owner = type();
        return type().memberPointer(owner);
    }

    private Type templateType() {
        Type parameter = in.remember(templateParameter());
        if (in.peek() != 'I') {
            return parameter;
        }
        return in.remember(withArguments(parameter));
    }

    private Type withArguments(Type template) {
        return Type.named(Mangled.checked(template.text() + TemplateArgument.list(templateArguments())), template.last());
    }

    /** T_, T0_ ...: the argument it stands for. */
    Type templateParameter() {
        in.expect("T");
        int index = in.sequence();
        if (in.lambdaParameters() > 0) {
            in.useAuto();
            return Type.named("auto:" + (index + 1));
        }
        List<TemplateArgument> arguments = in.templateArguments();
        if (index >= arguments.size()) {
            throw new Mangled.Unreadable();
        }
        TemplateArgument argument = arguments.get(index);
        if (!argument.isPack()) {
            return argument.type();
        }
        in.usePack(argument.pack().size());
        int element = in.packElement();
        return element >= 0 && element < argument.pack().size() ? argument.pack().get(element).type()
            : argument.type();
    }

    private Type substituted() {
        if (in.peek(1) == 't') {
            return in.remember(names.className());
        }
        int from = in.position();
        Type known = names.substitution();
        if (in.peek() != 'I') {
            return known;
        }
        in.goBackTo(from);
        return in.remember(names.className());
    }

    private Type extended() {
        char kind = in.peek(1);
        String simple = BUILT_IN_D.get(kind);
        if (simple != null) {
            in.take(2);
            return Type.named(simple);
        }
        return switch (kind) {
            case 'p' -> pack(expansion());
            case 't', 'T' -> in.remember(decltype());
            case 'o' -> in.remember(function());
            case 'v' -> in.remember(vector());
            default -> throw new Mangled.Unreadable();
        };
    }

    /** Dt or DT, an expression, E. */
    Type decltype() {
        in.take(2);
        String expression = expressions.expression();
        in.expect("E");
        return Type.named("decltype (" + expression + ")");
    }

    private Type vector() {
        in.take(2);
        String size = String.valueOf(in.number());
        in.expect("_");
        return type().qualified("__vector(" + size + ")");
    }

    /** I, arguments, E. */
    List<TemplateArgument> templateArguments() {
        in.enter();
        List<TemplateArgument> outside = in.templateArguments();
        if (!in.skip("I")) {
            in.expect("J");
        }
        List<TemplateArgument> arguments = new ArrayList<>();
        while (!in.skip("E")) {
            arguments.add(templateArgument());
            in.templateArguments(outside);
        }
        in.leave();
        return arguments;
    }

    private TemplateArgument templateArgument() {
        switch (in.peek()) {
            case 'X':
                in.next();
                String expression = expressions.expression();
                in.expect("E");
                return TemplateArgument.of(Type.named(expression));
            case 'L':
                return TemplateArgument.of(Type.named(expressions.literal()));
            case 'I', 'J':
                return TemplateArgument.of(templateArguments());
            case 'D':
                if (in.peek(1) == 'p') {
                    return TemplateArgument.of(expansion().stream().map(TemplateArgument::of).toList());
                }
                return TemplateArgument.of(type());
            default:
                return TemplateArgument.of(type());
        }
    }
}
