package dev.espalier.cli;

import dev.espalier.EspalierException;
import dev.espalier.bytes.Hex;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.image.FlashImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code IMG[@OFFSET]} arguments.
 *
 * @param plan what is written where
 * @param images those at 0, which must be firmware images; anything may stand elsewhere
 */
record FlashArguments(FlashPlan plan, List<FlashImage> images) {

    /**
     * Reads the files.
     *
     * @throws EspalierException when one is missing, no image, or in another's way
     */
    static FlashArguments of(List<String> arguments) {
        FlashPlan plan = FlashPlan.empty();
        List<FlashImage> images = new ArrayList<>();
        for (String argument : arguments) {
            int at = argument.lastIndexOf('@');
            Path file = Path.of(at < 0 ? argument : argument.substring(0, at));
            int offset = at < 0 ? 0 : offset(argument, argument.substring(at + 1));
            byte[] bytes;
            if (offset == 0) {
                FlashImage image = FlashImage.read(file);
                images.add(image);
                bytes = image.bytes();
            } else {
                bytes = bytes(file);
            }
            try {
                plan = plan.write(file.getFileName().toString(), offset, bytes);
            } catch (IllegalArgumentException e) {
                throw new EspalierException("regions that begin at a sector and do not overlap", e.getMessage(),
                    "an offset that is a multiple of 0x1000", e);
            }
        }
        return new FlashArguments(plan, images);
    }

    /**
     * Makes sure that a board with this much flash can take it all.
     *
     * @throws EspalierException when an image is for another size, or a region ends behind the flash
     */
    void requireFit(int flashBytes) {
        images.forEach(image -> image.requireFits(flashBytes));
        for (FlashPlan.Region region : plan.regions()) {
            if (region.end() > flashBytes) {
                throw new EspalierException("to write %s up to %s".formatted(region.name(), Hex.word(region.end())),
                    "the board's flash ends at " + Hex.word(flashBytes), "an offset inside of it, or a board with more flash");
            }
        }
    }

    private static int offset(String argument, String text) {
        try {
            return Integer.decode(text);
        } catch (NumberFormatException e) {
            throw new EspalierException("IMG or IMG@OFFSET", argument, "an offset such as 0x3FB000", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new EspalierException("the file " + file, "it cannot be read", "mending its path or its permissions", e);
        }
    }
}
