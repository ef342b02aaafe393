package dev.espalier.configpage;

/**
 * Where a firmware's config page is.
 *
 * @param path of the page
 * @param save where its form goes, by GET
 * @param reset request that restarts the board
 */
public record PageMap(String path, String save, String reset) {
}
