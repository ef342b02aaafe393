package dev.espalier.configpage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * A form as a browser would show it: each field's value in the order of the page. A check box has the
 * value "true" or "false".
 */
public final class Form {

    private final Map<String, String> values;
    /** Check boxes by name: what is sent when they are on. */
    private final Map<String, String> checkboxes;

    private Form(Map<String, String> values, Map<String, String> checkboxes) {
        this.values = values;
        this.checkboxes = checkboxes;
    }

    /** The form with the most fields of a page; null when it has none. */
    static Form of(Document page) {
        ScriptedFields.fill(page);
        Form largest = null;
        for (Element form : page.select("form")) {
            Form candidate = of(form);
            if (largest == null || candidate.values.size() > largest.values.size()) {
                largest = candidate;
            }
        }
        return largest;
    }

    private static Form of(Element form) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> checkboxes = new LinkedHashMap<>();
        for (Element input : form.select("input[name], select[name], textarea[name]")) {
            String name = input.attr("name");
            switch (input.attr("type")) {
                case "submit", "button", "reset", "image" -> { }
                case "checkbox" -> {
                    values.put(name, String.valueOf(input.hasAttr("checked")));
                    checkboxes.put(name, input.hasAttr("value") ? input.attr("value") : "on");
                }
                case "radio" -> {
                    if (input.hasAttr("checked")) {
                        values.put(name, input.attr("value"));
                    }
                }
                default -> values.put(name, input.val());
            }
        }
        return new Form(values, checkboxes);
    }

    /** Each field's value, in the order of the page. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** A field's value, null when the form has no such field. */
    public String value(String field) {
        return values.get(field);
    }

    /**
     * The form with changes, as a query: fields in order, a check box that is off left out.
     *
     * @throws HttpFault when a change names a field that the form has not
     */
    String query(Map<String, String> changes) {
        for (String field : changes.keySet()) {
            if (!values.containsKey(field)) {
                throw new HttpFault(HttpFault.Kind.NO_FORM, "a form with the field " + field, "fields " + values.keySet(), null);
            }
        }
        List<String> parts = new ArrayList<>();
        values.forEach((field, shown) -> {
            String value = changes.getOrDefault(field, shown);
            if (!checkboxes.containsKey(field)) {
                parts.add(encoded(field) + "=" + encoded(value));
            } else if (value.equals("true")) {
                parts.add(encoded(field) + "=" + encoded(checkboxes.get(field)));
            }
        });
        return String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
