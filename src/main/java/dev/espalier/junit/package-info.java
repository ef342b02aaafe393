/**
 * The thin JUnit 5 adapter: gives tests their board, broker and profile. In: a bench. Out: parameters
 * of test methods, the name of each test in the board's transcript.
 *
 * <p>May use: bench, board, broker, profile.
 */
package dev.espalier.junit;
