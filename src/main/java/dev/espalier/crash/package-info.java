/**
 * What a crash means: the source lines of where it happened and of who called, told apart from words that only lie on
 * the stack, and the cause in the terms of the very instruction. In: a crash report, the ELF file of the firmware if it
 * is at hand. Out: a headline, an explanation, frames.
 *
 * <p>May use: bytes, dwarf, emulator.isa, image, transcript.
 */
package dev.espalier.crash;
