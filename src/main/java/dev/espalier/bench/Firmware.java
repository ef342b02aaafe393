package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.crash.CrashDecoder;
import dev.espalier.crash.SourceLines;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.image.ImageException;
import dev.espalier.transcript.CrashReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image and, when there is one that belongs to it, its ELF file.
 *
 * @param elf the ELF file, if there is one that belongs to the image
 * @param elfPath where it is, if it was named or found, even one that does not belong
 * @param warning what a person should know about the ELF file
 */
public record Firmware(Path file, FlashImage image, Optional<ElfFile> elf, Optional<Path> elfPath, Optional<String> warning) {

    /**
     * Reads an image, and the one of the ELF files named that belongs to it, else the one beside it. A foreign file
     * beside it is a warning.
     *
     * @throws EspalierException when the image is no firmware image, or an ELF file that was named is none or missing
     */
    static Firmware read(Path file, List<Path> elfs) {
        FlashImage image = FlashImage.read(file);
        for (Path named : elfs) {
            ElfFile elf = ElfFile.read(requireThere(named));
            if (belongs(elf, image)) {
                return new Firmware(file, image, Optional.of(elf), Optional.of(named), Optional.empty());
            }
        }
        Path beside = file.resolveSibling(ProfileChoice.baseName(file) + ".elf");
        if (!Files.isRegularFile(beside)) {
            return new Firmware(file, image, Optional.empty(), Optional.empty(),
                Optional.of("no ELF file beside the image: addresses in crashes stay numbers"));
        }
        try {
            ElfFile elf = ElfFile.read(beside);
            elf.requireBelongsTo(image);
            return new Firmware(file, image, Optional.of(elf), Optional.of(beside), Optional.empty());
        } catch (ImageException e) {
            return new Firmware(file, image, Optional.empty(), Optional.of(beside),
                Optional.of("%s is not the image's: %s; addresses in crashes stay numbers".formatted(beside, e.seen())));
        }
    }

    /** Says what crashes of this firmware mean; {@code sources} are folders of its sources, named by a person. */
    CrashReader crashReader(List<Path> sources) {
        SourceLines lines = SourceLines.around(elfPath, sources);
        return elf.map(known -> CrashDecoder.proven(known, lines)).orElse(CrashDecoder.withoutElf());
    }

    /** The image and its ELF file for the report. */
    FirmwareFacts facts() {
        return new FirmwareFacts(file.toString(), image.bytes().length, image.sha256(), elfPath.map(Path::toString).orElse(""),
            elf.isPresent());
    }

    private static Path requireThere(Path elf) {
        if (!Files.isRegularFile(elf)) {
            throw new EspalierException("the ELF file " + elf, "there is no such file",
                "the path of the ELF that the image was made from, or leave --elf out");
        }
        return elf;
    }

    private static boolean belongs(ElfFile elf, FlashImage image) {
        try {
            elf.requireBelongsTo(image);
            return true;
        } catch (ImageException foreign) {
            return false;
        }
    }
}
