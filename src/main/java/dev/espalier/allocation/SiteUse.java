package dev.espalier.allocation;

/**
 * What one place in the code holds of the heap.
 *
 * @param site       address of the call instruction
 * @param function   symbol and offset of the site; its address where the ELF file has none
 * @param liveBlocks blocks not yet given back
 * @param liveBytes  their sizes together
 * @param requests   granted to this site since the last reset or since watching began
 */
public record SiteUse(int site, String function, int liveBlocks, long liveBytes, long requests) {
}
