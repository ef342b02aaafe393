package dev.espalier.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a bench is made of.
 *
 * @param board board name: {@code virtual} or {@code serial:PORT}
 * @param firmware image to flash
 * @param elfs ELF files that were named: its own, and those of other images that the board may meet
 * @param profile what the firmware promises, if one was named; else the bundled firmware's for a bundled
 *     image, the {@code <name>.profile.yaml} beside the image, or what holds for any firmware
 * @param broker broker kind: {@code auto}, {@code docker}, {@code mosquitto} or {@code embedded}
 * @param wifi the Wi-Fi that the firmware joins, if it was named
 * @param sources folders of the firmware's sources, whose lines are shown in crashes; where they usually are is looked in anyway
 * @param report folder of transcripts and reports
 * @param certificates folder of the test PKI
 * @param releases what comes before the image
 */
public record BenchSettings(String board, Path firmware, List<Path> elfs, Optional<Path> profile, String broker,
        Optional<WifiNetwork> wifi, List<Path> sources, Path report, Path certificates, Releases releases) {

    public BenchSettings {
        elfs = List.copyOf(elfs);
        sources = List.copyOf(sources);
    }

    /** The bundled good build on a virtual board with the best broker at hand. */
    public static BenchSettings defaults() {
        return new BenchSettings("virtual", Home.firmware(), List.of(), Optional.empty(), "auto", Optional.empty(), List.of(),
            Home.report(), Home.certificates(), Releases.NONE);
    }

    /** Another board, by its name. */
    public BenchSettings withBoard(String name) {
        return new BenchSettings(name, firmware, elfs, profile, broker, wifi, sources, report, certificates, releases);
    }

    /** Another image; null or an empty path changes nothing. */
    public BenchSettings withFirmware(Path image) {
        return isNothing(image) ? this
            : new BenchSettings(board, image, elfs, profile, broker, wifi, sources, report, certificates, releases);
    }

    /** A certain ELF file, beside those named so far; null changes nothing. */
    public BenchSettings withElf(Path file) {
        return isNothing(file) ? this
            : new BenchSettings(board, firmware, Stream.concat(elfs.stream(), Stream.of(file)).toList(), profile, broker, wifi, sources, report,
                certificates, releases);
    }

    /** What comes before the image. */
    public BenchSettings withReleases(Releases earlier) {
        return new BenchSettings(board, firmware, elfs, profile, broker, wifi, sources, report, certificates, earlier);
    }

    /** A certain profile; null or an empty path changes nothing. */
    public BenchSettings withProfile(Path yaml) {
        return isNothing(yaml) ? this
            : new BenchSettings(board, firmware, elfs, Optional.of(yaml), broker, wifi, sources, report, certificates, releases);
    }

    /** Another kind of broker. */
    public BenchSettings withBroker(String kind) {
        return new BenchSettings(board, firmware, elfs, profile, kind, wifi, sources, report, certificates, releases);
    }

    /** A certain Wi-Fi; null changes nothing. */
    public BenchSettings withWifi(WifiNetwork network) {
        return network == null ? this
            : new BenchSettings(board, firmware, elfs, profile, broker, Optional.of(network), sources, report, certificates, releases);
    }

    /** Folders of the firmware's sources; null changes nothing. */
    public BenchSettings withSources(List<Path> folders) {
        return folders == null ? this
            : new BenchSettings(board, firmware, elfs, profile, broker, wifi, folders, report, certificates, releases);
    }

    /** Another report folder; null changes nothing. */
    public BenchSettings withReport(Path folder) {
        return isNothing(folder) ? this
            : new BenchSettings(board, firmware, elfs, profile, broker, wifi, sources, folder, certificates, releases);
    }

    private static boolean isNothing(Path path) {
        return path == null || path.toString().isEmpty();
    }
}
