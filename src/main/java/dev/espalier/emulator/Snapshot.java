package dev.espalier.emulator;

import dev.espalier.emulator.state.Stateful;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** The bytes of a snapshot: a mark, a version, the ROM's digest, then every part with name and length. */
final class Snapshot {

    private static final long MARK = 0x45737061_6c696572L;
    private static final int VERSION = 3;

    private Snapshot() {
    }

    static byte[] of(Map<String, Stateful> parts, String romDigest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeLong(MARK);
            out.writeInt(VERSION);
            out.writeUTF(romDigest);
            out.writeInt(parts.size());
            for (Map.Entry<String, Stateful> part : parts.entrySet()) {
                byte[] state = stateOf(part.getValue());
                out.writeUTF(part.getKey());
                out.writeInt(state.length);
                out.write(state);
            }
        }
        return bytes.toByteArray();
    }

    /** The bytes of one part. */
    static byte[] stateOf(Stateful part) throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        part.save(new DataOutputStream(state));
        return state.toByteArray();
    }

    /** A checksum of each part. */
    static Map<String, Long> sums(Map<String, Stateful> parts) {
        Map<String, Long> sums = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            try {
                CRC32 sum = new CRC32();
                sum.update(stateOf(part));
                sums.put(name, sum.getValue());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return sums;
    }

    /** Reads the whole snapshot before the first part is touched. */
    static void into(Map<String, Stateful> parts, String romDigest, byte[] snapshot) throws IOException {
        into(parts, read(romDigest, snapshot));
    }

    /** Gives every part its bytes. */
    static void into(Map<String, Stateful> parts, Map<String, byte[]> states) throws IOException {
        if (!states.keySet().equals(parts.keySet())) {
            throw new IOException("the snapshot is of a board with the parts %s; this board has %s"
                .formatted(states.keySet(), parts.keySet()));
        }
        for (Map.Entry<String, Stateful> part : parts.entrySet()) {
            part.getValue().load(new DataInputStream(new ByteArrayInputStream(states.get(part.getKey()))));
        }
    }

    private static Map<String, byte[]> read(String romDigest, byte[] snapshot) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new InflaterInputStream(new ByteArrayInputStream(snapshot)))) {
            if (in.readLong() != MARK || in.readInt() != VERSION) {
                throw new IOException("these bytes are no snapshot of this version; take the snapshot anew");
            }
            String digest = in.readUTF();
            if (!digest.equals(romDigest)) {
                throw new IOException("the snapshot was taken with mask ROM %s, this board has %s; take it anew"
                    .formatted(digest, romDigest));
            }
            Map<String, byte[]> states = new LinkedHashMap<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                states.put(name, in.readNBytes(in.readInt()));
            }
            return states;
        } catch (ZipException | EOFException e) {
            throw new IOException("these bytes are no snapshot, or only a part of one", e);
        }
    }
}
