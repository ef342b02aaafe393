/**
 * Heap readings of a firmware and what they prove. In: console lines with their times and the
 * profile's pattern, or a board's data RAM and where its allocator is. Out: a series of samples, and verdicts with their evidence: leak in bytes per cycle with
 * its confidence interval, floor kept or not.
 *
 * <p>May use: bytes.
 */
package dev.espalier.heap;
