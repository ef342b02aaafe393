package dev.espalier.bench;

import dev.espalier.EspalierException;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.heap.HeapBallast;
import dev.espalier.heap.HeapFigures;
import dev.espalier.time.Deadline;
import dev.espalier.time.Pause;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** {@link Rewind} of a board in its virtual network. */
final class VirtualRewind implements Rewind {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(2);

    private final VirtualEsp8266 board;
    private final VirtualNetwork network;
    private final Pause pause = Pause.wall();

    VirtualRewind(VirtualEsp8266 board, VirtualNetwork network) {
        this.board = board;
        this.network = network;
    }

    @Override
    public byte[] keep() {
        Deadline patience = Deadline.after(PATIENCE, TimeSource.wall());
        while (true) {
            try {
                return board.snapshot();
            } catch (IOException e) {
                if (patience.expired()) {
                    throw new EspalierException("a moment of the virtual board to come back to", e.getMessage(),
                        "a scenario that begins without connections", e);
                }
            }
            pause.of(STEP);
        }
    }

    @Override
    public void restore(byte[] kept) {
        network.cutConnections();
        try {
            board.restore(kept);
        } catch (IOException e) {
            throw new EspalierException("to take the virtual board back", e.getMessage(), "the command again", e);
        }
    }

    @Override
    public Optional<HeapFigures> leaveFree(int freeBytes, Function<String, Optional<Integer>> addressOf) {
        try {
            return board.whenAsleep(ram -> HeapBallast.leave(ram::read, ram::write, addressOf, freeBytes), PATIENCE);
        } catch (IOException e) {
            throw new EspalierException("a moment at which the core sleeps, to make its heap short", e.getMessage(),
                "held=N instead of heap=N: half-sent requests take heap from any firmware", e);
        }
    }

    @Override
    public Recording record() {
        try {
            return board.record();
        } catch (IOException e) {
            throw new EspalierException("to tape what reaches the virtual board", e.getMessage(), "the command again", e);
        }
    }

    @Override
    public void takeAnyName(boolean any) {
        network.takeAnyName(any);
    }
}
