package dev.espalier.report;

import dev.espalier.gate.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/** HTML text that grows; whatever comes from outside goes through {@link #text}. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    /** Markup of our own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text, escaped for elements and quoted attributes; control characters become visible. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n', '\t' -> out.append(c);
                case '\r' -> { }
                default -> out.append(c < 0x20 || c == 0x7F ? '\uFFFD' : c);
            }
        }
        return this;
    }

    Html verdict(Verdict verdict) {
        return raw("<span class=\"verdict ").text(verdict.name()).raw("\">").text(verdict.name()).raw("</span>");
    }

    /** A link to a file beside the page. */
    Html link(String path, String label) {
        try {
            String address = new URI(null, null, path.replace('\\', '/'), null).toASCIIString();
            return raw("<a href=\"").text(address).raw("\">").text(label).raw("</a>");
        } catch (URISyntaxException e) {
            return text(label + ": " + path);
        }
    }

    /** "0.4 s", "12 s", "2 min 05 s". */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 60 ? seconds + " s" : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }

    /** Digits in groups of three. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202F');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
