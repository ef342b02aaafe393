package dev.espalier.emulator.cpu;

import dev.espalier.emulator.bus.Memory;

/** The memory as the core sees it while an observer is told of its stores. */
final class ObservedMemory implements Memory {

    private final Memory real;
    private final ExecutionObserver observer;

    ObservedMemory(Memory real, ExecutionObserver observer) {
        this.real = real;
        this.observer = observer;
    }

    @Override
    public int load8(int address) {
        return real.load8(address);
    }

    @Override
    public int load16(int address) {
        return real.load16(address);
    }

    @Override
    public int load32(int address) {
        return real.load32(address);
    }

    @Override
    public void store8(int address, int value) {
        real.store8(address, value);
        observer.stores(address, 1, value & 0xFF);
    }

    @Override
    public void store16(int address, int value) {
        real.store16(address, value);
        observer.stores(address, 2, value & 0xFFFF);
    }

    @Override
    public void store32(int address, int value) {
        real.store32(address, value);
        observer.stores(address, 4, value);
    }

    @Override
    public int fetch32(int address) {
        return real.fetch32(address);
    }

    @Override
    public void onCodeChange(CodeChangeListener listener) {
        real.onCodeChange(listener);
    }
}
