/**
 * What a firmware keeps in flash: typed, named cells with an integrity rule, composed and taken apart.
 * In: a layout, values or bytes. Out: bytes or values, and what differs between two.
 *
 * <p>May use: bytes.
 */
package dev.espalier.eeprom;
