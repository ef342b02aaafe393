package dev.espalier.image;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Makes images as facts 5.1 and 5.2 describe them. */
final class ImageBytes {

    private ImageBytes() {
    }

    /** One E9 image for 4 MB with one segment. */
    static byte[] single(int address, byte[] data, int entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xE9, 1, 2, 0x40});
        out.writeBytes(LittleEndian.words(entry, address, data.length));
        out.writeBytes(data);
        byte[] image = Arrays.copyOf(out.toByteArray(), out.size() / 16 * 16 + 16);
        image[image.length - 1] = (byte) Checksums.xor(data, 0, data.length);
        return image;
    }

    /** The Arduino layout: a loader at 0, padded with AA, and an application at 0x1000. */
    static byte[] arduino(byte[] loader, byte[] application) {
        byte[] file = new byte[0x1000 + application.length];
        Arrays.fill(file, 0, 0x1000, (byte) 0xAA);
        System.arraycopy(loader, 0, file, 0, loader.length);
        System.arraycopy(application, 0, file, 0x1000, application.length);
        return file;
    }
}
