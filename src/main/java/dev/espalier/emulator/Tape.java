package dev.espalier.emulator;

import dev.espalier.emulator.tape.Entry;
import dev.espalier.emulator.tape.Kind;
import dev.espalier.emulator.tape.TapeReader;
import dev.espalier.emulator.vendor.RadioBoundaries;
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
    private static final int VERSION = 2;
    private static final int MOST_CHECKPOINTS = 3;

    /**
     * How the board was built.
     *
     * @param romDigest of its mask ROM
     * @param mac       see {@link VirtualEsp8266.Builder#mac}
     */
    record Board(String romDigest, int flashBytes, boolean wakesFromDeepSleep, long mac, RadioBoundaries radio) {

        private void save(DataOutputStream out) throws IOException {
            out.writeUTF(romDigest);
            out.writeInt(flashBytes);
            out.writeBoolean(wakesFromDeepSleep);
            out.writeLong(mac);
            radio.save(out);
        }

        private static Board load(DataInputStream in) throws IOException {
            String digest = in.readUTF();
            int flashBytes = in.readInt();
            boolean wakes = in.readBoolean();
            long mac = in.readLong();
            return new Board(digest, flashBytes, wakes, mac, RadioBoundaries.load(in));
        }
    }

    /**
     * Its end.
     *
     * @param by   the reset that it ends with, or nothing
     * @param sums of the parts of the machine
     */
    record End(String by, long nanos, Map<String, Long> sums) {

        private void save(DataOutputStream out) throws IOException {
            out.writeUTF(by);
            out.writeLong(nanos);
            out.writeInt(sums.size());
            for (Map.Entry<String, Long> sum : sums.entrySet()) {
                out.writeUTF(sum.getKey());
                out.writeLong(sum.getValue());
            }
        }

        private static End load(DataInputStream in) throws IOException {
            String by = in.readUTF();
            long nanos = in.readLong();
            Map<String, Long> sums = new LinkedHashMap<>();
            for (int count = in.readInt(); count > 0; count--) {
                String part = in.readUTF();
                sums.put(part, in.readLong());
            }
            return new End(by, nanos, sums);
        }
    }

    private final Board board;
    private final String network;
    private final List<Checkpoint> checkpoints;
    private final byte[] entries;
    private final End end;

    Tape(Board board, String network, List<Checkpoint> checkpoints, byte[] entries, End end) {
        this.board = board;
        this.network = network;
        this.checkpoints = checkpoints;
        this.entries = entries;
        this.end = end;
    }

    Board board() {
        return board;
    }

    /** Name of the network device, empty when there was none. */
    String network() {
        return network;
    }

    Map<String, Long> endSums() {
        return end.sums;
    }

    List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    TapeReader from(Checkpoint checkpoint) {
        return new TapeReader(entries, checkpoint.position(), checkpoint.lastCycles());
    }

    /** What kind of reset ended it, such as {@code SOFTWARE}; empty when the recording was stopped. */
    public String endedBy() {
        return end.by;
    }

    /** Guest time from the beginning of the tape to its end. */
    public Duration length() {
        return Duration.ofNanos(end.nanos - checkpoints.get(0).nanos());
    }

    /** Guest time since power-on at its end, ns. */
    public long endNanos() {
        return end.nanos;
    }

    /** A cycle count about one to two checkpoints before the end: where {@link Replay#nearEnd} begins. */
    public long nearEndCycles() {
        return nearEnd().lastCycles();
    }

    Checkpoint nearEnd() {
        return checkpoints.get(Math.max(0, checkpoints.size() - 2));
    }

    /**
     * The cycle count at which the byte at {@code index} of {@link #serial} had been sent; that of the end when there
     * are not so many.
     */
    public long serialCycles(int index) {
        TapeReader reader = from(checkpoints.get(0));
        int left = index;
        Entry entry = reader.take();
        while (entry.kind() != Kind.END && (entry.kind() != Kind.SENT || left-- > 0)) {
            entry = reader.take();
        }
        return entry.cycles();
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
            end.save(out);
            out.writeInt(checkpoints.size());
            List<byte[]> written = new ArrayList<>();
            for (Checkpoint checkpoint : checkpoints) {
                save(checkpoint, out, written);
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
            End end = End.load(in);
            List<Checkpoint> checkpoints = new ArrayList<>();
            List<byte[]> read = new ArrayList<>();
            for (int count = atMost(in.readInt(), MOST_CHECKPOINTS); count > 0; count--) {
                checkpoints.add(loadCheckpoint(in, read));
            }
            return new Tape(board, network, checkpoints, readBytes(in), end);
        } catch (ZipException | EOFException e) {
            throw new IOException("wanted a whole tape, seen no tape or only a part of one in " + file + "; record it anew", e);
        }
    }

    /** Bytes that checkpoints share are written once: their number among all is, afterwards. */
    private static void save(Checkpoint checkpoint, DataOutputStream out, List<byte[]> written) throws IOException {
        out.writeLong(checkpoint.nanos());
        out.writeInt(checkpoint.position());
        out.writeLong(checkpoint.lastCycles());
        out.writeInt(checkpoint.states().size());
        for (Map.Entry<String, byte[]> state : checkpoint.states().entrySet()) {
            out.writeUTF(state.getKey());
            int number = numberOf(state.getValue(), written);
            out.writeInt(number);
            if (number == written.size()) {
                written.add(state.getValue());
                writeBytes(out, state.getValue());
            }
        }
    }

    private static int numberOf(byte[] bytes, List<byte[]> written) {
        int number = 0;
        while (number < written.size() && written.get(number) != bytes) {
            number++;
        }
        return number;
    }

    private static Checkpoint loadCheckpoint(DataInputStream in, List<byte[]> read) throws IOException {
        long nanos = in.readLong();
        int position = in.readInt();
        long lastCycles = in.readLong();
        Map<String, byte[]> states = new LinkedHashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String part = in.readUTF();
            int number = atMost(in.readInt(), read.size());
            if (number == read.size()) {
                read.add(readBytes(in));
            }
            states.put(part, read.get(number));
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
