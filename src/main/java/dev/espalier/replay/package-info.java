/**
 * What led to a crash of the virtual board, found by replaying it. In: a tape, the ELF file's symbols. Out: the
 * last instructions and stores before the fault, the heap blocks concerned and who had to do with them.
 *
 * <p>May use: allocation, emulator, image, transcript.
 */
package dev.espalier.replay;
