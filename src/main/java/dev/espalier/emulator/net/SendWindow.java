package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.TcpSegment;

/**
 * How far a TCP sender is and how far it may go: sequence numbers, the receiver's window and a
 * congestion window that collapses to one segment after a loss (RFC 9293, RFC 5681). Arithmetic only.
 */
final class SendWindow {

    /** What a receiver that sends no MSS option takes. */
    private static final int DEFAULT_SEGMENT = 536;
    private static final int LONGEST_SEGMENT = 1460;
    /** Segments on the way at most: half of the NIC's queue. */
    private static final int MAX_SEGMENTS = 8;
    private static final int DUPLICATES_FOR_RETRANSMISSION = 3;

    private int unacknowledged;
    private int next;
    private int highest;
    private int window;
    private int segmentBytes = DEFAULT_SEGMENT;
    private int congestion;
    private int duplicates;

    SendWindow(int initialSequence) {
        unacknowledged = initialSequence;
        next = initialSequence;
        highest = initialSequence;
    }

    /** What an acknowledgement turned out to be. */
    enum Meaning {
        /** Acknowledges what was never sent. */
        IMPOSSIBLE,
        /** Nothing new. */
        NOTHING,
        /** Something arrived. */
        PROGRESS,
        /** The receiver has room again, having had none. */
        REOPENED,
        /** So many duplicates that the next segment must have been lost. */
        LOSS
    }

    /** The first sequence number that is not acknowledged. */
    int unacknowledged() {
        return unacknowledged;
    }

    /** The sequence number to be sent next. */
    int next() {
        return next;
    }

    /** The sequence number behind everything ever sent. */
    int highest() {
        return highest;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    /** The receiver has no room at all. */
    boolean shut() {
        return window == 0;
    }

    boolean inFlight() {
        return next != unacknowledged;
    }

    /** Bytes that may be sent now; may be negative when the window has shrunk. */
    int usable() {
        return unacknowledged + Math.min(window, congestion) - next;
    }

    /** Takes what the receiver said with its SYN. */
    void begin(TcpSegment syn) {
        segmentBytes = Math.min(LONGEST_SEGMENT, syn.maximumSegment() == 0 ? DEFAULT_SEGMENT : syn.maximumSegment());
        congestion = MAX_SEGMENTS * segmentBytes;
        window = syn.window();
    }

    /** Our SYN goes out, the first time or again. */
    void synSent() {
        next = unacknowledged + 1;
        highest = next;
    }

    /** Our SYN has arrived. */
    void synAcknowledged() {
        unacknowledged = next;
    }

    void sent(int span) {
        next += span;
        if (next - highest > 0) {
            highest = next;
        }
    }

    /** How many sequence numbers {@code segment} acknowledges anew; negative for an old one. */
    int acknowledges(TcpSegment segment) {
        return segment.acknowledgement() - unacknowledged;
    }

    /** Takes the acknowledgement and window of a segment. */
    Meaning take(TcpSegment segment) {
        int acknowledged = acknowledges(segment);
        if (acknowledged > highest - unacknowledged) {
            return Meaning.IMPOSSIBLE;
        }
        if (acknowledged < 0) {
            return Meaning.NOTHING;
        }
        boolean mere = segment.span() == 0 && segment.window() == window;
        boolean reopened = window == 0 && segment.window() > 0;
        window = segment.window();
        if (acknowledged > 0) {
            advance(acknowledged);
            return Meaning.PROGRESS;
        }
        if (reopened) {
            next = unacknowledged;
            return Meaning.REOPENED;
        }
        if (mere && inFlight() && window > 0 && ++duplicates == DUPLICATES_FOR_RETRANSMISSION) {
            next = unacknowledged;
            congestion = segmentBytes;
            return Meaning.LOSS;
        }
        return Meaning.NOTHING;
    }

    /** Nothing came back in time: everything on the way counts as lost. */
    void timedOut() {
        next = unacknowledged;
        congestion = segmentBytes;
        duplicates = 0;
    }

    private void advance(int acknowledged) {
        unacknowledged += acknowledged;
        if (next - unacknowledged < 0) {
            next = unacknowledged;
        }
        congestion = Math.min(congestion + segmentBytes, MAX_SEGMENTS * segmentBytes);
        duplicates = 0;
    }
}
