package dev.espalier.eeprom;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The map of a firmware's EEPROM.
 *
 * <p>A cell is named {@code ip}; one octet of an address {@code ip[0]} to {@code ip[3]}.
 */
public final class EepromLayout {

    private final int size;
    private final byte unused;
    private final Map<String, Cell> cells;
    private final Integrity integrity;

    private EepromLayout(int size, byte unused, Map<String, Cell> cells, Integrity integrity) {
        this.size = size;
        this.unused = unused;
        this.cells = cells;
        this.integrity = integrity;
    }

    /**
     * Makes a layout.
     *
     * @param size in bytes
     * @param unused value of bytes that belong to no cell
     * @throws IllegalArgumentException when two cells overlap or one lies outside
     */
    public static EepromLayout of(int size, int unused, List<Cell> cells, Integrity integrity) {
        Map<String, Cell> byName = new LinkedHashMap<>();
        for (Cell cell : cells) {
            if (cell.at() < 0 || cell.end() > size) {
                throw new IllegalArgumentException("cell %s (0x%03x to 0x%03x) lies outside of the %d bytes"
                    .formatted(cell.name(), cell.at(), cell.end() - 1, size));
            }
            for (Cell other : byName.values()) {
                if (cell.at() < other.end() && other.at() < cell.end()) {
                    throw new IllegalArgumentException("cells %s and %s overlap at 0x%03x"
                        .formatted(other.name(), cell.name(), Math.max(cell.at(), other.at())));
                }
            }
            byName.put(cell.name(), cell);
        }
        return new EepromLayout(size, (byte) unused, byName, integrity);
    }

    /** Size in bytes. */
    public int size() {
        return size;
    }

    /** The cells in the order of the profile. */
    public Collection<Cell> cells() {
        return cells.values();
    }

    /**
     * A valid image with these values and the firmware's defaults for the others.
     *
     * @param values by cell or octet
     * @param placeholders what stands for {@code {name}} in defaults and values, for example the MAC
     * @throws IllegalArgumentException naming a cell that does not exist or a value that does not fit
     */
    public EepromImage compose(Map<String, String> values, Map<String, String> placeholders) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, unused);
        EepromImage image = new EepromImage(this, bytes);
        for (Cell cell : cells.values()) {
            image = image.with(cell.name(), fill(cell.initial(), placeholders));
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            image = image.with(value.getKey(), fill(value.getValue(), placeholders));
        }
        return image;
    }

    /**
     * Bytes as this layout reads them; valid or not.
     *
     * @throws IllegalArgumentException when there are fewer than {@link #size}
     */
    public EepromImage parse(byte[] bytes) {
        if (bytes.length < size) {
            throw new IllegalArgumentException("wanted %d bytes of EEPROM, got %d".formatted(size, bytes.length));
        }
        return new EepromImage(this, Arrays.copyOf(bytes, size));
    }

    /** The rule that makes an image valid. */
    public Integrity integrity() {
        return integrity;
    }

    /** The cell of that name; of an octet, the address that it belongs to. */
    public Cell cell(String name) {
        Cell cell = cells.get(base(name));
        if (cell == null) {
            throw new IllegalArgumentException("there is no cell %s; cells: %s".formatted(name, String.join(", ", cells.keySet())));
        }
        return cell;
    }

    static String base(String name) {
        return name.endsWith("]") && name.indexOf('[') > 0 ? name.substring(0, name.indexOf('[')) : name;
    }

    private static String fill(String text, Map<String, String> placeholders) {
        String filled = text;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            filled = filled.replace("{" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return filled;
    }
}
