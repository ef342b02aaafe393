/**
 * What reached a virtual board from outside, and when: the tape, its writer on the recording board, its reader
 * in a replay. In: events with the guest's cycle count. Out: bytes, and the same events again.
 *
 * <p>May use: emulator.bus, emulator.cpu, emulator.state.
 */
package dev.espalier.emulator.tape;
