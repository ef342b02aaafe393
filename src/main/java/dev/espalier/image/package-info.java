/**
 * ESP8266 firmware as files: image headers and segments, the Arduino flash layout, the ELF that an
 * image was made from, what they take up and what they give away of their build. In: bytes of a file.
 * Out: records, or an error that says what is wrong with the file.
 *
 * <p>May use: bytes, demangle, dwarf.
 */
package dev.espalier.image;
