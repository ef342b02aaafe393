package dev.espalier.demangle;

import java.util.List;
import java.util.stream.Collectors;

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

    /** Several arguments, without those that are empty. */
    static String join(List<TemplateArgument> arguments) {
        return Mangled.checked(arguments.stream().map(TemplateArgument::text).filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", ")));
    }
}
