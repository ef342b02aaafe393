package dev.espalier.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The bundled firmware's builds, as {@code fixtures/defects.yaml} lists them. */
final class DefectTable {

    /** The build without a defect. */
    static final String GOOD = "tls-node";

    private static final Path FILE = Path.of("fixtures/defects.yaml");

    private DefectTable() {
    }

    /**
     * A build with one fault.
     *
     * @param build its name among the images
     * @param does what is wrong with it
     * @param caughtBy suites that claim to find it
     * @param says what the message of a failed check says
     * @param promises YAML that stands at the profile's end for it, if it takes more than is usually asked
     */
    record Defect(String build, String does, List<String> caughtBy, Pattern says, Optional<String> promises) {

        @Override
        public String toString() {
            return "%s fails %s".formatted(build, new TreeSet<>(caughtBy));
        }
    }

    /** Every defect, in the file's order. */
    static List<Defect> defects() {
        try {
            List<Defect> defects = new ArrayList<>();
            new YAMLMapper().readTree(FILE.toFile()).get("defects").fields()
                .forEachRemaining(entry -> defects.add(defect(entry.getKey(), entry.getValue())));
            return defects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Defect defect(String name, JsonNode told) {
        List<String> caughtBy = new ArrayList<>();
        told.get("caughtBy").forEach(suite -> caughtBy.add(suite.asText()));
        SuiteRunner.requireKnown(caughtBy);
        return new Defect(GOOD + "-" + name, told.get("does").asText(), caughtBy,
            Pattern.compile(told.get("says").asText(), Pattern.DOTALL),
            Optional.ofNullable(told.get("promises")).map(JsonNode::asText));
    }
}
