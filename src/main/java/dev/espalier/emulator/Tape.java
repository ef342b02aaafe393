package dev.espalier.emulator;

import dev.espalier.emulator.cpu.Redirect;
import dev.espalier.emulator.cpu.Redirects;
import dev.espalier.emulator.tape.Entry;
import dev.espalier.emulator.tape.Kind;
import dev.espalier.emulator.tape.TapeReader;
import dev.espalier.emulator.vendor.RadioBoundary;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A stretch of a board's life, from one reset to the next: the machine at its beginning and near its end, and all
 * that reached it from outside, each with the cycle at which it took effect. All that a {@link Replay} needs but
 * the mask ROM. Immutable.
 */
public final class Tape {

    private static final long MARK = 0x45737061_74617065L;
    private static final int VERSION = 1;
    private static final int MOST_REDIRECTS = 10_000;
    private static final int MOST_CHECKPOINTS = 3;

    /**
     * How the board was built.
     *
     * @param romDigest of its mask ROM
     * @param mac       see {@link VirtualEsp8266.Builder#mac}
     */
    record Board(String romDigest, int flashBytes, boolean wakesFromDeepSleep, long mac, RadioBoundary radio) {

        private void save(DataOutputStream out) throws IOException {
            out.writeUTF(romDigest);
            out.writeInt(flashBytes);
            out.writeBoolean(wakesFromDeepSleep);
            out.writeLong(mac);
            out.writeInt(radio.redirects().all().size());
            for (Redirect redirect : radio.redirects().all()) {
                out.writeInt(redirect.address());
                out.writeInt(redirect.target());
                writeBytes(out, redirect.expected());
            }
            out.writeInt(radio.window().length);
            for (int word : radio.window()) {
                out.writeInt(word);
            }
        }

        private static Board load(DataInputStream in) throws IOException {
            String digest = in.readUTF();
            int flashBytes = in.readInt();
            boolean wakes = in.readBoolean();
            long mac = in.readLong();
            List<Redirect> redirects = new ArrayList<>();
            for (int count = atMost(in.readInt(), MOST_REDIRECTS); count > 0; count--) {
                int address = in.readInt();
                int target = in.readInt();
                redirects.add(new Redirect(address, readBytes(in), target));
            }
            int[] window = new int[atMost(in.readInt(), MOST_REDIRECTS)];
            for (int i = 0; i < window.length; i++) {
                window[i] = in.readInt();
            }
            return new Board(digest, flashBytes, wakes, mac, new RadioBoundary(Optional.empty(), Redirects.of(redirects), window));
        }
    }

    private final Board board;
    private final String network;
    private final List<Checkpoint> checkpoints;
    private final byte[] entries;
    private final String endedBy;
    private final long endNanos;

    Tape(Board board, String network, List<Checkpoint> checkpoints, byte[] entries, String endedBy, long endNanos) {
        this.board = board;
        this.network = network;
        this.checkpoints = checkpoints;
        this.entries = entries;
        this.endedBy = endedBy;
        this.endNanos = endNanos;
    }

    Board board() {
        return board;
    }

    /** Name of the network device, empty when there was none. */
    String network() {
        return network;
    }

    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    TapeReader from(Checkpoint checkpoint) {
        return new TapeReader(entries, checkpoint.position(), checkpoint.lastCycles());
    }

    /** What kind of reset ended it, such as {@code SOFTWARE}; empty when the recording was stopped. */
    public String endedBy() {
        return endedBy;
    }

    /** Guest time from the beginning of the tape to its end. */
    public Duration length() {
        return Duration.ofNanos(endNanos - checkpoints.get(0).nanos());
    }

    /** Guest time since power-on at its end, ns. */
    public long endNanos() {
        return endNanos;
    }

    /** Bytes that the board sent on its serial line, each as the character of that number. */
    public String serial() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        TapeReader reader = from(checkpoints.get(0));
        for (Entry entry = reader.take(); entry.kind() != Kind.END; entry = reader.take()) {
            if (entry.kind() == Kind.SENT) {
                sent.write(entry.number());
            }
        }
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    /** Writes the tape to a file, in place of what is there. */
    public void save(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(Files.newOutputStream(file)))) {
            out.writeLong(MARK);
            out.writeInt(VERSION);
            board.save(out);
            out.writeUTF(network);
            out.writeUTF(endedBy);
            out.writeLong(endNanos);
            out.writeInt(checkpoints.size());
            for (Checkpoint checkpoint : checkpoints) {
                save(checkpoint, out);
            }
            writeBytes(out, entries);
        }
    }

    /**
     * Reads a tape from a file.
     *
     * @throws IOException when there is none, or it is not whole
     */
    public static Tape load(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != MARK || in.readInt() != VERSION) {
                throw new IOException("wanted a tape of this version, seen other bytes in " + file + "; record it anew");
            }
            Board board = Board.load(in);
            String network = in.readUTF();
            String endedBy = in.readUTF();
            long endNanos = in.readLong();
            List<Checkpoint> checkpoints = new ArrayList<>();
            for (int count = atMost(in.readInt(), MOST_CHECKPOINTS); count > 0; count--) {
                checkpoints.add(loadCheckpoint(in));
            }
            return new Tape(board, network, checkpoints, readBytes(in), endedBy, endNanos);
        } catch (ZipException | EOFException e) {
            throw new IOException("wanted a whole tape, seen no tape or only a part of one in " + file + "; record it anew", e);
        }
    }

    private static void save(Checkpoint checkpoint, DataOutputStream out) throws IOException {
        out.writeLong(checkpoint.nanos());
        out.writeInt(checkpoint.position());
        out.writeLong(checkpoint.lastCycles());
        out.writeInt(checkpoint.states().size());
        for (Map.Entry<String, byte[]> state : checkpoint.states().entrySet()) {
            out.writeUTF(state.getKey());
            writeBytes(out, state.getValue());
        }
    }

    private static Checkpoint loadCheckpoint(DataInputStream in) throws IOException {
        long nanos = in.readLong();
        int position = in.readInt();
        long lastCycles = in.readLong();
        Map<String, byte[]> states = new LinkedHashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String part = in.readUTF();
            states.put(part, readBytes(in));
        }
        return new Checkpoint(nanos, position, lastCycles, states);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(Math.max(0, length));
        if (bytes.length != length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static int atMost(int count, int most) throws EOFException {
        if (count < 0 || count > most) {
            throw new EOFException();
        }
        return count;
    }
}
