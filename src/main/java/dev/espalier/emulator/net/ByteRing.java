package dev.espalier.emulator.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A bounded queue of bytes between the guest thread and the socket thread: what does not fit stays
 * with the sender, which is how each side's slowness reaches the other.
 */
final class ByteRing {

    private final ByteBuffer bytes;
    private int head;
    private int size;

    ByteRing(int capacity) {
        bytes = ByteBuffer.allocate(capacity);
    }

    synchronized int size() {
        return size;
    }

    synchronized int free() {
        return bytes.capacity() - size;
    }

    /** Takes as many of the bytes as fit and returns their number. */
    synchronized int put(byte[] from, int offset, int length) {
        int taken = 0;
        while (taken < length && size < bytes.capacity()) {
            ByteBuffer room = room();
            int n = Math.min(room.remaining(), length - taken);
            room.put(from, offset + taken, n);
            size += n;
            taken += n;
        }
        return taken;
    }

    /** Copies {@code length} bytes that begin {@code skip} bytes behind the head, without removing them. */
    synchronized byte[] peek(int skip, int length) {
        byte[] copy = new byte[length];
        int from = (head + skip) % bytes.capacity();
        int first = Math.min(length, bytes.capacity() - from);
        bytes.duplicate().clear().position(from).get(copy, 0, first);
        bytes.duplicate().clear().get(copy, first, length - first);
        return copy;
    }

    /** Removes bytes at the head. */
    synchronized void skip(int length) {
        head = (head + length) % bytes.capacity();
        size -= length;
    }

    /** Fills the ring from a channel; returns the bytes read, -1 at the channel's end when nothing was read. */
    synchronized int fill(ReadableByteChannel channel) throws IOException {
        int total = 0;
        while (size < bytes.capacity()) {
            int n = channel.read(room());
            if (n <= 0) {
                return n < 0 && total == 0 ? -1 : total;
            }
            size += n;
            total += n;
        }
        return total;
    }

    /** Empties the ring into a channel as far as it takes bytes; returns the bytes written. */
    synchronized int drain(WritableByteChannel channel) throws IOException {
        int total = 0;
        while (size > 0) {
            ByteBuffer next = bytes.duplicate().clear();
            int n = channel.write(next.position(head).limit(Math.min(head + size, bytes.capacity())));
            if (n <= 0) {
                return total;
            }
            skip(n);
            total += n;
        }
        return total;
    }

    /** The free bytes that lie together behind the tail. */
    private ByteBuffer room() {
        int tail = (head + size) % bytes.capacity();
        int end = tail < head ? head : bytes.capacity();
        return bytes.duplicate().clear().position(tail).limit(end);
    }
}
