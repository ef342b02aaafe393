/**
 * The radio boundary of the vendor's closed libraries: which of an image's functions the board replaces,
 * so that Wi-Fi works though no radio is there. In: the symbols of an ELF file, one table for each SDK
 * generation. Out: redirects for the core, and the numbers that the driver in the mask ROM reads.
 *
 * <p>What drives the radio's place is guest code, {@code firmware/rom/radio.c}; nothing here runs while
 * the guest does.
 *
 * <p>May use: emulator.bus, emulator.cpu.
 */
package dev.espalier.emulator.vendor;
