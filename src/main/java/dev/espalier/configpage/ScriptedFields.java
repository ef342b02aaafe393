package dev.espalier.configpage;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Values that a page's own script gives to its fields when it is loaded, in the one form that small web
 * servers use: {@code document.getElementById('x').value = "..."} and {@code .checked = true}. Of several
 * for one field the first counts: the others are what buttons do.
 */
final class ScriptedFields {

    private static final Pattern ASSIGNMENT = Pattern.compile(
        "getElementById\\(\\s*[\"']([^\"']+)[\"']\\s*\\)\\.(?:value\\s*=\\s*(?:\"([^\"\\r\\n]*)\"|'([^'\\r\\n]*)')|checked\\s*=\\s*(true|false))");

    private ScriptedFields() {
    }

    /** Puts the values into the page as if they stood in its HTML. */
    static void fill(Document page) {
        Set<String> filled = new HashSet<>();
        for (Element script : page.select("script")) {
            Matcher assignment = ASSIGNMENT.matcher(script.data());
            while (assignment.find()) {
                Element field = page.getElementById(assignment.group(1));
                if (field != null && filled.add(field.id())) {
                    set(field, assignment);
                }
            }
        }
    }

    private static void set(Element field, Matcher assignment) {
        if (assignment.group(4) != null) {
            field.attr("checked", Boolean.parseBoolean(assignment.group(4)));
        } else {
            field.val(assignment.group(2) != null ? assignment.group(2) : assignment.group(3));
        }
    }
}
