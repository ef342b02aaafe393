package dev.espalier.profile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML mapping that knows where it stands, so that every error names file, line and key. Keys are
 * taken one by one; {@link #done} complains about those that nobody wanted, which are misspelt.
 */
final class YamlMap {

    private final String file;
    private final String path;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    /** Keys that were asked for, whether they are there or not: those that may stand here. */
    private final Set<String> known = new TreeSet<>();

    YamlMap(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.line = lineOf(node);
        if (!(node instanceof MappingNode mapping)) {
            throw error(line, path.isEmpty() ? "a profile" : path + " with keys and values", "something else stands here");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(path.isEmpty() ? "a key" : "a key of " + path, tuple.getKeyNode());
            if (values.put(key, tuple.getValueNode()) != null) {
                throw error(lineOf(tuple.getKeyNode()), "each key once", path(key) + " stands here again");
            }
        }
    }

    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** Whether the value has keys of its own. */
    boolean isMap(String key) {
        return node(key) instanceof MappingNode;
    }

    YamlMap map(String key) {
        return new YamlMap(file, path(key), node(key));
    }

    Optional<YamlMap> optionalMap(String key) {
        return has(key) ? Optional.of(map(key)) : Optional.empty();
    }

    String text(String key) {
        return scalar(path(key), node(key));
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    Optional<String> optionalText(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /** A number, decimal or 0x hexadecimal. */
    int number(String key) {
        return parsed(key, "a number such as 512 or 0x200", text -> (int) (long) Long.decode(text.replace("_", "")));
    }

    OptionalInt optionalNumber(String key) {
        return has(key) ? OptionalInt.of(number(key)) : OptionalInt.empty();
    }

    /** A share such as 5% or 0.5%. */
    OptionalDouble optionalPercent(String key) {
        return !has(key) ? OptionalDouble.empty() : OptionalDouble.of(parsed(key, "a share such as 5%", text -> {
            double percent = Double.parseDouble(text.replaceAll("\\s*%$", ""));
            if (!text.endsWith("%") || !(percent >= 0)) {
                throw new IllegalArgumentException();
            }
            return percent;
        }));
    }

    int number(String key, int otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    boolean flag(String key) {
        return has(key) && parsed(key, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /** A duration such as 500ms, 20s or 2m. */
    Duration duration(String key) {
        return parsed(key, "a duration such as 500ms, 20s or 2m", text -> {
            String digits = text.replaceAll("[a-z]+$", "");
            long number = Long.parseLong(digits.strip());
            return switch (text.substring(digits.length())) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> throw new IllegalArgumentException();
            };
        });
    }

    /** A pattern in RE2 syntax with these named groups at least. */
    Pattern pattern(String key, String... groups) {
        return compile(path(key), node(key), groups);
    }

    List<Pattern> patterns(String key) {
        List<Pattern> patterns = new ArrayList<>();
        for (Node item : items(key)) {
            patterns.add(compile(path(key), item));
        }
        return patterns;
    }

    List<String> texts(String key) {
        return items(key).stream().map(item -> scalar(path(key), item)).toList();
    }

    List<String> optionalTexts(String key) {
        return has(key) ? texts(key) : List.of();
    }

    List<YamlMap> optionalMaps(String key) {
        return has(key) ? items(key).stream().map(item -> new YamlMap(file, path(key), item)).toList() : List.of();
    }

    /** All values of this map, as texts. */
    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, node) -> texts.put(key, text(key)));
        return texts;
    }

    /** The values that nobody has taken yet, as texts. */
    Map<String, String> remainingTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.keySet().stream().filter(key -> !taken.contains(key)).toList().forEach(key -> texts.put(key, text(key)));
        return texts;
    }

    /** Complains about a key that nobody took. */
    void done() {
        for (Map.Entry<String, Node> value : values.entrySet()) {
            if (!taken.contains(value.getKey())) {
                throw error(lineOf(value.getValue()), "a key that is known here",
                    path(value.getKey()) + " is not; known: " + String.join(", ", known));
            }
        }
    }

    /** An error about a key of this map. */
    ProfileException error(String key, String wanted, String seen) {
        return error(values.containsKey(key) ? lineOf(values.get(key)) : line, path(key) + ": " + wanted, seen);
    }

    private Pattern compile(String where, Node node, String... groups) {
        String text = scalar(where, node);
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw error(lineOf(node), where + ": a pattern (RE2 syntax)", "\"%s\" is none: %s".formatted(text, e.getDescription()));
        }
        for (String group : groups) {
            if (!pattern.namedGroups().containsKey(group)) {
                throw error(lineOf(node), where + ": a pattern with the group (?<%s>...)".formatted(group),
                    "\"%s\" has %s".formatted(text, pattern.namedGroups().keySet()));
            }
        }
        return pattern;
    }

    private List<Node> items(String key) {
        if (!(node(key) instanceof SequenceNode sequence)) {
            throw error(key, "a list", "something else stands here");
        }
        return sequence.getValue();
    }

    private <T> T parsed(String key, String wanted, Function<String, T> parse) {
        String text = text(key);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(key, wanted, "\"%s\" stands here".formatted(text));
        }
    }

    private Node node(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node == null) {
            throw error(line, "the key " + path(key), path.isEmpty() ? "the profile lacks it" : path + " lacks it");
        }
        taken.add(key);
        return node;
    }

    private String scalar(String where, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw error(lineOf(node), where + ": one value", "a list or keys stand here");
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private ProfileException error(int at, String wanted, String seen) {
        return new ProfileException(wanted, seen, "mending line %d of %s".formatted(at, file));
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
