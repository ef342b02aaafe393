/**
 * The virtual ESP8266: the machine wired on one page. In: a flash image, bytes and modem lines, wall
 * time. Out: a serial link, snapshots.
 *
 * <p>May use: emulator.bus, emulator.clock, emulator.cpu, emulator.flash, emulator.isa, emulator.net,
 * emulator.net.wire, emulator.peripheral, emulator.state, emulator.tape, emulator.vendor, link, time.
 */
package dev.espalier.emulator;
