/**
 * Heap readings of a firmware and what they prove. In: console lines with their times, the profile's
 * pattern. Out: a series of samples, and verdicts with their evidence: leak in bytes per cycle with
 * its confidence interval, floor kept or not.
 *
 * <p>May use: nothing.
 */
package dev.espalier.heap;
