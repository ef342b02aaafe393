package dev.espalier.emulator.peripheral;

import dev.espalier.emulator.bus.Bus;

/**
 * DPORT: edge-interrupt gates, flash cache control, CPU clock doubling, cache banks and the eFuses
 * (facts sheet, 1.6 and 3.2). Its registers repeat every 256 bytes.
 */
public final class Dport extends RegisterBlock {

    private static final int NMI_SELECT = 0x00;
    private static final int EDGE_INT_ENABLE = 0x04;
    private static final int CACHE_CTRL = 0x0C;
    private static final int CPU_CLOCK = 0x14;
    private static final int CACHE_BANKS = 0x24;
    private static final int EFUSE0 = 0x50;
    private static final int EFUSE1 = 0x54;
    private static final int EFUSE2 = 0x58;
    private static final int EFUSE3 = 0x5C;

    /** Gates in EDGE_INT_ENABLE. */
    public static final int WDT_EDGE = 1;
    public static final int FRC1_EDGE = 1 << 1;
    public static final int FRC2_EDGE = 1 << 2;

    /** Five bits that choose what raises the NMI; this value is FRC1, with bit 0 clear nothing does. */
    private static final int NMI_FIELD = 0x1F;
    private static final int NMI_IS_FRC1 = 0xF;

    private static final int FLUSH_START = 1;
    private static final int FLUSH_DONE = 1 << 1;
    private static final int CACHE_ON = 1 << 8;
    private static final int CACHE_BUSY = 1 << 9;
    /** The second of two neighbouring megabytes. */
    private static final int ODD_MEGABYTE = 1 << 25;
    private static final int MEGABYTE = 0x100000;
    private static final int UPPER_BANK = 1 << 3;
    private static final int LOWER_BANK = 1 << 4;
    /** What the vendor's SDK looks at: bit 15, its own chip; bit 12, the address's first half is in the next word. */
    private static final int EFUSE2_VALUE = 0x9000;

    private final Bus bus;
    private final ClockTree tree;
    private final long mac;

    /** @param mac the station's MAC address, first octet highest in the low 48 bits */
    public Dport(Bus bus, ClockTree tree, long mac) {
        super("DPORT", 0x100);
        this.bus = bus;
        this.tree = tree;
        this.mac = mac;
    }

    /** Whether the edge interrupts that {@code gate} guards reach the core. */
    public boolean edgeEnabled(int gate) {
        return (word(EDGE_INT_ENABLE) & gate) != 0;
    }

    /** Whether FRC1 raises the non-maskable interrupt in place of its own. */
    boolean frc1IsNmi() {
        return (word(NMI_SELECT) & NMI_FIELD) == NMI_IS_FRC1;
    }

    @Override
    public int read(int offset) {
        int register = offset & 0xFF;
        return switch (register) {
            case EFUSE0 -> (int) (mac & 0xFF) << 24;
            case EFUSE1 -> (int) (mac >> 8 & 0xFFFF);
            case EFUSE2 -> EFUSE2_VALUE;
            case EFUSE3 -> (int) (mac >> 24 & 0xFFFFFF);
            default -> word(register);
        };
    }

    @Override
    public void write(int offset, int value) {
        int register = offset & 0xFF;
        switch (register) {
            case CACHE_CTRL -> {
                int flushed = (value & FLUSH_START) != 0 ? value | FLUSH_DONE : value & ~FLUSH_DONE;
                word(CACHE_CTRL, flushed & ~CACHE_BUSY);
                applyCache();
            }
            case CPU_CLOCK -> {
                word(CPU_CLOCK, value);
                tree.doubleCpu((value & 1) != 0);
            }
            case CACHE_BANKS -> {
                word(CACHE_BANKS, value);
                bus.cacheBanks((value & LOWER_BANK) != 0, (value & UPPER_BANK) != 0);
            }
            case EFUSE0, EFUSE1, EFUSE2, EFUSE3 -> { }
            default -> word(register, value);
        }
    }

    /**
     * Bits 18:16 count pairs of megabytes and bit 25 picks the second of the pair, as the ROM's
     * Cache_Read_Enable sets them.
     */
    private void applyCache() {
        int control = word(CACHE_CTRL);
        if ((control & CACHE_ON) == 0) {
            bus.unmapFlash();
        } else {
            int megabyte = (control >> 16 & 7) * 2 + ((control & ODD_MEGABYTE) != 0 ? 1 : 0);
            bus.mapFlash(megabyte * MEGABYTE);
        }
    }

    @Override
    public void reset() {
        super.reset();
        bus.unmapFlash();
        bus.cacheBanks(false, false);
    }
}
