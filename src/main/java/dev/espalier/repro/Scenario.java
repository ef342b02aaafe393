package dev.espalier.repro;

import dev.espalier.EspalierException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A way to treat a board, as one line: {@code config-page clients=2 heap=6000}. Numbers that are not named have
 * their gentle values. Immutable.
 */
public final class Scenario {

    private final Story story;
    /** Only what differs from the gentle values. */
    private final Map<Parameter, Integer> numbers;

    private Scenario(Story story, Map<Parameter, Integer> numbers) {
        this.story = story;
        this.numbers = numbers;
    }

    /** A story with every number gentle. */
    public static Scenario of(Story story) {
        return new Scenario(story, new EnumMap<>(Parameter.class));
    }

    /**
     * Reads a line: the story's name, then {@code parameter=number} as often as wanted.
     *
     * @throws EspalierException when it is no such line
     */
    public static Scenario parse(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        Scenario scenario = of(Story.named(words.get(0)));
        for (String word : words.subList(1, words.size())) {
            scenario = scenario.with(word);
        }
        return scenario;
    }

    /**
     * The same with one number written as {@code parameter=number}.
     *
     * @throws EspalierException when the story has no such parameter, or it cannot have that number
     */
    public Scenario with(String setting) {
        String[] parts = setting.split("=", 2);
        Parameter parameter = parameter(parts[0]);
        try {
            return with(parameter, Integer.parseInt(parts.length == 2 ? parts[1] : ""));
        } catch (NumberFormatException e) {
            throw new EspalierException("a setting such as %s=%d".formatted(parameter.key(), Math.max(1, parameter.least())),
                "'" + setting + "'", "a whole number");
        }
    }

    /** The parameter that a setting such as {@code heap=6000} is about. */
    public Parameter parameter(String setting) {
        String name = setting.split("=", 2)[0];
        return Parameter.named(name).filter(story.parameters()::contains)
            .orElseThrow(() -> new EspalierException("a parameter of the scenario " + story.key(), "'" + name + "'",
                "one of " + story.parameters().stream().map(Parameter::key).collect(Collectors.joining(", "))));
    }

    /**
     * The same with another number.
     *
     * @throws EspalierException when the parameter cannot have it
     */
    public Scenario with(Parameter parameter, int value) {
        if (value < parameter.least() || value > parameter.most()) {
            throw new EspalierException("%s of %d to %d (%s)".formatted(parameter.key(), parameter.least(), parameter.most(),
                parameter.meaning()), Integer.toString(value), "a number in between");
        }
        Map<Parameter, Integer> changed = new EnumMap<>(Parameter.class);
        changed.putAll(numbers);
        changed.put(parameter, value);
        changed.remove(parameter, parameter.gentle());
        return new Scenario(story, changed);
    }

    /** What happens. */
    public Story story() {
        return story;
    }

    /** A number, gentle when it was not named. */
    public int value(Parameter parameter) {
        return numbers.getOrDefault(parameter, parameter.gentle());
    }

    /** Whether a number was named that is not the gentle one. */
    public boolean limits(Parameter parameter) {
        return numbers.containsKey(parameter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scenario scenario && scenario.story == story && scenario.numbers.equals(numbers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(story, numbers);
    }

    /** The line that {@link #parse} reads. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(List.of(story.key()));
        numbers.forEach((parameter, value) -> words.add(parameter.key() + "=" + value));
        return String.join(" ", words);
    }
}
