/**
 * What a firmware does with its heap, call by call. In: a board or a replay whose code can be watched, the
 * ELF file's symbols. Out: live blocks, freed blocks, failed requests, and the code that asked for each.
 *
 * <p>May use: emulator, image.
 */
package dev.espalier.allocation;
