/**
 * What a gate says: checks, their verdicts and the verdict over all of them; plain records. In: the
 * outcome of each check. Out: one result that the report writes and the exit code follows.
 *
 * <p>May use: nothing.
 */
package dev.espalier.gate;
