package dev.espalier.emulator;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.clock.GuestThread;
import dev.espalier.emulator.clock.OutsideWorld;
import dev.espalier.emulator.cpu.InterruptLines;

/**
 * The virtual NIC and the world behind it, as the board plugs them in.
 *
 * @param device  answers at 60002000
 * @param outside what the idle pacer and snapshots ask
 * @param close   lets go of sockets and threads; called once, when the board stops
 */
public record NetworkDevice(MmioDevice device, OutsideWorld outside, Runnable close) {

    /**
     * What the board gives its NIC to work with.
     *
     * @param mac        the station's MAC address, first octet highest in the low 48 bits
     * @param dma        the memory that frames and names are copied from and to
     * @param interrupts the core's inputs; the NIC's is 0
     * @param clock      guest time
     * @param guest      the way from outside into the guest thread
     */
    public record Slot(long mac, Memory dma, InterruptLines interrupts, Clock clock, GuestThread guest) {
    }

    /** Makes the device of one board. */
    @FunctionalInterface
    public interface Factory {

        NetworkDevice plugInto(Slot slot);
    }

    /** No NIC: its window reads as plain storage, and nobody is outside. */
    static NetworkDevice none() {
        return new NetworkDevice(null, OutsideWorld.NOBODY, () -> { });
    }
}
