package dev.espalier.demangle;

import java.util.List;

/** A template's argument: a type or value, or a pack of them ({@code single} is then null). */
record TemplateArgument(Type single, List<TemplateArgument> pack) {

    static TemplateArgument of(Type type) {
        return new TemplateArgument(type, List.of());
    }

    static TemplateArgument of(List<TemplateArgument> pack) {
        return new TemplateArgument(null, pack);
    }

    boolean isPack() {
        return single == null;
    }

    /** As a type; a pack as its elements with commas between them. */
    Type type() {
        return isPack() ? Type.named(text(), "") : single;
    }

    /** As written between angle brackets; empty for an empty pack. */
    String text() {
        return isPack() ? join(pack) : single.text();
    }

    /** Arguments between angle brackets, with the spaces that the GNU tools put. */
    static String list(List<TemplateArgument> arguments) {
        String all = join(arguments);
        boolean emptyEnd = !arguments.isEmpty() && arguments.get(arguments.size() - 1).text().isEmpty();
        return "<" + all + (all.endsWith(">") && !emptyEnd ? " >" : ">");
    }

    /** Several arguments. */
    static String join(List<TemplateArgument> arguments) {
        return joinTexts(arguments.stream().map(TemplateArgument::text).toList());
    }

    /** Texts with commas between them. Empty packs leave a comma unless they come last, as the GNU tools have it. */
    static String joinTexts(List<String> texts) {
        String all = "";
        for (int i = texts.size() - 1; i >= 0; i--) {
            all = Mangled.checked(all.isEmpty() ? texts.get(i) : texts.get(i) + ", " + all);
        }
        return all;
    }
}
