/**
 * The thin JUnit 5 adapter: gives tests their board, broker and profile. In: a bench. Out: parameters
 * of test methods, the board's last words beside every failure.
 *
 * <p>May use: bench, board, broker, profile.
 */
package dev.espalier.junit;
