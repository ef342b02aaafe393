/**
 * Time as an argument: clocks and deadlines. In: nothing. Out: elapsed time, "is it over yet".
 *
 * <p>May use: nothing.
 */
package dev.espalier.time;
