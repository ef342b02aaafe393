/**
 * Guest time. In: executed cycles, alarms. Out: nanoseconds, due alarms, the horizon up to which the
 * core may run unwatched.
 *
 * <p>May use: time, emulator.state.
 */
package dev.espalier.emulator.clock;
