package dev.espalier.bench;

import dev.espalier.EspalierException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a bench is made of.
 *
 * @param board board name: {@code virtual} or {@code serial:PORT}
 * @param firmware image to flash
 * @param elf its ELF file, if one was named
 * @param profile what the firmware promises, if one was named; else the bundled firmware's for a bundled
 *     image, the {@code <name>.profile.yaml} beside the image, or what holds for any firmware
 * @param broker broker kind: {@code auto}, {@code docker}, {@code mosquitto} or {@code embedded}
 * @param wifi the Wi-Fi that the firmware joins, if it was named
 * @param sources folders of the firmware's sources, whose lines are shown in crashes; where they usually are is looked in anyway
 * @param report folder of transcripts and reports
 * @param certificates folder of the test PKI
 */
public record BenchSettings(String board, Path firmware, Optional<Path> elf, Optional<Path> profile, String broker,
        Optional<WifiNetwork> wifi, List<Path> sources, Path report, Path certificates) {

    /** The bundled good build on a virtual board with the best broker at hand. */
    public static BenchSettings defaults() {
        return new BenchSettings("virtual", Home.firmware(), Optional.empty(), Optional.empty(), "auto", Optional.empty(), List.of(),
            Home.report(), Home.certificates());
    }

    /** Another board, by its name. */
    public BenchSettings withBoard(String name) {
        return new BenchSettings(name, firmware, elf, profile, broker, wifi, sources, report, certificates);
    }

    /** Another image; null or an empty path changes nothing. */
    public BenchSettings withFirmware(Path image) {
        return isNothing(image) ? this
            : new BenchSettings(board, image, elf, profile, broker, wifi, sources, report, certificates);
    }

    /** A certain ELF file; null changes nothing. */
    public BenchSettings withElf(Path file) {
        return isNothing(file) ? this
            : new BenchSettings(board, firmware, Optional.of(file), profile, broker, wifi, sources, report, certificates);
    }

    /** A certain profile; null or an empty path changes nothing. */
    public BenchSettings withProfile(Path yaml) {
        return isNothing(yaml) ? this
            : new BenchSettings(board, firmware, elf, Optional.of(yaml), broker, wifi, sources, report, certificates);
    }

    /** Another kind of broker. */
    public BenchSettings withBroker(String kind) {
        return new BenchSettings(board, firmware, elf, profile, kind, wifi, sources, report, certificates);
    }

    /** A certain Wi-Fi; null changes nothing. */
    public BenchSettings withWifi(WifiNetwork network) {
        return network == null ? this
            : new BenchSettings(board, firmware, elf, profile, broker, Optional.of(network), sources, report, certificates);
    }

    /** Folders of the firmware's sources; null changes nothing. */
    public BenchSettings withSources(List<Path> folders) {
        return folders == null ? this
            : new BenchSettings(board, firmware, elf, profile, broker, wifi, List.copyOf(folders), report, certificates);
    }

    /** Another report folder; null changes nothing. */
    public BenchSettings withReport(Path folder) {
        return isNothing(folder) ? this
            : new BenchSettings(board, firmware, elf, profile, broker, wifi, sources, folder, certificates);
    }

    /**
     * The ELF file named, else the one beside the image, else none.
     *
     * @throws EspalierException when one was named and is missing
     */
    Optional<Path> elfFile() {
        if (elf.isPresent()) {
            if (!Files.isRegularFile(elf.get())) {
                throw new EspalierException("the ELF file " + elf.get(), "there is no such file",
                    "the path of the ELF that the image was made from, or leave --elf out");
            }
            return elf;
        }
        Path beside = firmware.resolveSibling(ProfileChoice.baseName(firmware) + ".elf");
        return Files.isRegularFile(beside) ? Optional.of(beside) : Optional.empty();
    }

    private static boolean isNothing(Path path) {
        return path == null || path.toString().isEmpty();
    }
}
