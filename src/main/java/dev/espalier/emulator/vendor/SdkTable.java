package dev.espalier.emulator.vendor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What is known of one generation of the vendor's SDK. Kept as YAML beside this class, one file each.
 *
 * @param name      name of the generation, as people know it
 * @param versions  texts of which one stands in an image built with it
 * @param redirects symbol of the SDK, and the name of the driver's entry that takes its place
 * @param optional  symbols that an image may lack, because the linker left out what nothing calls
 * @param symbols   name of a word of the window, and the symbol whose address it holds
 * @param numbers   name of a word of the window, and the offset or other number that it holds
 */
record SdkTable(String name, List<String> versions, Map<String, String> redirects, Set<String> optional,
        Map<String, String> symbols, Map<String, Integer> numbers) {

    private static final String INDEX = "sdks.yaml";

    /** Every generation that is known. */
    static List<SdkTable> bundled() {
        return ((List<?>) load(INDEX)).stream().map(name -> of((Map<?, ?>) load(name + ".yaml"))).toList();
    }

    private static SdkTable of(Map<?, ?> yaml) {
        Map<String, String> redirects = new LinkedHashMap<>();
        ((Map<?, ?>) yaml.get("redirects")).forEach((symbol, entry) -> redirects.put(symbol.toString(), entry.toString()));
        Map<String, String> symbols = new LinkedHashMap<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        ((Map<?, ?>) yaml.get("window")).forEach((word, value) -> {
            if (value instanceof Integer number) {
                numbers.put(word.toString(), number);
            } else {
                symbols.put(word.toString(), value.toString());
            }
        });
        return new SdkTable(yaml.get("sdk").toString(), texts(yaml.get("versions")), redirects,
            Set.copyOf(texts(yaml.get("optional"))), symbols, numbers);
    }

    private static List<String> texts(Object list) {
        return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
    }

    private static Object load(String resource) {
        try (InputStream in = SdkTable.class.getResourceAsStream(resource)) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
