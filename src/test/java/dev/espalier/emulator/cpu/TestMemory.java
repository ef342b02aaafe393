package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.DirectRam;
import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MemoryFault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Plain memory with the chip's fault rules, or without them as QEMU has it. */
final class TestMemory implements Memory {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private record Region(int base, byte[] bytes, boolean wordsOnly, boolean executable) {
    }

    private final List<Region> regions = new ArrayList<>();
    private CodeChangeListener listener = (from, to) -> { };
    /** Words from here on belong to a device. */
    static final int DEVICE = 0x60000000;
    private static final int DEVICE_BYTES = 0x1000;
    IntUnaryOperator deviceRead = offset -> 0;
    IntBinaryOperator deviceWrite = (offset, value) -> 0;

    /** DRAM, ROM, IRAM and mapped flash where the chip has them; narrow accesses to the last three are refused. */
    static TestMemory chip() {
        TestMemory memory = new TestMemory();
        memory.regions.add(new Region(0x3FFE8000, new byte[0x18000], false, false));
        memory.regions.add(new Region(0x40000000, new byte[0x10000], true, true));
        memory.regions.add(new Region(0x40100000, new byte[0x10000], true, true));
        memory.regions.add(new Region(0x40200000, new byte[0x100000], true, true));
        return memory;
    }

    /** The two blocks of RAM that QEMU's lx106 has. */
    static TestMemory qemu() {
        TestMemory memory = new TestMemory();
        memory.regions.add(new Region(0x3FF40000, new byte[0xC0000], false, true));
        memory.regions.add(new Region(0x40000000, new byte[0x300000], false, true));
        return memory;
    }

    /** Writes bytes as a loader would. */
    void put(int address, byte[] bytes) {
        Region region = find(address, MemoryFault.Kind.ERROR);
        System.arraycopy(bytes, 0, region.bytes, address - region.base, bytes.length);
        listener.codeChanged(address, address + bytes.length);
    }

    byte[] get(int address, int length) {
        Region region = find(address, MemoryFault.Kind.ERROR);
        byte[] bytes = new byte[length];
        System.arraycopy(region.bytes, address - region.base, bytes, 0, length);
        return bytes;
    }

    @Override
    public int load8(int address) {
        Region region = narrow(address);
        return region.bytes[address - region.base] & 0xFF;
    }

    @Override
    public int load16(int address) {
        Region region = narrow(address);
        return (short) HALF.get(region.bytes, address - region.base) & 0xFFFF;
    }

    @Override
    public int load32(int address) {
        if (isDevice(address)) {
            return deviceRead.applyAsInt(address - DEVICE);
        }
        Region region = find(address, MemoryFault.Kind.PROHIBITED);
        return (int) WORD.get(region.bytes, address - region.base);
    }

    @Override
    public void store8(int address, int value) {
        Region region = narrow(address);
        region.bytes[address - region.base] = (byte) value;
        changed(region, address, 1);
    }

    @Override
    public void store16(int address, int value) {
        Region region = narrow(address);
        HALF.set(region.bytes, address - region.base, (short) value);
        changed(region, address, 2);
    }

    @Override
    public void store32(int address, int value) {
        if (isDevice(address)) {
            deviceWrite.applyAsInt(address - DEVICE, value);
            return;
        }
        Region region = find(address, MemoryFault.Kind.PROHIBITED);
        WORD.set(region.bytes, address - region.base, value);
        changed(region, address, 4);
    }

    @Override
    public int fetch32(int address) {
        if (Integer.compareUnsigned(address, 0x20000000) < 0) {
            throw new MemoryFault(MemoryFault.Kind.PROHIBITED, address);
        }
        Region region = find(address, MemoryFault.Kind.ERROR);
        if (!region.executable) {
            throw new MemoryFault(MemoryFault.Kind.ERROR, address);
        }
        return (int) WORD.get(region.bytes, address - region.base);
    }

    @Override
    public DirectRam directRam() {
        Region first = regions.get(0);
        return first.executable ? DirectRam.NONE : new DirectRam(first.base, first.bytes);
    }

    @Override
    public void onCodeChange(CodeChangeListener newListener) {
        listener = newListener;
    }

    /** As a moved flash window: everything executable may read differently, whether it does or not. */
    void everythingMayHaveChanged() {
        for (Region region : regions) {
            listener.codeChanged(region.base, region.base + region.bytes.length);
        }
    }

    private static boolean isDevice(int address) {
        return Integer.compareUnsigned(address - DEVICE, DEVICE_BYTES) < 0;
    }

    private void changed(Region region, int address, int length) {
        if (region.executable) {
            listener.codeChanged(address, address + length);
        }
    }

    private Region narrow(int address) {
        Region region = find(address, MemoryFault.Kind.PROHIBITED);
        if (region.wordsOnly) {
            throw new MemoryFault(MemoryFault.Kind.ERROR, address);
        }
        return region;
    }

    private Region find(int address, MemoryFault.Kind otherwise) {
        for (Region region : regions) {
            if (Integer.compareUnsigned(address - region.base, region.bytes.length) < 0) {
                return region;
            }
        }
        throw new MemoryFault(otherwise, address);
    }
}
