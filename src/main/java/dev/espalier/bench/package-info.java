/**
 * The one place that knows both worlds: puts a board, real or virtual, its network, a broker and the
 * test PKI together. In: settings. Out: a bench for tests.
 *
 * <p>May use: allocation, board, broker, configpage, console, crash, emulator, emulator.net, emulator.vendor, flasher, gate,
 * heap, image, link, profile, time, transcript.
 */
package dev.espalier.bench;
