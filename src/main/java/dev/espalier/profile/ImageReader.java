package dev.espalier.profile;

import dev.espalier.image.Sign;
import dev.espalier.image.TlsLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the {@code image} part of a profile. */
final class ImageReader {

    private ImageReader() {
    }

    static Profile.Image read(YamlMap map) {
        Profile.Image image = new Profile.Image(map.optionalText("tls").map(text -> tls(map, text)), map.optionalNumber("ram"),
            map.optionalNumber("iram"), map.optionalNumber("flash"), map.optionalNumber("file"), map.optionalPercent("growth"),
            map.has("debug") && map.flag("debug"), signs(map, "debugSigns"), signs(map, "forbidden"));
        map.done();
        return image;
    }

    private static Profile.Tls tls(YamlMap map, String text) {
        Optional<TlsLibrary> library = TlsLibrary.named(text);
        if (library.isEmpty() && !text.equals("required") && !text.equals("none")) {
            throw map.error("tls", "required, none, bearssl, axtls, vendor or mbedtls", "\"%s\" stands here".formatted(text));
        }
        return new Profile.Tls(!text.equals("none"), library);
    }

    private static List<Sign> signs(YamlMap map, String key) {
        List<Sign> signs = new ArrayList<>();
        for (YamlMap each : map.optionalMaps(key)) {
            if (each.has("symbol") == each.has("text")) {
                throw map.error(key, "symbol or text, one of them, in each entry", "an entry has %s"
                    .formatted(each.has("text") ? "both" : "neither"));
            }
            String means = each.text("means", "");
            signs.add(each.has("symbol") ? Sign.symbol(each.text("symbol"), means) : Sign.text(each.text("text"), means));
            each.done();
        }
        return List.copyOf(signs);
    }
}
