/**
 * What every room may throw. In: what was wanted, seen, and is worth trying. Out: one exception type.
 *
 * <p>May use: nothing.
 */
package dev.espalier;
