package dev.espalier.emulator.bus;

import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which device answers for which 256-byte page of the register ranges: DPORT and WDEV, the peripherals,
 * and the baseband that the vendor's physical-layer code sets up. A page that nobody claimed
 * is plain storage, and says so once per register.
 */
final class DeviceMap implements Stateful {

    private static final int LOW = 0x3FF00000;
    private static final int LOW_BYTES = 0x30000;
    private static final int HIGH = 0x60000000;
    private static final int HIGH_BYTES = 0x2800;
    private static final int BASEBAND = 0x60009000;
    private static final int BASEBAND_BYTES = 0x1000;

    private record Claim(MmioDevice device, int base) {
    }

    private final Claim[] low = new Claim[LOW_BYTES >> 8];
    private final Claim[] high = new Claim[HIGH_BYTES >> 8];
    private final Claim[] baseband = new Claim[BASEBAND_BYTES >> 8];
    private final Map<Integer, PlainStorage> unclaimed = new TreeMap<>();
    private final NoticeListener notices;

    DeviceMap(NoticeListener notices) {
        this.notices = notices;
    }

    void map(int base, int bytes, MmioDevice device) {
        if (((base | bytes) & 0xFF) != 0 || bytes <= 0) {
            throw new IllegalArgumentException(
                "%s: %08x + %x is not a run of whole pages".formatted(device.name(), base, bytes));
        }
        Claim claim = new Claim(device, base);
        for (int page = base; page != base + bytes; page += 0x100) {
            if (!covers(page)) {
                throw new IllegalArgumentException(
                    "%s: no registers at %08x".formatted(device.name(), page));
            }
            claim(page, claim);
        }
    }

    boolean covers(int address) {
        int offset = address - HIGH;
        if (offset >= 0 && offset < HIGH_BYTES) {
            return true;
        }
        offset = address - LOW;
        if (offset >= 0 && offset < LOW_BYTES) {
            return true;
        }
        offset = address - BASEBAND;
        return offset >= 0 && offset < BASEBAND_BYTES;
    }

    /** The pages of the range that {@code address} lies in. */
    private Claim[] range(int address) {
        return address - HIGH >= 0 && address - HIGH < HIGH_BYTES ? high : address >= BASEBAND ? baseband : low;
    }

    private int pageOf(int address) {
        Claim[] range = range(address);
        return address - (range == high ? HIGH : range == low ? LOW : BASEBAND) >> 8;
    }

    int read(int address) {
        Claim claim = claimed(address);
        return claim.device.read(address - claim.base);
    }

    void write(int address, int value) {
        Claim claim = claimed(address);
        claim.device.write(address - claim.base, value);
    }

    void writeLanes(int address, int value, int mask) {
        Claim claim = claimed(address);
        claim.device.writeLanes(address - claim.base, value, mask);
    }

    private Claim claimed(int address) {
        Claim claim = range(address)[pageOf(address)];
        return claim != null ? claim : storageFor(address & ~0xFF);
    }

    private Claim storageFor(int page) {
        PlainStorage storage = new PlainStorage("registers at %08x".formatted(page), 0x100, notices);
        unclaimed.put(page, storage);
        Claim claim = new Claim(storage, page);
        claim(page, claim);
        return claim;
    }

    private void claim(int page, Claim claim) {
        range(page)[pageOf(page)] = claim;
    }

    /** Forgets what the pages held that nobody claimed. */
    void reset() {
        unclaimed.values().forEach(PlainStorage::reset);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(unclaimed.size());
        for (Map.Entry<Integer, PlainStorage> entry : unclaimed.entrySet()) {
            out.writeInt(entry.getKey());
            entry.getValue().save(out);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            int page = in.readInt();
            if (!unclaimed.containsKey(page)) {
                storageFor(page);
            }
            unclaimed.get(page).load(in);
        }
    }
}
