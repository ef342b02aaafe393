package dev.espalier.image;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A {@code .bin} that is written at flash address 0: either one image, or the Arduino layout with a
 * second-stage loader at 0 and the application at 0x1000 (facts 5.2).
 */
public final class FlashImage {

    /** Where the application of the Arduino layout begins. */
    public static final int APPLICATION_OFFSET = 0x1000;

    private final String name;
    private final byte[] bytes;
    private final EspImage boot;
    private final EspImage application;

    private FlashImage(String name, byte[] bytes, EspImage boot, EspImage application) {
        this.name = name;
        this.bytes = bytes;
        this.boot = boot;
        this.application = application;
    }

    /**
     * Reads and checks a file.
     *
     * @throws ImageException when it is missing, unreadable, or not an image
     */
    public static FlashImage read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ImageException("a firmware image at " + file, "there is no such file",
                "build the firmware or mend the path");
        } catch (IOException e) {
            throw new ImageException("to read " + file, "that failed: " + e.getMessage(),
                "check that it is a readable file");
        }
    }

    /** Whether these ASCII characters stand somewhere in it. */
    public boolean holdsText(String text) {
        // One character for each byte, so that nothing is lost or joined.
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    /**
     * Checks {@code bytes} as a flash image.
     *
     * @param name what messages call it
     * @throws ImageException saying what is wrong and where
     */
    public static FlashImage parse(String name, byte[] bytes) {
        if (bytes.length == 0) {
            throw new ImageException("an ESP8266 image in " + name, "the file is empty",
                "build or copy it again");
        }
        EspImage boot = EspImage.parse(name, bytes, 0);
        boolean arduino = boot.end() <= APPLICATION_OFFSET && bytes.length > APPLICATION_OFFSET;
        if (!arduino && boot.end() < bytes.length) {
            throw new ImageException("the end of %s at %s, behind its checksum, or an application at %s".formatted(name,
                Hex.word(boot.end()), Hex.word(APPLICATION_OFFSET)), "the file ends at " + Hex.word(bytes.length),
                "it is truncated or has a tail: build or copy it again");
        }
        EspImage application = arduino ? EspImage.parse(name, bytes, APPLICATION_OFFSET) : null;
        return new FlashImage(name, bytes.clone(), boot, application);
    }

    /**
     * Makes sure that the image was made for a chip with this much flash.
     *
     * @throws ImageException when its header names another size, or it is longer than the flash
     */
    public void requireFits(int flashBytes) {
        if (bytes.length > flashBytes) {
            throw new ImageException("an image of at most " + FlashSize.text(flashBytes),
                "%s has %d bytes".formatted(name, bytes.length), "build it for this board's flash size");
        }
        if (boot.flashBytes() != flashBytes) {
            String made = boot.flashBytes() == 0 ? "size code " + boot.sizeCode() + " (not defined)"
                : FlashSize.text(boot.flashBytes());
            throw new ImageException("an image for " + FlashSize.text(flashBytes) + " of flash, as the board has",
                name + " was made for " + made, "build it for this board's flash size, or take the board it is for");
        }
    }

    /** What messages call the image: its file name. */
    public String name() {
        return name;
    }

    /** The whole file. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** SHA-256 of the whole file, lower-case hex. */
    public String sha256() {
        return Checksums.sha256(bytes);
    }

    /** The image that the ROM loads. */
    public EspImage boot() {
        return boot;
    }

    /** The image at 0x1000, if the file has the Arduino layout. */
    public Optional<EspImage> application() {
        return Optional.ofNullable(application);
    }

    byte[] raw() {
        return bytes;
    }
}
