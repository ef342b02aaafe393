package dev.espalier.cli;

import dev.espalier.flasher.Progress;
import java.io.PrintWriter;

/** A line for each phase of each region, and for each tenth of what is written. */
final class FlashProgress implements Progress {

    private final PrintWriter out;
    private String last = "";

    FlashProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void at(Phase phase, String region, int done, int total) {
        String line = switch (phase) {
            case CONNECT -> "connecting to %s (attempt %d)".formatted(region, done);
            case ERASE -> "erasing for %s".formatted(region);
            case WRITE -> "writing %s: %d %%".formatted(region, total == 0 ? 0 : (int) (done * 10L / total) * 10);
            case VERIFY -> "verifying %s".formatted(region);
        };
        if (!line.equals(last)) {
            out.println(line);
            out.flush();
            last = line;
        }
    }
}
