package dev.espalier.emulator;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.cpu.UnprovidedFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the mask ROM holds.
 *
 * @param bytes      from 0x40000000, at most 64 KB
 * @param unprovided functions of the chip's that are not in it
 */
record MaskRom(byte[] bytes, UnprovidedFunctions unprovided) {

    private static final String BYTES = "rom/rom.bin";
    private static final String UNPROVIDED = "rom/reserved.txt";
    private static final int LONGEST_LIST = 0x10000;

    /** A ROM of somebody else's, of which nothing is known. */
    static MaskRom of(byte[] bytes) {
        return new MaskRom(bytes, UnprovidedFunctions.NONE);
    }

    /** The one that comes with the virtual board. */
    static MaskRom bundled() throws IOException {
        byte[] list = resource(UNPROVIDED, LONGEST_LIST);
        return new MaskRom(resource(BYTES, Bus.ROM_BYTES + 1),
            UnprovidedFunctions.parse(new String(list, StandardCharsets.US_ASCII)));
    }

    private static byte[] resource(String name, int most) throws IOException {
        try (InputStream in = MaskRom.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no mask ROM: wanted %s on the class path; run firmware/build, then build again"
                    .formatted(name));
            }
            return in.readNBytes(most);
        }
    }

    /** SHA-256 of the bytes, hexadecimal. */
    String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
