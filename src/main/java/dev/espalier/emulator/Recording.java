package dev.espalier.emulator;

import dev.espalier.emulator.peripheral.ResetCause;
import dev.espalier.emulator.state.Stateful;
import dev.espalier.emulator.tape.TapeWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Tapes all that reaches a board from outside, so that what it does can be replayed exactly. Every reset of the
 * chip ends one {@link Tape} and begins the next; the last {@value #MOST_TAPES} are kept, with the state of the
 * machine at their beginning and at the last two checkpoints. A tape that grows beyond 64 MB loses its
 * beginning. Connections of the board with the outside may be open: a replay needs none.
 *
 * <p>A restored snapshot begins a new tape, too. Methods may be called from any thread.
 */
public final class Recording implements AutoCloseable {

    private static final int MOST_TAPES = 6;
    private static final int MOST_BYTES = 64 << 20;

    /** Runs something on the guest thread and gives its result. */
    @FunctionalInterface
    interface Guest {
        <T> T run(Callable<T> action) throws IOException;
    }

    private final Machine machine;
    private final Tape.Board board;
    private final Guest guest;
    private final long checkpointNanos;
    private final Consumer<Recording> ended;
    private final Deque<Tape> finished = new ArrayDeque<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private TapeWriter writer;
    private ResetCause reset;
    private boolean cut = true;
    private long flashChanges = -1;
    private byte[] flash;

    Recording(Machine machine, Tape.Board board, long checkpointNanos, Guest guest, Consumer<Recording> ended) {
        this.machine = machine;
        this.board = board;
        this.checkpointNanos = checkpointNanos;
        this.guest = guest;
        this.ended = ended;
    }

    /**
     * The tapes there are, the oldest first; the last one ends now.
     *
     * @throws IOException when the board has stopped
     */
    public List<Tape> tapes() throws IOException {
        return guest.run(() -> {
            List<Tape> all = new ArrayList<>(finished);
            if (writer != null) {
                all.add(tape(""));
            }
            return all;
        });
    }

    /**
     * Ends the recording.
     *
     * @return what {@link #tapes} gives at the end
     * @throws IOException when the board has stopped
     */
    public List<Tape> stop() throws IOException {
        List<Tape> all = tapes();
        close();
        return all;
    }

    /** Ends the recording and forgets what it has; does nothing when the board has stopped. */
    @Override
    public void close() {
        try {
            guest.run(() -> {
                ended.accept(this);
                finished.clear();
                checkpoints.clear();
                writer = null;
                return null;
            });
        } catch (IOException stopped) {
            // Nothing is taped any more.
        }
    }

    // ---- guest thread

    /** Tapes from here on: what is posted next may come in the same turn. */
    void begin() throws IOException {
        machine.onReset(cause -> reset = cause);
        turn();
    }

    /** The machine is not the one that it was: what was taped does not lead here. */
    void cut() {
        cut = true;
        writer = null;
        machine.tape(null);
    }

    /** Between two turns of the machine's loop, before posted events. */
    void turn() throws IOException {
        if (reset != null && writer != null) {
            keep(tape(reset.name()));
            cut = true;
        }
        reset = null;
        if (cut) {
            cut = false;
            checkpoints.clear();
            writer = new TapeWriter(machine.clock::cycles);
            machine.tape(writer);
            checkpoint();
        } else if (machine.clock.nanos() - checkpoints.get(checkpoints.size() - 1).nanos() >= checkpointNanos) {
            checkpoint();
            if (writer.length() > MOST_BYTES) {
                forgetTheBeginning();
            }
        }
    }

    private void keep(Tape tape) {
        if (finished.size() == MOST_TAPES) {
            finished.removeFirst();
        }
        finished.addLast(tape);
    }

    /** The first checkpoint and the last two stay. */
    private void checkpoint() throws IOException {
        checkpoints.add(new Checkpoint(machine.clock.nanos(), writer.length(), writer.lastCycles(), states()));
        if (checkpoints.size() > 3) {
            checkpoints.remove(1);
        }
    }

    private void forgetTheBeginning() {
        checkpoints.remove(0);
        int gone = checkpoints.get(0).position();
        writer.forgetBefore(gone);
        checkpoints.replaceAll(checkpoint -> checkpoint.movedBy(-gone));
    }

    private Map<String, byte[]> states() throws IOException {
        Map<String, byte[]> states = new LinkedHashMap<>();
        for (Map.Entry<String, Stateful> part : machine.insideParts().entrySet()) {
            states.put(part.getKey(), part.getValue() == machine.flash ? flashState() : Snapshot.stateOf(part.getValue()));
        }
        return states;
    }

    /** Checkpoints share the flash's bytes while nobody changes them. */
    private byte[] flashState() throws IOException {
        if (flash == null || flashChanges != machine.flash.changes()) {
            flash = Snapshot.stateOf(machine.flash);
            flashChanges = machine.flash.changes();
        }
        return flash;
    }

    private Tape tape(String endedBy) {
        return new Tape(board, machine.networkName(), List.copyOf(checkpoints), writer.ended(),
            new Tape.End(endedBy, machine.clock.nanos(), Snapshot.sums(machine.insideParts())));
    }
}
