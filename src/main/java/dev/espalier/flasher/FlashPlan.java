package dev.espalier.flasher;

import dev.espalier.bytes.Hex;
import dev.espalier.image.FlashImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What goes where in flash: regions that begin at a sector. Writing a region erases exactly the
 * sectors that it touches, no more.
 */
public final class FlashPlan {

    /** Smallest unit of erasing. */
    public static final int SECTOR = 0x1000;

    /**
     * One region.
     *
     * @param name for messages and progress
     * @param offset in flash, a multiple of {@link #SECTOR}
     * @param data to write; may be empty
     * @param erase bytes to erase from {@code offset}, a multiple of {@link #SECTOR}, not less than the data
     */
    public record Region(String name, int offset, byte[] data, int erase) {

        public Region {
            data = data.clone();
            if (offset < 0 || offset % SECTOR != 0 || erase % SECTOR != 0 || erase <= 0 || data.length > erase) {
                throw new IllegalArgumentException("region %s (%d bytes at %s, erasing %d) must begin and end at a sector"
                    .formatted(name, data.length, Hex.word(offset), erase));
            }
        }

        /** Address behind what is erased. */
        public int end() {
            return offset + erase;
        }
    }

    private final List<Region> regions;

    private FlashPlan(List<Region> regions) {
        this.regions = regions;
    }

    /** Nothing yet. */
    public static FlashPlan empty() {
        return new FlashPlan(List.of());
    }

    /** A whole flash image at address 0. */
    public static FlashPlan of(FlashImage image) {
        return empty().write(image.name(), 0, image.bytes());
    }

    /**
     * This and {@code data} at {@code offset}.
     *
     * @throws IllegalArgumentException when it is empty, not at a sector or overlaps another region
     */
    public FlashPlan write(String name, int offset, byte[] data) {
        return with(new Region(name, offset, data, (data.length + SECTOR - 1) / SECTOR * SECTOR));
    }

    /** This and the sectors of {@code [offset, offset + length)} erased. */
    public FlashPlan erase(String name, int offset, int length) {
        return with(new Region(name, offset, new byte[0], (length + SECTOR - 1) / SECTOR * SECTOR));
    }

    /** This and all of another plan. */
    public FlashPlan and(FlashPlan other) {
        FlashPlan both = this;
        for (Region region : other.regions) {
            both = both.with(region);
        }
        return both;
    }

    /** The regions by offset. */
    public List<Region> regions() {
        return regions;
    }

    private FlashPlan with(Region added) {
        for (Region region : regions) {
            if (added.offset() < region.end() && region.offset() < added.end()) {
                throw new IllegalArgumentException("regions %s and %s overlap at %s".formatted(region.name(),
                    added.name(), Hex.word(Math.max(region.offset(), added.offset()))));
            }
        }
        List<Region> all = new ArrayList<>(regions);
        all.add(added);
        all.sort(Comparator.comparingInt(Region::offset));
        return new FlashPlan(List.copyOf(all));
    }
}
