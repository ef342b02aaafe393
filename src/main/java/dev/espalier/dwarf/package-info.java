/**
 * DWARF debug information, versions 2 to 5: which source line an address was compiled from, and
 * through which inlined calls. In: the debug sections of an ELF file, plain or compressed. Out:
 * source frames; damaged sections give fewer frames, never an exception.
 *
 * <p>Facts are from the DWARF Debugging Information Format, versions 2 to 5, and for compressed sections
 * from the System V ABI. Constants carry the names that those texts give them.
 *
 * <p>May use: nothing.
 */
package dev.espalier.dwarf;
