package dev.espalier.board;

import dev.espalier.eeprom.Cell;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.profile.Profile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a board's settings shall be when a test begins. Cells not named have the bench's values, and
 * where the bench has none, the firmware's defaults; the save journal is empty.
 */
public final class Provision {

    private enum Sector { VALID, ERASED, ERASED_EXCEPT, HALF_WRITTEN, DAMAGED }

    private final Profile profile;
    private final Map<String, String> cells = new LinkedHashMap<>();
    private Sector sector = Sector.VALID;
    private Set<String> written = Set.of();
    private boolean journal;
    private byte[] sectorEnd = new byte[0];
    private Optional<byte[]> anchor;
    private String mode = "";

    Provision(Profile profile, Map<String, String> benchCells, Optional<byte[]> anchor) {
        this.profile = profile;
        this.anchor = anchor;
        benchCells.forEach((cell, value) -> {
            if (profile.hasCell(cell)) {
                cells.put(cell, value);
            }
        });
    }

    /** Gives the cells that a mode of the profile needs. */
    public Provision mode(String name) {
        cells.putAll(profile.mode(name).cells());
        mode = name;
        return this;
    }

    /** Gives a cell, or an octet of one, a value. */
    public Provision set(String cell, String value) {
        profile.eeprom().layout().cell(cell);
        cells.put(cell, value);
        return this;
    }

    /** As delivered: the sector was never written. */
    public Provision erased() {
        sector = Sector.ERASED;
        return this;
    }

    /** As delivered but for these cells: the rest of the sector was never written. */
    public Provision erasedExcept(String... cells) {
        Arrays.stream(cells).forEach(profile.eeprom().layout()::cell);
        written = Set.of(cells);
        sector = Sector.ERASED_EXCEPT;
        return this;
    }

    /** As {@link #erased}, and what a firmware is to make of it are its own defaults, not the bench's values. */
    public Provision asDelivered() {
        cells.clear();
        return erased();
    }

    /** The supply failed in the middle of a save: the sector was erased and its first half written. */
    public Provision halfWritten() {
        sector = Sector.HALF_WRITTEN;
        return this;
    }

    /** One bit of the first cell has fallen over. */
    public Provision damaged() {
        sector = Sector.DAMAGED;
        return this;
    }

    /**
     * Writes these bytes at the very end of the settings' sector, where no cell is: whatever erases the sector
     * takes them away.
     */
    public Provision sectorEnd(byte[] bytes) {
        if (bytes.length > FlashPlan.SECTOR - profile.eeprom().layout().size()) {
            throw new IllegalArgumentException("%d bytes do not fit behind the settings".formatted(bytes.length));
        }
        sectorEnd = bytes.clone();
        return this;
    }

    /** The save journal holds a good copy. */
    public Provision journalled() {
        if (profile.journal().isEmpty()) {
            throw new IllegalArgumentException("profile %s has no journal".formatted(profile.name()));
        }
        journal = true;
        return this;
    }

    /** Trusts this certificate instead of the bench's. */
    public Provision trustAnchor(byte[] der) {
        anchor = Optional.of(der.clone());
        return this;
    }

    /** Trusts nothing: the anchor's sector is erased. */
    public Provision noTrustAnchor() {
        anchor = Optional.empty();
        return this;
    }

    /** The settings as they would be valid. */
    EepromImage image(Map<String, String> placeholders) {
        return profile.eeprom().layout().compose(cells, placeholders);
    }

    /** The bytes of the sector; empty when it is erased. */
    byte[] sector(EepromImage image) {
        byte[] bytes = image.bytes();
        return switch (sector) {
            case VALID -> sectorEnd.length == 0 ? bytes : wholeSector(bytes);
            case ERASED -> new byte[0];
            case ERASED_EXCEPT -> {
                byte[] erased = new byte[bytes.length];
                Arrays.fill(erased, (byte) 0xFF);
                for (String name : written) {
                    Cell cell = profile.eeprom().layout().cell(name);
                    System.arraycopy(bytes, cell.at(), erased, cell.at(), cell.type().size());
                }
                yield erased;
            }
            case HALF_WRITTEN -> Arrays.copyOf(bytes, bytes.length / 2);
            case DAMAGED -> {
                bytes[profile.eeprom().layout().cells().iterator().next().at()] ^= 1;
                yield bytes;
            }
        };
    }

    private byte[] wholeSector(byte[] settings) {
        byte[] whole = new byte[FlashPlan.SECTOR];
        Arrays.fill(whole, settings.length, whole.length, (byte) 0xFF);
        System.arraycopy(settings, 0, whole, 0, settings.length);
        System.arraycopy(sectorEnd, 0, whole, whole.length - sectorEnd.length, sectorEnd.length);
        return whole;
    }

    boolean journal() {
        return journal;
    }

    Optional<byte[]> anchor() {
        return anchor;
    }

    /** In a few words, for the transcript. */
    String describe(EepromImage image) {
        return "provisioned%s, sector %s, journal %s, trust anchor %s: %s".formatted(mode.isEmpty() ? "" : " for mode " + mode,
            sector.name().toLowerCase(Locale.ROOT).replace('_', '-'), journal ? "written" : "erased",
            anchor.map(der -> der.length + " bytes").orElse("none"), image.masked());
    }
}
