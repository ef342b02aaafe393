package dev.espalier.eeprom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of an EEPROM, read by its layout. Immutable. */
public final class EepromImage {

    /** What stands for the value of a secret cell. */
    public static final String MASK = "***";

    private static final Pattern OCTET = Pattern.compile("\\w+\\[([0-3])]");

    private final EepromLayout layout;
    private final byte[] bytes;

    EepromImage(EepromLayout layout, byte[] bytes) {
        this.layout = layout;
        this.bytes = bytes;
    }

    /**
     * One difference between two images.
     *
     * @param cell the cell's name, or {@code 0x1f8} for a byte that belongs to none
     * @param before value in the first, masked when secret
     * @param after value in the second, masked when secret
     */
    public record Difference(String cell, String before, String after) {

        @Override
        public String toString() {
            return "%s: \"%s\" -> \"%s\"".formatted(cell, before, after);
        }
    }

    /** The value of a cell, or of one octet of an address ({@code ip[0]}). */
    public String get(String name) {
        Cell cell = layout.cell(name);
        String value = cell.type().decode(slice(cell));
        int octet = octet(name, cell);
        return octet < 0 ? value : value.split("\\.")[octet];
    }

    /** Whether nothing was ever written to a cell: all its bytes are erased flash, or as those between cells may be, zero. */
    public boolean isUnwritten(String name) {
        for (byte b : slice(layout.cell(name))) {
            if (b != 0 && b != (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** All cells' values in the order of the layout; secrets masked unless empty. */
    public Map<String, String> masked() {
        Map<String, String> values = new LinkedHashMap<>();
        layout.cells().forEach(cell -> values.put(cell.name(), shown(cell, get(cell.name()))));
        return values;
    }

    /** The values of the secret cells that are not empty. */
    public List<String> secrets() {
        return layout.cells().stream().filter(Cell::secret).map(cell -> get(cell.name())).filter(v -> !v.isEmpty()).toList();
    }

    /**
     * This image with another value in a cell, and valid.
     *
     * @throws IllegalArgumentException naming the cell, when there is none or the value does not fit
     */
    public EepromImage with(String name, String value) {
        Cell cell = layout.cell(name);
        byte[] changed = bytes.clone();
        try {
            int octet = octet(name, cell);
            byte[] encoded = octet < 0 ? cell.type().encode(value) : new CellType.Unsigned(1).encode(value);
            System.arraycopy(encoded, 0, changed, cell.at() + Math.max(0, octet), encoded.length);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cell %s: %s".formatted(name, cell.secret() ? "the secret does not fit" : e.getMessage()), e);
        }
        layout.integrity().seal(changed);
        return new EepromImage(layout, changed);
    }

    /** Whether the firmware would take this for its own: magic and checksum hold. */
    public boolean isValid() {
        return layout.integrity().holds(bytes);
    }

    /** Whether every byte is erased flash. */
    public boolean isErased() {
        for (byte b : bytes) {
            if (b != (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** The bytes; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What differs, cell by cell, then byte by byte outside of cells. Integrity bytes do not count. */
    public List<Difference> diff(EepromImage after) {
        List<Difference> differences = new ArrayList<>();
        boolean[] told = new boolean[bytes.length];
        ignoreIntegrity(told);
        for (Cell cell : layout.cells()) {
            Arrays.fill(told, cell.at(), cell.end(), true);
            if (!Arrays.equals(slice(cell), after.slice(cell))) {
                differences.add(new Difference(cell.name(), shown(cell, get(cell.name())),
                    shown(cell, after.get(cell.name()))));
            }
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!told[i] && bytes[i] != after.bytes[i]) {
                differences.add(new Difference("0x%03x".formatted(i), "0x%02x".formatted(bytes[i] & 0xFF),
                    "0x%02x".formatted(after.bytes[i] & 0xFF)));
            }
        }
        return differences;
    }

    private void ignoreIntegrity(boolean[] told) {
        Integrity integrity = layout.integrity();
        integrity.fixed().forEach(part -> Arrays.fill(told, part.at(), part.at() + part.bytes().length, true));
        integrity.checksum().ifPresent(sum -> Arrays.fill(told, sum.at(), sum.at() + sum.kind().size(), true));
    }

    private byte[] slice(Cell cell) {
        return Arrays.copyOfRange(bytes, cell.at(), cell.end());
    }

    private static String shown(Cell cell, String value) {
        return cell.secret() && !value.isEmpty() ? MASK : value;
    }

    private static int octet(String name, Cell cell) {
        if (name.equals(cell.name())) {
            return -1;
        }
        Matcher matcher = OCTET.matcher(name);
        if (!matcher.matches() || !(cell.type() instanceof CellType.Ipv4)) {
            throw new IllegalArgumentException("%s names no octet of an address".formatted(name));
        }
        return Integer.parseInt(matcher.group(1));
    }
}
