package dev.espalier.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.EspalierException;
import dev.espalier.gate.Growth;
import dev.espalier.image.ElfFile;
import dev.espalier.image.ImageException;
import dev.espalier.image.ImageSizes;
import dev.espalier.image.Memory;
import dev.espalier.image.SizedSymbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What an image is compared with: the sizes of the last release.
 *
 * @param origin where they come from, for a person
 * @param sha256 digest of the last release's image
 * @param sizes what it takes up
 * @param elf its ELF file, if it is at hand
 */
record Baseline(String origin, String sha256, ImageSizes sizes, Optional<ElfFile> elf) {

    private static final int MOST_SYMBOLS = 10;
    private static final String REMEDY = "the gate.json of a gate since Espalier keeps sizes in it, or --previous IMG in its place";

    /** The sizes of an image at hand. */
    static Baseline of(Firmware previous) {
        return new Baseline(previous.file().toString(), previous.image().sha256(), ImageSizes.of(previous.image(), previous.elf()),
            previous.elf());
    }

    /**
     * The sizes that a gate has left in its {@code gate.json}.
     *
     * @throws EspalierException when it is missing, no such file, or holds no sizes
     */
    static Baseline read(Path gateJson) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(Files.readAllBytes(gateJson));
        } catch (JsonProcessingException e) {
            throw new EspalierException("a gate.json at " + gateJson, "it is no JSON", REMEDY, e);
        } catch (IOException e) {
            throw new EspalierException("a baseline at " + gateJson, "it cannot be read: " + e.getMessage(),
                "the path of the last release's gate.json", e);
        }
        JsonNode image = root.at("/image");
        if (!Stream.of("dataBytes", "iramBytes", "flashBytes", "fileBytes").allMatch(key -> image.path(key).isInt())
            || !root.at("/firmware/sha256").isTextual()) {
            throw new EspalierException("the sizes of an image in " + gateJson, "it holds none", REMEDY);
        }
        OptionalInt bss = image.path("bssBytes").isInt() ? OptionalInt.of(image.path("bssBytes").intValue()) : OptionalInt.empty();
        ImageSizes sizes = new ImageSizes(image.path("dataBytes").intValue(), bss, image.path("iramBytes").intValue(),
            image.path("flashBytes").intValue(), image.path("fileBytes").intValue());
        return new Baseline(gateJson.toString(), root.at("/firmware/sha256").textValue(), sizes,
            elf(gateJson, root.at("/firmware/elf").asText(), image.path("elfSha256").asText()));
    }

    /** How the image under test has grown since. Static RAM is compared only where both ELF files tell all of it. */
    Growth growthTo(Firmware now) {
        ImageSizes after = ImageSizes.of(now.image(), now.elf());
        List<Growth.Row> memories = new ArrayList<>();
        if (sizes.bss().isPresent() == after.bss().isPresent()) {
            memories.add(new Growth.Row("ram", "", sizes.ram(), after.ram()));
        }
        memories.add(new Growth.Row("iram", "", sizes.iram(), after.iram()));
        memories.add(new Growth.Row("flash", "", sizes.flash(), after.flash()));
        memories.add(new Growth.Row("file", "", sizes.file(), after.file()));
        return new Growth(origin, sha256, memories, elf.isPresent() && now.elf().isPresent()
            ? symbols(elf.get(), now.elf().get()) : List.of());
    }

    /** The ELF file that a gate has named, if it is still the same. */
    private static Optional<ElfFile> elf(Path gateJson, String named, String sha256) {
        if (named.isEmpty() || sha256.isEmpty()) {
            return Optional.empty();
        }
        Path fileName = Path.of(named).getFileName();
        for (Path place : List.of(Path.of(named), gateJson.resolveSibling(fileName == null ? "" : fileName.toString()))) {
            try {
                ElfFile elf = Files.isRegularFile(place) ? ElfFile.read(place) : null;
                if (elf != null && elf.sha256().equals(sha256)) {
                    return Optional.of(elf);
                }
            } catch (ImageException notAnElf) {
                // Something else is there by now: as good as nothing.
                continue;
            }
        }
        return Optional.empty();
    }

    private static List<Growth.Row> symbols(ElfFile before, ElfFile now) {
        List<Growth.Row> rows = new ArrayList<>();
        for (Memory memory : Memory.values()) {
            String name = memory.name().toLowerCase(Locale.ROOT);
            Map<String, Integer> old = byName(before.sizedSymbols(memory));
            byName(now.sizedSymbols(memory)).forEach((symbol, bytes) ->
                rows.add(new Growth.Row(name, symbol, old.getOrDefault(symbol, 0), bytes)));
        }
        return rows.stream().filter(row -> row.grown() > 0)
            .sorted(Comparator.comparingInt(Growth.Row::grown).reversed().thenComparing(Growth.Row::name))
            .limit(MOST_SYMBOLS).toList();
    }

    /** Several of one name, such as two files' own functions, count together. */
    private static Map<String, Integer> byName(List<SizedSymbol> symbols) {
        Map<String, Integer> sizes = new HashMap<>();
        symbols.forEach(symbol -> sizes.merge(symbol.name(), symbol.bytes(), Integer::sum));
        return sizes;
    }
}
