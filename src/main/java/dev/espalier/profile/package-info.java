/**
 * A firmware under test, described in YAML: its boot markers, EEPROM map, page, requests, heap probe
 * and budgets. In: a YAML file. Out: records, or an error that names file, line and key.
 *
 * <p>May use: eeprom, image.
 */
package dev.espalier.profile;
