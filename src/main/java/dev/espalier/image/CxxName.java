package dev.espalier.image;

import java.util.ArrayList;
import java.util.List;

/**
 * C++ names as people write them: {@code _ZN4mqtt4loopEv} is {@code mqtt::loop}. Only scopes and names;
 * parameters are left out, and a name with template arguments or operators stays as it is.
 */
final class CxxName {

    private static final String ANONYMOUS = "_GLOBAL__N_";

    private final String text;
    private int at;

    private CxxName(String text) {
        this.text = text;
    }

    /** The readable name, or {@code symbol} itself when it is no C++ name that can be read here. */
    static String of(String symbol) {
        if (!symbol.startsWith("_Z")) {
            return symbol;
        }
        CxxName name = new CxxName(symbol);
        name.at = 2;
        List<String> parts = name.parts();
        return parts.isEmpty() ? symbol : String.join("::", parts);
    }

    /** The scopes and the name; empty when something else than names stands there. */
    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (skip("L") || !skip("N")) {
            String only = identifier();
            return only == null || at < text.length() && text.charAt(at) == 'I' ? List.of() : List.of(only);
        }
        while (skip("K") || skip("V")) {
            continue;
        }
        while (!skip("E")) {
            String part = part(parts);
            if (part == null) {
                return List.of();
            }
            parts.add(part);
        }
        return parts;
    }

    private String part(List<String> before) {
        skip("L");
        String last = before.isEmpty() ? null : before.get(before.size() - 1);
        if (last != null && (skip("C1") || skip("C2"))) {
            return last;
        }
        if (last != null && (skip("D0") || skip("D1") || skip("D2"))) {
            return "~" + last;
        }
        return identifier();
    }

    private String identifier() {
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        if (end == at || end - at > 4) {
            return null;
        }
        int length = Integer.parseInt(text.substring(at, end));
        if (end + length > text.length()) {
            return null;
        }
        at = end + length;
        String name = text.substring(end, at);
        return name.startsWith(ANONYMOUS) ? "(anonymous)" : name;
    }

    private boolean skip(String wanted) {
        if (text.startsWith(wanted, at)) {
            at += wanted.length();
            return true;
        }
        return false;
    }
}
