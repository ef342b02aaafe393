package dev.espalier.profile;

import dev.espalier.eeprom.EepromLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code page} part of a profile. */
final class PageReader {

    private PageReader() {
    }

    static Profile.Page read(YamlMap map, EepromLayout layout) {
        YamlMap fieldMap = map.map("fields");
        Map<String, String> fields = fieldMap.allTexts();
        fields.forEach((field, cell) -> {
            try {
                layout.cell(cell);
            } catch (IllegalArgumentException e) {
                throw fieldMap.error(field, "a cell of eeprom.cells", e.getMessage());
            }
        });
        Map<String, List<String>> bad = new LinkedHashMap<>();
        map.optionalMap("bad").ifPresent(values -> values.keys().forEach(field -> {
            if (!fields.containsKey(field)) {
                throw values.error(field, "a field of page.fields", "there is no field " + field);
            }
            bad.put(field, values.texts(field));
        }));
        Profile.Page page = new Profile.Page(map.text("path"), map.text("save", "/"), map.text("reset", ""), fields,
            known(map, "checkboxes", fields), known(map, "secrets", fields), map.text("saved", ""), map.text("refused", ""), bad);
        map.done();
        return page;
    }

    private static List<String> known(YamlMap map, String key, Map<String, String> fields) {
        List<String> names = map.optionalTexts(key);
        for (String name : names) {
            if (!fields.containsKey(name)) {
                throw map.error(key, "fields of page.fields", "there is no field " + name);
            }
        }
        return names;
    }
}
