/**
 * AssertJ assertions about boards and what they keep. In: a board, an EEPROM. Out: failures that end
 * with the board's last lines, the decoded crash and the transcript's path.
 *
 * <p>May use: board, console, eeprom, transcript.
 */
package dev.espalier.assertions;
