package dev.espalier.cli;

import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.WifiNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that sets up a bench: a board, a firmware with what is known of it, and its surroundings. */
final class BenchOptions {

    @Option(names = "--board", paramLabel = "BOARD", defaultValue = "virtual",
        description = "virtual, or serial:PORT for a real one. Default: virtual.")
    private String board;

    @Option(names = "--firmware", paramLabel = "IMG",
        description = "Image to flash at 0. Default: the bundled good build.")
    private Path firmware;

    @Option(names = "--elf", paramLabel = "ELF",
        description = "Its ELF file, and those of other images. Default: the .elf beside.")
    private List<Path> elfs = new ArrayList<>();

    @Option(names = "--source", paramLabel = "DIR",
        description = "Folder of the firmware's sources, to show their lines in crashes. Default: around the ELF file.")
    private List<Path> sources;

    @Option(names = "--profile", paramLabel = "YAML",
        description = "What the firmware promises. Default: NAME.profile.yaml beside the image, else what holds for any firmware.")
    private Path profile;

    @Option(names = "--wifi", paramLabel = "SSID:PASSWORD",
        description = "The Wi-Fi that the firmware joins. Default on the virtual board: whichever it asks for.")
    private String wifi;

    @Option(names = "--broker", paramLabel = "KIND", defaultValue = "auto",
        description = "docker, mosquitto or embedded; auto takes the first of them that works. Default: auto.")
    private String broker;

    /** The image, if one was named. */
    Optional<Path> firmware() {
        return Optional.ofNullable(firmware);
    }

    /** The ELF files that were named. */
    List<Path> elfs() {
        return elfs;
    }

    /** The bench that they describe. */
    BenchSettings settings() {
        BenchSettings settings = BenchSettings.defaults()
            .withBoard(board)
            .withFirmware(firmware)
            .withSources(sources)
            .withProfile(profile)
            .withBroker(broker)
            .withWifi(wifi == null ? null : WifiNetwork.parse(wifi));
        for (Path elf : elfs) {
            settings = settings.withElf(elf);
        }
        return settings;
    }
}
