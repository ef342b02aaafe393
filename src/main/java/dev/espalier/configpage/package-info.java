/**
 * A board's config page as a form, and its other requests over HTTP. In: an address, paths, changes.
 * Out: replies, fields, or what exactly was wrong with what the board sent.
 *
 * <p>May use: time.
 */
package dev.espalier.configpage;
