package dev.espalier.gate;

import java.time.Duration;

/**
 * One thing that was looked at.
 *
 * @param suite id of the suite, for example {@code boot-mode}
 * @param name a sentence
 * @param verdict what came of it
 * @param message why, for any verdict but PASS; empty for PASS
 * @param elapsed wall time that it took
 * @param transcript file of the serial transcript in the report folder, or empty
 */
public record Check(String suite, String name, Verdict verdict, String message, Duration elapsed, String transcript) {
}
