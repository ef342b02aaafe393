package dev.espalier.image;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an image takes up, in bytes.
 *
 * @param data of data RAM, for variables and constants with values
 * @param bss of data RAM, for variables that are cleared at the start; only the ELF file tells it
 * @param iram of instruction RAM
 * @param flash of mapped flash: code and constants
 * @param file of the whole image file
 */
public record ImageSizes(int data, OptionalInt bss, int iram, int flash, int file) {

    /** The sizes of an image; from its ELF file where there is one, else from what its segments say. */
    public static ImageSizes of(FlashImage image, Optional<ElfFile> elf) {
        int file = image.raw().length;
        if (elf.isPresent()) {
            int bss = elf.get().clearedBytesIn(Memory.RAM);
            return new ImageSizes(elf.get().bytesIn(Memory.RAM) - bss, OptionalInt.of(bss), elf.get().bytesIn(Memory.IRAM),
                elf.get().bytesIn(Memory.FLASH), file);
        }
        return new ImageSizes(segments(image, Memory.RAM), OptionalInt.empty(), segments(image, Memory.IRAM),
            segments(image, Memory.FLASH), file);
    }

    /** Static data RAM: variables and constants; without an ELF file those that are cleared at the start are missing. */
    public int ram() {
        return data + bss.orElse(0);
    }

    private static int segments(FlashImage image, Memory memory) {
        return image.application().orElse(image.boot()).segments().stream()
            .filter(segment -> memory.holds(segment.address())).mapToInt(Segment::length).sum();
    }
}
