package dev.espalier.gate;

/**
 * What was flashed.
 *
 * @param file path as given
 * @param bytes size of the image
 * @param sha256 digest of the image file, lower-case hex
 * @param elf path of the ELF file, empty when there is none
 * @param elfBelongs whether the ELF's sections are the ones in the image
 */
public record FirmwareFacts(String file, long bytes, String sha256, String elf, boolean elfBelongs) {
}
