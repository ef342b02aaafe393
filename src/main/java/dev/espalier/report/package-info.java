/**
 * What a gate leaves behind: gate.json, JUnit XML and one self-contained HTML page. In: a finished
 * gate result. Out: files in the report folder.
 *
 * <p>May use: gate.
 */
package dev.espalier.report;
