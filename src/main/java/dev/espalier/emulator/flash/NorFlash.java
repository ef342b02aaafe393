package dev.espalier.emulator.flash;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A SPI NOR flash chip of the Winbond W25Q kind, as found on common ESP8266 modules: 512 KB to 16 MB, 4 MB
 * unless said otherwise.
 *
 * <p>Erasing sets cells to ones, programming only clears bits. Both need the write-enable latch, take
 * guest time during which the chip is busy and ignores all but status reads, and do nothing to cells
 * that the status register protects. Times are the data sheet's typical ones.
 */
public final class NorFlash implements Stateful {

    /** Size of the usual chip, the W25Q32. */
    public static final int SIZE_BYTES = 0x400000;
    /** Size of the smallest chip, 512 KB. */
    public static final int SMALLEST_BYTES = 0x80000;
    /** Size of the largest chip, 16 MB, which is what three address bytes reach. */
    public static final int LARGEST_BYTES = 0x1000000;
    public static final int SECTOR_BYTES = 0x1000;
    public static final int BLOCK_BYTES = 0x10000;
    public static final int PAGE_BYTES = 0x100;
    /** Identity of the usual chip: manufacturer EF, type 40, capacity 16 (2^22 bytes), first byte lowest. */
    public static final int JEDEC_ID = 0x001640EF;
    private static final int MAKER_AND_TYPE = 0x40EF;

    /** Status: an erase or program is under way. */
    public static final int WIP = 0x01;
    /** Status: the next erase, program or status write will be obeyed. */
    public static final int WEL = 0x02;
    /** Status: block protection, three bits; 7 protects the whole chip. */
    public static final int BP = 0x1C;

    private static final long MILLISECOND = 1_000_000L;
    private static final long FIRST_BYTE_NANOS = 30_000L;
    private static final long NEXT_BYTE_NANOS = 2_500L;
    private static final long SECTOR_NANOS = 45 * MILLISECOND;
    private static final long BLOCK_NANOS = 150 * MILLISECOND;
    private static final long CHIP_NANOS = 10_000 * MILLISECOND;
    private static final long STATUS_NANOS = 10 * MILLISECOND;

    /** Longest piece of busy time that one status read passes over. */
    private static final long PATIENCE_NANOS = MILLISECOND;

    private final Clock clock;
    private final byte[] cells;
    private final int sizeBytes;
    private final Clock.Alarm ready;
    private ChangeListener listener = (from, to) -> { };
    private FlashFile file;
    private int status;
    private long changes;

    /** Told that the cells {@code [from, to)} may have changed. */
    @FunctionalInterface
    public interface ChangeListener {
        void changed(int from, int to);
    }

    /** An erased chip of the usual size. */
    public NorFlash(Clock clock) {
        this(clock, SIZE_BYTES);
    }

    /**
     * An erased chip.
     *
     * @param sizeBytes a power of two from 512 KB to 16 MB
     * @throws IllegalArgumentException when there is no chip of that size
     */
    public NorFlash(Clock clock, int sizeBytes) {
        if (Integer.bitCount(sizeBytes) != 1 || sizeBytes < SMALLEST_BYTES || sizeBytes > LARGEST_BYTES) {
            throw new IllegalArgumentException(("no flash chip has %d bytes; wanted a power of two from %d (512 KB)"
                + " to %d (16 MB)").formatted(sizeBytes, SMALLEST_BYTES, LARGEST_BYTES));
        }
        this.clock = clock;
        this.sizeBytes = sizeBytes;
        this.cells = new byte[sizeBytes];
        this.ready = clock.alarm("flash ready", () -> status &= ~WIP);
        Arrays.fill(cells, (byte) 0xFF);
    }

    /** Bytes that the chip holds. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /** Manufacturer, type and capacity (the power of two of the size), first byte lowest. */
    public int jedecId() {
        return Integer.numberOfTrailingZeros(sizeBytes) << 16 | MAKER_AND_TYPE;
    }

    /** What the release-power-down command answers: one less than the capacity code. */
    public int electronicId() {
        return Integer.numberOfTrailingZeros(sizeBytes) - 1;
    }

    /** The cells themselves, shared with the bus; write them only through this class. */
    public byte[] cells() {
        return cells;
    }

    /** Registers the one listener. */
    public void onChange(ChangeListener changeListener) {
        this.listener = changeListener;
    }

    /** Takes the cells from {@code flashFile} and writes every later change through to it. */
    public void keepIn(FlashFile flashFile) throws IOException {
        flashFile.read(cells);
        this.file = flashFile;
        listener.changed(0, sizeBytes);
    }

    /**
     * Sets cells as a production programmer would, past all rules.
     *
     * @throws IllegalArgumentException when {@code image} does not fit at {@code address}
     */
    public void preload(int address, byte[] image) {
        requireRoom(address, image.length);
        System.arraycopy(image, 0, cells, address, image.length);
        changed(address, address + image.length);
    }

    /**
     * Refuses what does not fit into the chip.
     *
     * @throws IllegalArgumentException when {@code length} bytes at {@code address} go beyond its end
     */
    public void requireRoom(int address, int length) {
        if (address < 0 || address > sizeBytes - length) {
            throw new IllegalArgumentException("%d bytes at flash 0x%x do not fit into %d bytes of flash"
                .formatted(length, address, sizeBytes));
        }
    }

    /** The status register. */
    public int status() {
        return status;
    }

    /**
     * The status register as guest code polls it. While the chip is busy the read takes until the chip is
     * ready, at most a millisecond and never past an alarm: the loop around it would burn that time
     * instruction by instruction and learn nothing from it.
     */
    public int pollStatus() {
        if (busy()) {
            clock.skipTo(Math.min(clock.nanos() + PATIENCE_NANOS, clock.nextAlarmNanos()));
        }
        return status;
    }

    /** Whether an erase or program is under way. */
    public boolean busy() {
        return (status & WIP) != 0;
    }

    /** Sets the write-enable latch. */
    public void writeEnable() {
        if (!busy()) {
            status |= WEL;
        }
    }

    /** Clears the write-enable latch. */
    public void writeDisable() {
        if (!busy()) {
            status &= ~WEL;
        }
    }

    /** Writes the protection bits of the status register. */
    public void writeStatus(int value) {
        if (begins()) {
            status = status & WIP | value & 0xFC & ~(WIP | WEL);
            busyFor(STATUS_NANOS);
        }
    }

    /** One byte as a read command gives it; a busy chip does not drive the line (FF). */
    public int read(int address) {
        return busy() ? 0xFF : cells[address & sizeBytes - 1] & 0xFF;
    }

    /** Clears bits in one page; beyond the page's end the address wraps to its beginning. */
    public void program(int address, byte[] data, int length) {
        int start = address & sizeBytes - 1;
        if (!begins()) {
            return;
        }
        int page = start & -PAGE_BYTES;
        if (!isProtected(page, page + PAGE_BYTES)) {
            for (int i = 0; i < length; i++) {
                cells[page | start + i & PAGE_BYTES - 1] &= data[i];
            }
            changed(page, page + PAGE_BYTES);
        }
        busyFor(FIRST_BYTE_NANOS + Math.max(0, length - 1) * NEXT_BYTE_NANOS);
    }

    /** Erases the 4 KB sector that holds {@code address}. */
    public void eraseSector(int address) {
        erase(address & -SECTOR_BYTES, SECTOR_BYTES, SECTOR_NANOS);
    }

    /** Erases the 64 KB block that holds {@code address}. */
    public void eraseBlock(int address) {
        erase(address & -BLOCK_BYTES, BLOCK_BYTES, BLOCK_NANOS);
    }

    /** Erases everything. */
    public void eraseChip() {
        erase(0, sizeBytes, CHIP_NANOS);
    }

    private void erase(int address, int length, long nanos) {
        if (!begins()) {
            return;
        }
        int from = address & sizeBytes - 1;
        if (!isProtected(from, from + length)) {
            Arrays.fill(cells, from, from + length, (byte) 0xFF);
            changed(from, from + length);
        }
        busyFor(nanos);
    }

    /** Block protection guards the top of the chip: all, a half, a quarter ... a sixty-fourth. */
    private boolean isProtected(int from, int to) {
        int level = (status & BP) >> 2;
        return level != 0 && to > sizeBytes - (sizeBytes >> 7 - level);
    }

    private boolean begins() {
        return !busy() && (status & WEL) != 0;
    }

    private void busyFor(long nanos) {
        status = status & ~WEL | WIP;
        ready.in(nanos);
    }

    /** Counts changes of the cells: the same number stands for the same content. */
    public long changes() {
        return changes;
    }

    private void changed(int from, int to) {
        changes++;
        if (file != null) {
            file.write(cells, from, to);
        }
        listener.changed(from, to);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(status);
        out.writeInt(sizeBytes);
        out.write(cells);
    }

    @Override
    public void load(DataInput in) throws IOException {
        status = in.readInt();
        int size = in.readInt();
        if (size != sizeBytes) {
            throw new IOException("the snapshot is of a board with %d bytes of flash; this board has %d, give it the same"
                .formatted(size, sizeBytes));
        }
        in.readFully(cells);
        changed(0, sizeBytes);
    }
}
