package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.crash.CrashDecoder;
import dev.espalier.crash.SourceLines;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.image.ImageException;
import dev.espalier.transcript.CrashReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The image under test and, when there is one that belongs to it, its ELF file.
 *
 * @param elf the ELF file, if there is one that belongs to the image
 * @param crashReader says what crashes mean
 * @param warning what a person should know about the ELF file
 */
record Firmware(FlashImage image, Optional<ElfFile> elf, CrashReader crashReader, FirmwareFacts facts, Optional<String> warning) {

    /**
     * Reads both. A foreign ELF file is an error when it was named, else a warning.
     *
     * @throws EspalierException when the image is no firmware image
     */
    static Firmware read(BenchSettings settings) {
        FlashImage image = FlashImage.read(settings.firmware());
        Optional<Path> file = settings.elfFile();
        if (file.isEmpty()) {
            return of(settings, image, Optional.empty(),
                Optional.of("no ELF file beside the image: addresses in crashes stay numbers"));
        }
        try {
            ElfFile elf = ElfFile.read(file.get());
            elf.requireBelongsTo(image);
            return of(settings, image, Optional.of(elf), Optional.empty());
        } catch (ImageException e) {
            if (settings.elf().isPresent()) {
                throw e;
            }
            return of(settings, image, Optional.empty(),
                Optional.of("%s is not the image's: %s; addresses in crashes stay numbers".formatted(file.get(), e.seen())));
        }
    }

    private static Firmware of(BenchSettings settings, FlashImage image, Optional<ElfFile> elf, Optional<String> warning) {
        FirmwareFacts facts = new FirmwareFacts(settings.firmware().toString(), image.bytes().length, image.sha256(),
            settings.elfFile().map(Path::toString).orElse(""), elf.isPresent());
        CrashReader reader = CrashDecoder.of(elf, SourceLines.around(settings.elfFile(), settings.sources()));
        return new Firmware(image, elf, reader, facts, warning);
    }
}
