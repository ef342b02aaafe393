package dev.espalier.gate;

import java.util.List;
import java.util.OptionalInt;

/**
 * What an image takes up and what is linked into it; kept for the next release's baseline.
 *
 * @param dataBytes data RAM for variables and constants with values
 * @param bssBytes data RAM for variables that are cleared at the start; unknown without an ELF file
 * @param iramBytes instruction RAM
 * @param flashBytes mapped flash
 * @param fileBytes the image file
 * @param elfSha256 digest of its ELF file, lower-case hex; empty without one
 * @param tls the TLS libraries in it, as people call them
 * @param biggest the biggest symbols of each memory, the biggest first; none without an ELF file
 */
public record ImageFacts(int dataBytes, OptionalInt bssBytes, int iramBytes, int flashBytes, int fileBytes, String elfSha256,
        List<String> tls, List<SymbolSize> biggest) {

    public ImageFacts {
        tls = List.copyOf(tls);
        biggest = List.copyOf(biggest);
    }

    /** Static data RAM, as far as it is known. */
    public int ramBytes() {
        return dataBytes + bssBytes.orElse(0);
    }

    /**
     * A function or object.
     *
     * @param memory {@code ram}, {@code iram} or {@code flash}
     */
    public record SymbolSize(String memory, String name, int bytes) {
    }
}
