package dev.espalier.emulator.bus;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The memory map of the ESP8266 (facts sheet, section 3.1).
 *
 * <table>
 *   <caption>Who answers where</caption>
 *   <tr><td>00000000-1FFFFFFF</td><td>region protection: every access is PROHIBITED</td></tr>
 *   <tr><td>3FF00000-3FF2FFFF</td><td>devices</td></tr>
 *   <tr><td>3FFE8000-3FFFFFFF</td><td>data RAM, 96 KB, any width, no instructions</td></tr>
 *   <tr><td>40000000-4000FFFF</td><td>mask ROM, words only</td></tr>
 *   <tr><td>40100000-40107FFF</td><td>instruction RAM, words only</td></tr>
 *   <tr><td>40108000, 4010C000</td><td>two 16 KB banks: instruction RAM, or cache memory that reads as 0</td></tr>
 *   <tr><td>40200000-402FFFFF</td><td>one megabyte of flash while the cache is on, words only</td></tr>
 *   <tr><td>60000000-600023FF, 60009000-60009FFF</td><td>devices</td></tr>
 *   <tr><td>anything else</td><td>bus ERROR</td></tr>
 * </table>
 *
 * <p>A narrow access to a words-only region is an ERROR (cause 3). A word stored to ROM or mapped flash
 * is PROHIBITED (cause 29), as the one public report has it. With the cache off the flash window is a
 * hole. The first branches of each method are the hottest code of the virtual board beside the core.
 */
public final class Bus implements Memory, Stateful {

    public static final int DRAM = 0x3FFE8000;
    public static final int DRAM_BYTES = 0x18000;
    public static final int ROM = 0x40000000;
    public static final int ROM_BYTES = 0x10000;
    public static final int IRAM = 0x40100000;
    /** Instruction RAM with both banks. */
    public static final int IRAM_BYTES = 0x10000;
    public static final int FLASH_WINDOW = 0x40200000;
    public static final int FLASH_WINDOW_BYTES = 0x100000;

    private static final int LOWER_BANK = 0x8000;
    private static final int UPPER_BANK = 0xC000;
    private static final VarHandle WORDS =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALVES =
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] dram = new byte[DRAM_BYTES];
    private final int[] iram = new int[IRAM_BYTES / 4];
    private final int[] rom = new int[ROM_BYTES / 4];
    private final byte[] flash;
    /** The chip ignores address bits beyond its size. */
    private final int flashMask;
    private final DeviceMap devices;

    /** Instruction RAM words that were fetched since they were last written. */
    private final boolean[] fetched = new boolean[IRAM_BYTES / 4];
    /** Bytes from {@link #IRAM} that are RAM without a gap. */
    private int iramBytes = IRAM_BYTES;
    private boolean lowerBankIsCache;
    private boolean upperBankIsCache;
    /** First flash byte in the window. */
    private int windowStart;
    /** Bytes of the window that answer: all, or none while the cache is off. */
    private int windowBytes;
    private CodeChangeListener codeListener = (from, to) -> { };
    private Runnable flashMapped = () -> { };

    /**
     * @param romImage mask ROM, at most 64 KB
     * @param flash    the flash chip's cells, shared with it
     * @param notices  told of accesses to registers that no device models
     */
    public Bus(byte[] romImage, byte[] flash, NoticeListener notices) {
        if (romImage.length > ROM_BYTES) {
            throw new IllegalArgumentException(
                "ROM image is %d bytes, the mask ROM holds %d".formatted(romImage.length, ROM_BYTES));
        }
        for (int i = 0; i < romImage.length; i++) {
            rom[i >> 2] |= (romImage[i] & 0xFF) << (i & 3) * 8;
        }
        this.flash = flash;
        this.flashMask = flash.length - 1;
        this.devices = new DeviceMap(notices);
    }

    /** Lets {@code device} answer for {@code bytes} from {@code base}, both multiples of 256. */
    public void map(int base, int bytes, MmioDevice device) {
        devices.map(base, bytes, device);
    }

    /** Shows the megabyte of flash that begins at {@code start} in the window; a smaller chip repeats in it. */
    public void mapFlash(int start) {
        int inside = Math.floorMod(start, flash.length);
        boolean moved = inside != windowStart;
        windowStart = inside;
        if (moved || windowBytes == 0) {
            windowBytes = FLASH_WINDOW_BYTES;
            codeListener.codeChanged(FLASH_WINDOW, FLASH_WINDOW + FLASH_WINDOW_BYTES);
        }
        flashMapped.run();
    }

    /** Runs {@code listener} whenever the cache has been turned on: what the window shows may be another program. */
    public void onFlashMapped(Runnable listener) {
        flashMapped = listener;
    }

    /** Turns the cache off: the flash window no longer answers. */
    public void unmapFlash() {
        if (windowBytes != 0) {
            windowBytes = 0;
            codeListener.codeChanged(FLASH_WINDOW, FLASH_WINDOW + FLASH_WINDOW_BYTES);
        }
    }

    /** Gives the banks at 40108000 and 4010C000 to the cache or back; what a bank held is lost to the cache. */
    public void cacheBanks(boolean lower, boolean upper) {
        if (lower != lowerBankIsCache) {
            lowerBankIsCache = lower;
            clearBank(LOWER_BANK, UPPER_BANK);
        }
        if (upper != upperBankIsCache) {
            upperBankIsCache = upper;
            clearBank(UPPER_BANK, IRAM_BYTES);
        }
        iramBytes = lower ? LOWER_BANK : upper ? UPPER_BANK : IRAM_BYTES;
    }

    private void clearBank(int from, int to) {
        Arrays.fill(iram, from / 4, to / 4, 0);
        codeListener.codeChanged(IRAM + from, IRAM + to);
    }

    /** To be told by the flash chip: its cells {@code [from, to)} have changed. */
    public void flashChanged(int from, int to) {
        if (flash.length < FLASH_WINDOW_BYTES) {
            codeListener.codeChanged(FLASH_WINDOW, FLASH_WINDOW + windowBytes);
            return;
        }
        int first = Math.max(from, windowStart) - windowStart;
        int end = Math.min(to, windowStart + windowBytes) - windowStart;
        if (first < end) {
            codeListener.codeChanged(FLASH_WINDOW + first, FLASH_WINDOW + end);
        }
    }

    @Override
    public DirectRam directRam() {
        return new DirectRam(DRAM, dram);
    }

    @Override
    public void onCodeChange(CodeChangeListener listener) {
        codeListener = listener;
    }

    @Override
    public int load32(int address) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            return (int) WORDS.get(dram, offset);
        }
        offset = address - FLASH_WINDOW;
        if (offset >= 0 && offset < windowBytes) {
            return (int) WORDS.get(flash, windowStart + offset & flashMask);
        }
        offset = address - IRAM;
        if (offset >= 0 && offset < iramBytes) {
            return iram[offset >> 2];
        }
        offset = address - ROM;
        if (offset >= 0 && offset < ROM_BYTES) {
            return rom[offset >> 2];
        }
        if (devices.covers(address)) {
            return devices.read(address);
        }
        return bankWord(address);
    }

    @Override
    public int load8(int address) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            return dram[offset] & 0xFF;
        }
        return narrowLoad(address) & 0xFF;
    }

    @Override
    public int load16(int address) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            return (short) HALVES.get(dram, offset) & 0xFFFF;
        }
        return narrowLoad(address) & 0xFFFF;
    }

    private int narrowLoad(int address) {
        if (devices.covers(address)) {
            return devices.read(address & ~3) >>> (address & 3) * 8;
        }
        throw fault(address);
    }

    @Override
    public void store32(int address, int value) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            WORDS.set(dram, offset, value);
            return;
        }
        if (devices.covers(address)) {
            devices.write(address, value);
            return;
        }
        offset = address - IRAM;
        if (offset >= 0 && offset < iramBytes) {
            storeIram(offset >> 2, value);
            return;
        }
        storeElsewhere(address, value);
    }

    @Override
    public void store8(int address, int value) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            dram[offset] = (byte) value;
            return;
        }
        narrowStore(address, value, 0xFF);
    }

    @Override
    public void store16(int address, int value) {
        int offset = address - DRAM;
        if (offset >= 0 && offset < DRAM_BYTES) {
            HALVES.set(dram, offset, (short) value);
            return;
        }
        narrowStore(address, value, 0xFFFF);
    }

    private void narrowStore(int address, int value, int mask) {
        if (!devices.covers(address)) {
            throw fault(address);
        }
        int shift = (address & 3) * 8;
        devices.writeLanes(address & ~3, (value & mask) << shift, mask << shift);
    }

    @Override
    public int fetch32(int address) {
        int word = address & ~3;
        int offset = word - FLASH_WINDOW;
        if (offset >= 0 && offset < windowBytes) {
            return (int) WORDS.get(flash, windowStart + offset & flashMask);
        }
        offset = word - IRAM;
        if (offset >= 0 && offset < iramBytes) {
            fetched[offset >> 2] = true;
            return iram[offset >> 2];
        }
        offset = word - ROM;
        if (offset >= 0 && offset < ROM_BYTES) {
            return rom[offset >> 2];
        }
        return bankWord(word);
    }

    private void storeIram(int index, int value) {
        iram[index] = value;
        if (fetched[index]) {
            fetched[index] = false;
            codeListener.codeChanged(IRAM + index * 4, IRAM + index * 4 + 4);
        }
    }

    private void storeElsewhere(int address, int value) {
        int offset = address - IRAM;
        if (offset >= 0 && offset < IRAM_BYTES) {
            if (!isCache(offset)) {
                storeIram(offset >> 2, value);
            }
            return;
        }
        int intoWindow = address - FLASH_WINDOW;
        int intoRom = address - ROM;
        if (intoWindow >= 0 && intoWindow < windowBytes || intoRom >= 0 && intoRom < ROM_BYTES) {
            throw new MemoryFault(MemoryFault.Kind.PROHIBITED, address);
        }
        throw fault(address);
    }

    /** A word of the two banks beyond a bank that is cache, else a fault. */
    private int bankWord(int address) {
        int offset = address - IRAM;
        if (offset < 0 || offset >= IRAM_BYTES) {
            throw fault(address);
        }
        if (isCache(offset)) {
            return 0;
        }
        fetched[offset >> 2] = true;
        return iram[offset >> 2];
    }

    private boolean isCache(int offset) {
        return offset >= UPPER_BANK ? upperBankIsCache : offset >= LOWER_BANK && lowerBankIsCache;
    }

    private static MemoryFault fault(int address) {
        boolean protectedRegion = address >>> 29 == 0;
        return new MemoryFault(
            protectedRegion ? MemoryFault.Kind.PROHIBITED : MemoryFault.Kind.ERROR, address);
    }

    /** Fills data and instruction RAM with the noise-free zeros of a fresh power-on. */
    public void powerOn() {
        Arrays.fill(dram, (byte) 0);
        Arrays.fill(iram, 0);
        codeListener.codeChanged(IRAM, IRAM + IRAM_BYTES);
    }

    /** Forgets what registers held that no device models. */
    public void resetUnclaimed() {
        devices.reset();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.write(dram);
        for (int word : iram) {
            out.writeInt(word);
        }
        out.writeBoolean(lowerBankIsCache);
        out.writeBoolean(upperBankIsCache);
        out.writeInt(windowStart);
        out.writeInt(windowBytes);
        devices.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
        in.readFully(dram);
        for (int i = 0; i < iram.length; i++) {
            iram[i] = in.readInt();
        }
        lowerBankIsCache = in.readBoolean();
        upperBankIsCache = in.readBoolean();
        iramBytes = lowerBankIsCache ? LOWER_BANK : upperBankIsCache ? UPPER_BANK : IRAM_BYTES;
        windowStart = in.readInt();
        windowBytes = in.readInt();
        devices.load(in);
        codeListener.codeChanged(IRAM, IRAM + IRAM_BYTES);
        codeListener.codeChanged(FLASH_WINDOW, FLASH_WINDOW + FLASH_WINDOW_BYTES);
    }
}
