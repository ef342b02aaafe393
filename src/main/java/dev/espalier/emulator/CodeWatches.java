package dev.espalier.emulator;

import dev.espalier.emulator.bus.Bus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who watches which instructions of one machine, and the view of it that they get. Guest thread only. */
final class CodeWatches implements GuestView {

    private final Machine machine;
    /** Never changed in place: a watch may add another while they are being told. */
    private final Map<Integer, List<CodeWatch>> byAddress = new HashMap<>();

    CodeWatches(Machine machine) {
        this.machine = machine;
    }

    void add(int address, CodeWatch watch) {
        List<CodeWatch> all = new ArrayList<>(byAddress.getOrDefault(address, List.of()));
        all.add(watch);
        put(address, all);
    }

    void remove(int address, CodeWatch watch) {
        List<CodeWatch> all = new ArrayList<>(byAddress.getOrDefault(address, List.of()));
        if (all.remove(watch)) {
            put(address, all);
        }
    }

    private void put(int address, List<CodeWatch> watches) {
        if (watches.isEmpty()) {
            byAddress.remove(address);
            machine.cpu.watch(address, null);
        } else {
            byAddress.put(address, List.copyOf(watches));
            if (watches.size() == 1) {
                machine.cpu.watch(address, () -> tell(address));
            }
        }
    }

    private void tell(int address) {
        for (CodeWatch watch : byAddress.getOrDefault(address, List.of())) {
            watch.reached(this);
        }
    }

    @Override
    public int pc() {
        return machine.cpu.pc();
    }

    @Override
    public int register(int number) {
        return machine.cpu.register(number);
    }

    @Override
    public long cycles() {
        return machine.clock.cycles();
    }

    @Override
    public long nanos() {
        return machine.clock.nanos();
    }

    @Override
    public int word(int address) {
        if (address < Bus.DRAM || address > Bus.DRAM + Bus.DRAM_BYTES - 4 || (address & 3) != 0) {
            throw new IllegalArgumentException("wanted a word of data RAM, 3ffe8000 to 3ffffffc; seen %08x; look at the pointer"
                .formatted(address));
        }
        return machine.bus.load32(address);
    }
}
