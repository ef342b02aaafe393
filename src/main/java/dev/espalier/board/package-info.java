/**
 * What a test holds: a board that can be flashed, provisioned, reset, listened to and asked over HTTP,
 * real or virtual. In: a link, a profile, the network around the board. Out: what the board did.
 *
 * <p>May use: configpage, console, eeprom, flasher, image, link, profile, time, transcript.
 */
package dev.espalier.board;
