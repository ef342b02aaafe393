package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.gate.Growth;
import dev.espalier.gate.ImageFacts;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.image.ImageException;
import dev.espalier.image.ImageSizes;
import dev.espalier.image.Memory;
import dev.espalier.image.TlsLibrary;
import dev.espalier.profile.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The image under test, what it promises, and the releases before it: all that is known before there is a
 * board. Reading it opens nothing.
 */
public final class FirmwareUnderTest {

    private static final int BIGGEST_IN_A_MEMORY = 8;

    private final BenchSettings settings;
    private final ProfileChoice choice;
    private final Firmware firmware;
    private final Optional<Firmware> previous;
    private final Optional<Firmware> init;
    private final Optional<Baseline> baseline;
    /** Made when first asked for: every bench has a firmware, few ask for this. */
    private ImageFacts imageFacts;
    private Optional<Growth> growth;
    private final List<Path> absent = new ArrayList<>();
    private final List<ElfFile> furtherElfs = new ArrayList<>();

    private FirmwareUnderTest(BenchSettings settings) {
        this.settings = settings;
        choice = ProfileChoice.of(settings);
        firmware = Firmware.read(settings.firmware(), settings.elfs());
        Releases named = settings.releases();
        Profile.Upgrade known = choice.profile().upgrade();
        previous = named.previous().or(() -> known.previous().flatMap(this::besideProfile)).map(this::release);
        init = named.init().or(() -> known.init().flatMap(this::besideProfile)).map(this::release);
        baseline = named.baseline().map(Baseline::read).or(() -> previous.map(Baseline::of));
        readFurtherElfs();
    }

    /**
     * Reads the image, its ELF file, its profile and what comes before it.
     *
     * @throws EspalierException when one of them was named and is missing or is not what it should be
     */
    public static FirmwareUnderTest read(BenchSettings settings) {
        return new FirmwareUnderTest(settings);
    }

    /** What the firmware promises. */
    public Profile profile() {
        return choice.profile();
    }

    /** Where the profile comes from, for a person. */
    String profileOrigin() {
        return choice.origin();
    }

    BenchSettings settings() {
        return settings;
    }

    Firmware firmware() {
        return firmware;
    }

    /** The image. */
    public FlashImage image() {
        return firmware.image();
    }

    /** Its ELF file, if there is one that belongs to it. */
    public Optional<ElfFile> elf() {
        return firmware.elf();
    }

    /** The last release, if one was named by the user or the profile. */
    public Optional<Firmware> previous() {
        return previous;
    }

    /** The image that writes the settings once before a release, if one was named by the user or the profile. */
    public Optional<Firmware> init() {
        return init;
    }

    /** Images of releases that the profile names and that are not there: whoever needs one can say nothing. */
    public List<Path> absentReleases() {
        return List.copyOf(absent);
    }

    /** The ELF files of every image that the board may meet, the image's own first. */
    List<ElfFile> allElfs() {
        return Stream.concat(Stream.of(Optional.of(firmware), previous, init).flatMap(Optional::stream)
            .flatMap(each -> each.elf().stream()), furtherElfs.stream()).toList();
    }

    /** What the report says of the image file. */
    public FirmwareFacts facts() {
        return firmware.facts();
    }

    /** What the image takes up and what is linked into it. */
    public synchronized ImageFacts imageFacts() {
        if (imageFacts == null) {
            imageFacts = factsOf(firmware);
        }
        return imageFacts;
    }

    private static ImageFacts factsOf(Firmware firmware) {
        ImageSizes sizes = ImageSizes.of(firmware.image(), firmware.elf());
        return new ImageFacts(sizes.data(), sizes.bss(), sizes.iram(), sizes.flash(), sizes.file(),
            firmware.elf().map(ElfFile::sha256).orElse(""),
            TlsLibrary.in(firmware.image(), firmware.elf()).stream().map(TlsLibrary::title).toList(),
            firmware.elf().map(FirmwareUnderTest::biggest).orElse(List.of()));
    }

    /** How it has grown since the baseline, or since the last release without one. */
    public synchronized Optional<Growth> growth() {
        if (growth == null) {
            growth = baseline.map(before -> before.growthTo(firmware));
        }
        return growth;
    }

    /** Whether the user named a baseline. */
    public boolean baselineNamed() {
        return settings.releases().baseline().isPresent();
    }

    private Optional<Path> besideProfile(String path) {
        Path file = choice.folder().resolve(path).normalize();
        if (!Files.isRegularFile(file)) {
            absent.add(file);
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private Firmware release(Path file) {
        return Firmware.read(file, settings.elfs());
    }

    /** What was named and is nobody's is an error, unless it comes beside the image's own: it may be an update's. */
    private void readFurtherElfs() {
        List<Path> owned = Stream.of(Optional.of(firmware), previous, init).flatMap(Optional::stream)
            .flatMap(each -> each.elfPath().stream()).toList();
        List<Path> others = settings.elfs().stream().filter(named -> !owned.contains(named)).toList();
        for (Path other : others) {
            ElfFile elf = ElfFile.read(other);
            if (!settings.elfs().contains(firmware.elfPath().orElse(other)) || firmware.elf().isEmpty()) {
                elf.requireBelongsTo(firmware.image());
            }
            furtherElfs.add(elf);
        }
    }

    private static List<ImageFacts.SymbolSize> biggest(ElfFile elf) {
        List<ImageFacts.SymbolSize> biggest = new ArrayList<>();
        for (Memory memory : Memory.values()) {
            elf.sizedSymbols(memory).stream().limit(BIGGEST_IN_A_MEMORY).forEach(symbol -> biggest.add(
                new ImageFacts.SymbolSize(memory.name().toLowerCase(Locale.ROOT), symbol.name(), symbol.bytes())));
        }
        return biggest;
    }
}
