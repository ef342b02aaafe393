package dev.espalier.suite;

import dev.espalier.transcript.TranscriptLine;
import java.util.List;

/** The lines since the ROM's last banner. */
final class SinceBanner {

    private SinceBanner() {
    }

    static List<TranscriptLine> of(List<TranscriptLine> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).text().contains("rst cause:")) {
                return lines.subList(i, lines.size());
            }
        }
        return lines;
    }
}
