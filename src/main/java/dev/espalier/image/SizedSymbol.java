package dev.espalier.image;

/**
 * A function or object of a program.
 *
 * @param name readable, C++ names in plain words
 * @param address where it lies
 * @param bytes how much room it takes up, more than 0
 */
public record SizedSymbol(String name, int address, int bytes) {
}
