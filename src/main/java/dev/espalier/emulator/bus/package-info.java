/**
 * The memory map: regions, devices, faults. In: loads, stores, fetches by address. Out: values,
 * {@link dev.espalier.emulator.bus.MemoryFault}s, register accesses to devices.
 *
 * <p>May use: emulator.state.
 */
package dev.espalier.emulator.bus;
