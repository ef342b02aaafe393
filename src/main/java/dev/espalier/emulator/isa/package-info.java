/**
 * The LX106 instruction table and what reads it. In: instruction words. Out: decoded instructions,
 * their meaning as small operations, assembler text, encodings.
 *
 * <p>May use: nothing.
 */
package dev.espalier.emulator.isa;
