package dev.espalier.flasher;

import dev.espalier.time.Pause;
import java.util.List;

/**
 * How the flasher talks.
 *
 * @param bauds rates to sync at, in order of preference; the ROM measures the rate of the first sync
 * @param attempts resets before it gives up, shared between the rates: the first gets more than half
 * @param pause how reset lines are timed
 */
public record FlasherSettings(List<Integer> bauds, int attempts, Pause pause) {

    /** 460800 first, 115200 for long cables and slow adapters, seven attempts (facts 1.1). */
    public static final FlasherSettings DEFAULT = new FlasherSettings(List.of(460_800, 115_200), 7, Pause.wall());

    public FlasherSettings {
        bauds = List.copyOf(bauds);
        if (bauds.isEmpty() || attempts < 1) {
            throw new IllegalArgumentException("wanted a baud rate and an attempt, got %s and %d".formatted(bauds, attempts));
        }
    }

    /** The same at these rates. */
    public FlasherSettings at(Integer... rates) {
        return new FlasherSettings(List.of(rates), attempts, pause);
    }

    /** The same with reset lines timed by another clock. */
    public FlasherSettings with(Pause timing) {
        return new FlasherSettings(bauds, attempts, timing);
    }

    /** The rate of an attempt, counted from 0. */
    public int baudOf(int attempt) {
        int index = attempt * bauds.size() / attempts;
        return bauds.get(attempt < (attempts + 1) / 2 ? 0 : index);
    }
}
