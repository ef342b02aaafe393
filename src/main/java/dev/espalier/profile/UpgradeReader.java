package dev.espalier.profile;

import dev.espalier.eeprom.EepromLayout;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code upgrade} part of a profile. */
final class UpgradeReader {

    private static final List<String> WIDTHS = List.of("u8", "u16be", "u24be");

    private UpgradeReader() {
    }

    static Profile.Upgrade read(YamlMap map, EepromLayout layout) {
        Map<String, String> set = map.optionalMap("set").map(values -> cells(values, layout)).orElse(Map.of());
        Profile.Upgrade upgrade = new Profile.Upgrade(map.optionalText("previous"), map.optionalText("init"),
            map.optionalText("initSays"), map.optionalMap("version").map(place -> version(place, layout.size())), set, back(map));
        map.done();
        return upgrade;
    }

    private static Map<String, String> cells(YamlMap values, EepromLayout layout) {
        Map<String, String> cells = values.allTexts();
        cells.forEach((cell, value) -> {
            try {
                layout.cell(cell).type().encode(value);
            } catch (IllegalArgumentException e) {
                throw values.error(cell, "a cell of eeprom.cells and a value that fits", e.getMessage());
            }
        });
        return cells;
    }

    private static Profile.Version version(YamlMap place, int size) {
        int at = place.number("at");
        Optional<String> width = WIDTHS.stream().filter(place::flag).findFirst();
        if (width.isEmpty()) {
            throw place.error("at", "one of " + String.join(", ", WIDTHS) + " beside it, and true", "there is none");
        }
        int bytes = WIDTHS.indexOf(width.get()) + 1;
        if (at < 0 || at + bytes > size) {
            throw place.error("at", "a place within the %d bytes of the settings".formatted(size), "0x%x stands here".formatted(at));
        }
        place.done();
        return new Profile.Version(at, bytes);
    }

    private static Profile.Back back(YamlMap map) {
        if (!map.has("back")) {
            return Profile.Back.ANY;
        }
        String text = map.text("back");
        return switch (text) {
            case "kept", "lost" -> Profile.Back.valueOf(text.toUpperCase(Locale.ROOT));
            default -> throw map.error("back", "kept or lost", "\"%s\" stands here".formatted(text));
        };
    }
}
