package dev.espalier.bench;

import dev.espalier.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The profile in force and where it comes from: the one that was named, else the bundled firmware's for
 * a bundled image, else the {@code <name>.profile.yaml} beside the image, else what holds for any
 * firmware.
 *
 * @param profile what the firmware promises
 * @param origin where it comes from, for a person
 * @param folder that its paths are relative to
 */
record ProfileChoice(Profile profile, String origin, Path folder) {

    private static final String BESIDE = ".profile.yaml";

    /**
     * Chooses and reads it.
     *
     * @throws dev.espalier.EspalierException when it is missing or no profile
     */
    static ProfileChoice of(BenchSettings settings) {
        if (settings.profile().isPresent()) {
            Path named = settings.profile().get();
            return new ProfileChoice(Profile.read(named), "as named, " + named, folderOf(named));
        }
        if (isBundled(settings.firmware())) {
            return new ProfileChoice(Profile.read(Home.profile()), "the bundled firmware's, " + Home.profile(), folderOf(Home.profile()));
        }
        String name = baseName(settings.firmware());
        Path beside = settings.firmware().resolveSibling(name + BESIDE);
        if (Files.isRegularFile(beside)) {
            return new ProfileChoice(Profile.read(beside), "found beside the image, " + beside, folderOf(beside));
        }
        return new ProfileChoice(Profile.ofAnyFirmware(name),
            "none given: what holds for any firmware (--profile, or %s beside the image, adds what yours promises)"
                .formatted(name + BESIDE), folderOf(settings.firmware()));
    }

    private static Path folderOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** The file's name without its last extension. */
    static String baseName(Path file) {
        return file.getFileName().toString().replaceAll("\\.[^.]*$", "");
    }

    /** The good build or one of the defect builds, in the folder where they are kept. */
    private static boolean isBundled(Path image) {
        Path folder = image.toAbsolutePath().getParent();
        try {
            return image.getFileName().toString().startsWith(baseName(Home.firmware())) && Files.isDirectory(folder)
                && Files.isDirectory(Home.images()) && Files.isSameFile(folder, Home.images());
        } catch (IOException e) {
            return false;
        }
    }
}
