/**
 * The boot-loader protocol of the mask ROM as its client: reset into the loader, sync, registers,
 * erase, write, verify. In: a link, a plan of what goes where. Out: a flashed chip and what is known
 * of it.
 *
 * <p>May use: link, image, bytes, time.
 */
package dev.espalier.flasher;
