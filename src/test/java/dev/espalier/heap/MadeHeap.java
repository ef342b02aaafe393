package dev.espalier.heap;

import java.util.Arrays;
import java.util.Random;

/**
 * Heap readings made from what is left of real ones when their level is taken away: blocks of neighbouring
 * residuals drawn at random (so that what hangs together stays together), with a warm-up, steps and a leak put on top.
 * Readings are whole blocks of 8 bytes, as an allocator gives them.
 */
record MadeHeap(double[] residuals, int cycles, int warmUp, int mostSteps, int stepBytes, double leakPerCycle) {

    private static final int START = 30_000;
    private static final int BLOCK = 10;
    private static final int BLOCK_BYTES = 8;
    private static final int MOST_WARM_UP_BYTES = 4096;

    static MadeHeap of(double[] readings) {
        double[] sorted = readings.clone();
        Arrays.sort(sorted);
        double level = sorted[sorted.length / 2];
        return new MadeHeap(Arrays.stream(readings).map(reading -> reading - level).toArray(), 50, 10, 2, 512, 0);
    }

    MadeHeap cycles(int number) {
        return new MadeHeap(residuals, number, warmUp, mostSteps, stepBytes, leakPerCycle);
    }

    MadeHeap leaking(double bytesPerCycle) {
        return new MadeHeap(residuals, cycles, warmUp, mostSteps, stepBytes, bytesPerCycle);
    }

    MadeHeap disturbed(int warmUpCycles, int steps) {
        return new MadeHeap(residuals, cycles, warmUpCycles, steps, stepBytes, leakPerCycle);
    }

    double[] draw(Random random) {
        double[] y = new double[cycles];
        noise(y, random);
        warmUp(y, random);
        steps(y, random);
        for (int i = 0; i < cycles; i++) {
            y[i] = Math.round((START + y[i] - leakPerCycle * i) / BLOCK_BYTES) * (double) BLOCK_BYTES;
        }
        return y;
    }

    private void noise(double[] y, Random random) {
        for (int i = 0; i < y.length; i += BLOCK) {
            int from = random.nextInt(residuals.length - BLOCK + 1);
            System.arraycopy(residuals, from, y, i, Math.min(BLOCK, y.length - i));
        }
    }

    /** Free heap above its later level, seldom below, that comes down to it: quickly first, evenly, or in jumps. */
    private void warmUp(double[] y, Random random) {
        double size = random.nextInt(MOST_WARM_UP_BYTES) * (random.nextInt(4) == 0 ? -1 : 1);
        int shape = random.nextInt(3);
        double left = size;
        for (int i = 0; i < warmUp; i++) {
            y[i] += left;
            left = switch (shape) {
                case 0 -> left * 0.7;
                case 1 -> size * (warmUp - 1 - i) / warmUp;
                default -> left * (random.nextInt(3) == 0 ? random.nextDouble() : 1);
            };
        }
    }

    /** Steps up or down, after the warm-up. */
    private void steps(double[] y, Random random) {
        int steps = mostSteps == 0 ? 0 : random.nextInt(mostSteps + 1);
        for (int s = 0; s < steps; s++) {
            double step = random.nextBoolean() ? stepBytes : -stepBytes;
            for (int i = warmUp + 1 + random.nextInt(cycles - warmUp - 1); i < cycles; i++) {
                y[i] += step;
            }
        }
    }
}
