package dev.espalier.eeprom;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.LittleEndian;

/**
 * Data of any length in flash behind its own length and CRC-32, both little-endian words: how a trust
 * anchor is kept.
 *
 * @param offset in flash, at a sector
 * @param size most bytes, all together
 * @param lengthAt where the length lies
 * @param crcAt where the CRC-32 of the data lies
 * @param dataAt where the data begin
 */
public record BlobLayout(int offset, int size, int lengthAt, int crcAt, int dataAt) {

    /**
     * The bytes for flash.
     *
     * @throws IllegalArgumentException when the data are too long
     */
    public byte[] compose(byte[] data) {
        if (dataAt + data.length > size) {
            throw new IllegalArgumentException("%d bytes do not fit into %d".formatted(data.length, size - dataAt));
        }
        byte[] bytes = new byte[dataAt + data.length];
        LittleEndian.put32(bytes, lengthAt, data.length);
        LittleEndian.put32(bytes, crcAt, Checksums.crc32(data));
        System.arraycopy(data, 0, bytes, dataAt, data.length);
        return bytes;
    }
}
