package dev.espalier.cli;

import dev.espalier.EspalierException;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.image.FlashImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code IMG[@OFFSET]} arguments as a flash plan. */
final class FlashArguments {

    private FlashArguments() {
    }

    /** A file at 0 must be a firmware image; anything may stand elsewhere. */
    static FlashPlan plan(List<String> arguments) {
        FlashPlan plan = FlashPlan.empty();
        for (String argument : arguments) {
            int at = argument.lastIndexOf('@');
            Path file = Path.of(at < 0 ? argument : argument.substring(0, at));
            int offset = at < 0 ? 0 : offset(argument, argument.substring(at + 1));
            try {
                plan = plan.write(file.getFileName().toString(), offset, offset == 0 ? FlashImage.read(file).bytes() : bytes(file));
            } catch (IllegalArgumentException e) {
                throw new EspalierException("regions that begin at a sector and do not overlap", e.getMessage(),
                    "an offset that is a multiple of 0x1000", e);
            }
        }
        return plan;
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
            throw new EspalierException("the file " + file, "it cannot be read", "its path and permissions", e);
        }
    }
}
