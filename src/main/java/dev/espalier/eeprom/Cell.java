package dev.espalier.eeprom;

/**
 * One named cell.
 *
 * @param name unique in its layout
 * @param at offset of its first byte
 * @param type how it is stored
 * @param initial the firmware's own default; may hold placeholders such as {@code {mac}}
 * @param secret whether its value must not appear in reports
 */
public record Cell(String name, int at, CellType type, String initial, boolean secret) {

    int end() {
        return at + type.size();
    }
}
