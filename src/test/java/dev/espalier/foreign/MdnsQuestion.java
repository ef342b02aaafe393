package dev.espalier.foreign;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One question by multicast DNS (RFC 6762): for the address of a host such as {@code node.local}, or for
 * the instances of a service such as {@code _arduino._tcp.local}.
 */
record MdnsQuestion(String name) {

    private static final int TYPE_ADDRESS = 1;
    private static final int TYPE_POINTER = 12;
    private static final int CLASS_INTERNET = 1;
    private static final int RESPONSE = 0x8000;
    private static final int HEADER_BYTES = 12;
    private static final int POINTER_BITS = 0xC0;
    private static final int MOST_LABELS = 64;

    /** The question as a message. */
    byte[] message() {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            labels.write(bytes.length);
            labels.writeBytes(bytes);
        }
        labels.write(0);
        return ByteBuffer.allocate(HEADER_BYTES + labels.size() + 4)
            .putInt(0).putShort((short) 1).putShort((short) 0).putInt(0)
            .put(labels.toByteArray()).putShort((short) type()).putShort((short) CLASS_INTERNET).array();
    }

    /** What a message answers to the question: addresses or names; nothing when it is no answer, or one to another question. */
    List<String> answersIn(byte[] message) {
        List<String> answers = new ArrayList<>();
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            int flags = in.getInt() & 0xFFFF;
            int questions = in.getShort();
            int records = in.getShort() + in.getShort() + in.getShort();
            for (int i = 0; i < questions; i++) {
                readName(in);
                in.getInt();
            }
            for (int i = 0; i < records && (flags & RESPONSE) != 0; i++) {
                readRecord(in, answers);
            }
        } catch (BufferUnderflowException cutShort) {
            // What came before counts.
        }
        return answers;
    }

    private void readRecord(ByteBuffer in, List<String> answers) {
        String owner = readName(in);
        int type = in.getShort();
        in.getShort();
        in.getInt();
        int length = in.getShort() & 0xFFFF;
        int end = in.position() + length;
        if (end > in.limit()) {
            throw new BufferUnderflowException();
        }
        if (owner.equalsIgnoreCase(name) && type == type()) {
            answers.add(type == TYPE_ADDRESS
                ? "%d.%d.%d.%d".formatted(in.get() & 0xFF, in.get() & 0xFF, in.get() & 0xFF, in.get() & 0xFF) : readName(in));
        }
        in.position(end);
    }

    /** A name in labels, its end perhaps a pointer to an earlier one. */
    private static String readName(ByteBuffer in) {
        List<String> labels = new ArrayList<>();
        ByteBuffer at = in;
        for (int hops = 0; hops < MOST_LABELS; hops++) {
            int length = at.get() & 0xFF;
            if (length == 0) {
                return String.join(".", labels);
            }
            if (length >= POINTER_BITS) {
                int target = (length & ~POINTER_BITS) << 8 | at.get() & 0xFF;
                at = in.duplicate().position(Math.min(target, in.limit()));
            } else {
                byte[] label = new byte[length];
                at.get(label);
                labels.add(new String(label, StandardCharsets.UTF_8));
            }
        }
        throw new BufferUnderflowException();
    }

    private int type() {
        return name.startsWith("_") ? TYPE_POINTER : TYPE_ADDRESS;
    }
}
