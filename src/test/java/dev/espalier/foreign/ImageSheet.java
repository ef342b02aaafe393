package dev.espalier.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.espalier.EspalierException;
import dev.espalier.image.ElfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a YAML file says of a firmware image that somebody else has built: where it comes from, what it
 * needs around it, and step by step what is to be seen. {@code docs/unmodified-firmware.md} explains the
 * format.
 *
 * @param file the YAML file
 * @param origin core, SDK and sketch, for people
 * @param image the flash image, {@code <name>.bin} beside the file unless it says otherwise
 * @param furtherElfs ELF files beside the sheet, of images that the board will be given later
 * @param baud the sketch's serial rate
 * @param hosts what answers at {@code name:port} of the virtual network: {@code echo}, or a file to be fetched by HTTP
 * @param oldestTls the oldest TLS that the broker accepts; without it there is no broker
 * @param steps what is done and expected, in this order
 */
record ImageSheet(Path file, String origin, Path image, List<String> furtherElfs, int baud, Map<String, String> hosts,
        Optional<String> oldestTls, List<Step> steps) {

    private static final Path TRANSCRIPTS = Path.of("target/espalier/foreign");
    private static final int USUAL_BAUD = 115_200;
    private static final List<String> KEYS = List.of("core", "sdk", "sketch", "image", "elfs", "baud", "hosts", "broker", "steps");

    /** One step: its verb, what the verb is about, and further settings. */
    record Step(String verb, JsonNode settings) {

        private static final int USUAL_SECONDS = 30;

        /** What the verb is about. */
        String about() {
            return settings.get(verb).asText();
        }

        /** A setting, or else this. */
        String text(String name, String otherwise) {
            return settings.path(name).asText(otherwise);
        }

        /** A whole number, or else this. */
        int number(String name, int otherwise) {
            return settings.path(name).asInt(otherwise);
        }

        /** Board time within which it must be seen. */
        Duration within() {
            return Duration.ofSeconds(number("within", USUAL_SECONDS));
        }

        @Override
        public String toString() {
            return settings.toString();
        }
    }

    /**
     * Reads a sheet.
     *
     * @throws EspalierException when a key is unknown or the image is missing
     */
    static ImageSheet read(Path file) throws IOException {
        JsonNode sheet = new YAMLMapper().readTree(file.toFile());
        sheet.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new EspalierException("one of %s in %s".formatted(KEYS, file), "'" + key + "'", "its spelling");
            }
        });
        Path image = file.resolveSibling(sheet.path("image").asText(baseName(file) + ".bin"));
        if (!Files.isRegularFile(image)) {
            throw new EspalierException("the flash image " + image, "there is no such file", "the key image of " + file);
        }
        String origin = "core %s, SDK %s, %s".formatted(sheet.path("core").asText("unknown"), sheet.path("sdk").asText("none"),
            sheet.path("sketch").asText(baseName(file)));
        Map<String, String> hosts = new LinkedHashMap<>();
        sheet.path("hosts").properties().forEach(host -> hosts.put(host.getKey(), host.getValue().asText()));
        List<String> elfs = new ArrayList<>();
        sheet.path("elfs").forEach(elf -> elfs.add(elf.asText()));
        List<Step> steps = new ArrayList<>();
        sheet.path("steps").forEach(step -> steps.add(new Step(step.fieldNames().next(), step)));
        return new ImageSheet(file, origin, image, elfs, sheet.path("baud").asInt(USUAL_BAUD), hosts,
            Optional.ofNullable(sheet.get("broker")).map(JsonNode::asText), steps);
    }

    /** The ELF files of all images that the board will meet, as far as they are there: that beside the image comes first. */
    List<ElfFile> elfs() {
        Stream<Path> named = Stream.concat(Stream.of(image.resolveSibling(baseName(image) + ".elf")), furtherElfs.stream().map(this::beside));
        return named.filter(Files::isRegularFile).map(ElfFile::read).toList();
    }

    /** Where everything that the board says is kept. */
    Path transcript() {
        return TRANSCRIPTS.resolve(file.toAbsolutePath().getParent().getFileName() + "-" + baseName(file) + ".log");
    }

    /** A file beside the sheet. */
    Path beside(String name) {
        return file.resolveSibling(name);
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
}
