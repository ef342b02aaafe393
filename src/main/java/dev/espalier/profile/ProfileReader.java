package dev.espalier.profile;

import com.google.re2j.Pattern;
import dev.espalier.eeprom.BlobLayout;
import dev.espalier.eeprom.EepromLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Turns YAML into a {@link Profile}. */
final class ProfileReader {

    private static final List<String> TLS_VERSIONS = List.of("1.1", "1.2");
    private static final Set<String> REQUIRED_ROUTES = Set.of("toMqtt", "sensors");
    private static final String ANY_FIRMWARE = "any-firmware.yaml";
    /** The rate that most sketches choose. */
    private static final int USUAL_BAUD = 115_200;
    private static final int LEAST_CYCLES = 13;
    private static final int LEAST_LEAK = 8;
    private static final Duration QUIET = Duration.ofMinutes(3);
    private static final int RESTARTS = 3;

    private ProfileReader() {
    }

    static Profile read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ProfileException("a profile at " + file, "there is no such file", "mending the path");
        } catch (CharacterCodingException e) {
            throw new ProfileException("a profile in " + file, "it is no text in UTF-8", "handing in a YAML file, saved as UTF-8");
        } catch (IOException e) {
            throw new ProfileException("to read the profile " + file, "that failed: " + e.getMessage(),
                "checking that it is a readable text file in UTF-8");
        }
    }

    /** The built-in profile of a firmware that came without one. */
    static Profile anyFirmware(String name) {
        try (InputStream in = ProfileReader.class.getResourceAsStream(ANY_FIRMWARE)) {
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return parse(ANY_FIRMWARE, yaml).named(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Profile parse(String file, String yaml) {
        YamlMap root = new YamlMap(file, "", compose(file, yaml));
        Map<String, Profile.Mode> modes = root.optionalMap("modes").map(ProfileReader::modes).orElse(Map.of());
        Profile.Eeprom eeprom = root.optionalMap("eeprom").map(EepromReader::read).orElse(Profile.Eeprom.NONE);
        root.optionalMap("modes").ifPresent(map -> requireCells(map, modes, eeprom.layout()));
        Profile profile = new Profile(root.text("name"), serial(root.map("serial")), modes,
            root.optionalMap("softAp").map(ProfileReader::softAp), eeprom,
            root.optionalMap("journal").map(ProfileReader::journal),
            root.optionalMap("trustAnchor").map(ProfileReader::trustAnchor),
            root.optionalMap("page").map(map -> PageReader.read(map, eeprom.layout())),
            routes(root), root.optionalMap("mqtt").map(ProfileReader::mqtt), replies(root),
            root.optionalMap("heap").map(ProfileReader::heap), pressure(root), network(root), stability(root),
            root.optionalMap("budgets").map(YamlMap::allTexts).orElse(Map.of()),
            root.optionalMap("image").map(ImageReader::read),
            root.optionalMap("upgrade").map(map -> UpgradeReader.read(map, eeprom.layout())).orElse(Profile.Upgrade.NONE));
        profile.heap().flatMap(Profile.Heap::query).ifPresent(query -> requireRequest(root, profile, query.request()));
        root.done();
        return profile;
    }

    private static Node compose(String file, String yaml) {
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
            if (node == null) {
                throw new ProfileException("a profile in " + file, "the file is empty", "writing one; see fixtures/profiles");
            }
            return node;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ProfileException("a profile in YAML", "it cannot be read: " + e.getProblem(), "mending line %d of %s".formatted(line, file));
        } catch (YAMLException e) {
            throw new ProfileException("YAML in " + file, "it cannot be read: " + e.getMessage(), "mending it");
        }
    }

    private static Profile.Serial serial(YamlMap map) {
        boolean any = map.text("baud").equals("auto");
        Profile.Serial serial = new Profile.Serial(map.number("bootBaud", 74880), any ? USUAL_BAUD : map.number("baud"), any);
        map.done();
        return serial;
    }

    private static Map<String, Profile.Mode> modes(YamlMap map) {
        Map<String, Profile.Mode> modes = new LinkedHashMap<>();
        for (String name : map.keys()) {
            YamlMap mode = map.map(name);
            Map<String, String> cells = mode.optionalMap("cells").map(YamlMap::allTexts).orElse(Map.of());
            Duration within = mode.has("within") ? mode.duration("within") : Duration.ofSeconds(20);
            modes.put(name, new Profile.Mode(name, cells, mode.patterns("markers"), within));
            mode.done();
        }
        return modes;
    }

    private static void requireCells(YamlMap map, Map<String, Profile.Mode> modes, EepromLayout layout) {
        modes.forEach((name, mode) -> mode.cells().forEach((cell, value) -> {
            YamlMap cells = map.map(name).map("cells");
            try {
                layout.cell(cell).type().encode(value);
            } catch (IllegalArgumentException e) {
                throw cells.error(cell, "a cell of eeprom.cells and a value that fits", e.getMessage());
            }
        }));
    }

    private static Profile.SoftAp softAp(YamlMap map) {
        Profile.SoftAp ap = new Profile.SoftAp(map.text("ssid"), map.number("ssidLimit", 32), map.text("password", ""),
            map.text("ip"));
        map.done();
        return ap;
    }

    private static Profile.Journal journal(YamlMap map) {
        Profile.Journal journal = new Profile.Journal(sector(map, "offset"), map.number("size"));
        map.done();
        return journal;
    }

    private static BlobLayout trustAnchor(YamlMap map) {
        BlobLayout anchor = new BlobLayout(sector(map, "offset"), map.number("size", 4096), word(map, "length", 0),
            word(map, "crc32", 4), map.number("der", 8));
        map.done();
        return anchor;
    }

    private static int word(YamlMap map, String key, int otherwise) {
        if (!map.has(key)) {
            return otherwise;
        }
        YamlMap place = map.map(key);
        if (!place.flag("u32le")) {
            throw place.error("u32le", "true (the only form so far)", "it is missing or false");
        }
        int at = place.number("at");
        place.done();
        return at;
    }

    static int sector(YamlMap map, String key) {
        int offset = map.number(key);
        if (offset < 0 || offset % 4096 != 0) {
            throw map.error(key, "the beginning of a flash sector (a multiple of 0x1000)", "0x%x stands here".formatted(offset));
        }
        return offset;
    }

    private static Map<String, String> routes(YamlMap root) {
        Map<String, String> routes = root.optionalMap("routes").map(YamlMap::allTexts).orElse(Map.of());
        if (root.has("routes")) {
            for (String required : REQUIRED_ROUTES) {
                root.map("routes").text(required);
            }
        }
        return routes;
    }

    private static Profile.Mqtt mqtt(YamlMap map) {
        Map<String, Integer> refusals = new LinkedHashMap<>();
        map.optionalMap("refusals").ifPresent(codes -> codes.keys().forEach(key -> refusals.put(key, codes.number(key))));
        String request = map.text("request");
        String reply = map.text("reply");
        Optional<String> connecting = map.optionalText("connecting");
        Optional<String> connected = map.optionalText("connected");
        var failed = map.has("failed") ? Optional.of(map.pattern("failed")) : Optional.<Pattern>empty();
        var refused = map.has("refused") ? Optional.of(map.pattern("refused", "code")) : Optional.<Pattern>empty();
        var keepAlive = map.has("keepAlive") ? Optional.of(map.duration("keepAlive")) : Optional.<Duration>empty();
        String oldestTls = map.optionalText("oldestTls").orElse("1.2");
        if (!TLS_VERSIONS.contains(oldestTls)) {
            throw map.error("oldestTls", "one of " + TLS_VERSIONS + ", in quotes", "'" + oldestTls + "' stands here");
        }
        return new Profile.Mqtt(request, reply, map.remainingTexts(), connecting, connected, failed, refused, refusals,
            oldestTls, keepAlive);
    }

    private static Map<String, Profile.Reply> replies(YamlMap root) {
        Map<String, Profile.Reply> replies = new LinkedHashMap<>();
        root.optionalMap("replies").ifPresent(map -> {
            for (String name : map.keys()) {
                replies.put(name, reply(map, name));
            }
        });
        return replies;
    }

    private static Profile.Reply reply(YamlMap map, String name) {
        if (map.isMap(name)) {
            YamlMap json = map.map(name);
            List<String> keys = json.texts("json");
            json.done();
            return new Profile.Reply(Optional.empty(), keys);
        }
        return new Profile.Reply(Optional.of(map.text(name)), List.of());
    }

    private static Profile.Heap heap(YamlMap map) {
        Optional<Profile.HeapQuery> query = map.optionalMap("query").map(ProfileReader::heapQuery);
        Optional<Pattern> pattern = map.has("pattern") || query.isEmpty()
            ? Optional.of(map.pattern("pattern", "checkpoint", "free", "max", "frag")) : Optional.empty();
        Profile.Heap heap = new Profile.Heap(pattern, map.number("floor"), map.optionalTexts("checkpoints"),
            map.optionalText("perReconnect"), map.optionalText("perPage"), query, leakSearch(map));
        map.done();
        return heap;
    }

    private static Profile.HeapQuery heapQuery(YamlMap map) {
        Profile.HeapQuery query = new Profile.HeapQuery(map.text("request"), map.pattern("pattern", "free"));
        map.done();
        return query;
    }

    private static void requireRequest(YamlMap root, Profile profile, String request) {
        boolean known = profile.mqtt().filter(mqtt -> mqtt.requests().containsKey(request)).isPresent();
        if (!known) {
            throw root.map("heap").map("query").error("request", "the name of a request under mqtt", "'" + request + "' stands here");
        }
    }

    private static Profile.LeakSearch leakSearch(YamlMap map) {
        Profile.LeakSearch usual = Profile.LeakSearch.USUAL;
        int cycles = map.number("cycles", usual.cycles());
        if (cycles < LEAST_CYCLES) {
            throw map.error("cycles", "at least %d, or nothing can be told".formatted(LEAST_CYCLES), cycles + " stands here");
        }
        int most = map.number("mostCycles", Math.max(cycles, usual.mostCycles()));
        if (most < cycles) {
            throw map.error("mostCycles", "no fewer than cycles (%d)".formatted(cycles), most + " stands here");
        }
        int rulesOut = map.number("rulesOut", usual.rulesOut());
        if (rulesOut < LEAST_LEAK) {
            throw map.error("rulesOut", "at least %d bytes, the allocator's smallest block".formatted(LEAST_LEAK), rulesOut + " stands here");
        }
        return new Profile.LeakSearch(cycles, most, rulesOut);
    }

    private static Profile.Pressure pressure(YamlMap root) {
        return root.optionalMap("pressure").map(map -> {
            Profile.Pressure pressure = new Profile.Pressure(map.number("parallelRequests"), map.number("refused", 0));
            map.done();
            return pressure;
        }).orElse(new Profile.Pressure(4, 0));
    }

    private static Profile.Stability stability(YamlMap root) {
        return root.optionalMap("stability").map(map -> {
            Profile.Stability stability = new Profile.Stability(map.has("quiet") ? map.duration("quiet") : QUIET,
                map.flag("sleeps"), map.number("restarts", RESTARTS));
            map.done();
            return stability;
        }).orElse(new Profile.Stability(QUIET, false, RESTARTS));
    }

    private static Profile.Network network(YamlMap root) {
        return root.optionalMap("network").map(map -> {
            Profile.Network network = new Profile.Network(map.duration("reconnectWithin"));
            map.done();
            return network;
        }).orElse(new Profile.Network(Duration.ofSeconds(30)));
    }
}
