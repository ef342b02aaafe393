package dev.espalier.heap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The readings of {@code fixtures/heap}. */
final class RecordedHeap {

    private static final Path FILE = Path.of("fixtures/heap/tls-node-reconnects.csv");
    private static final int CHECKPOINT = 1;
    private static final int FREE = 3;

    private RecordedHeap() {
    }

    /** Free heap at a checkpoint, one reading per cycle. */
    static double[] free(String checkpoint) throws IOException {
        return Files.readAllLines(FILE).stream().map(line -> line.split(","))
            .filter(columns -> columns[CHECKPOINT].equals(checkpoint))
            .mapToDouble(columns -> Double.parseDouble(columns[FREE])).toArray();
    }
}
