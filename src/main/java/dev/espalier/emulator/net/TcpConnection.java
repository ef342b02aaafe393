package dev.espalier.emulator.net;

import static dev.espalier.emulator.net.wire.TcpSegment.ACK;
import static dev.espalier.emulator.net.wire.TcpSegment.FIN;
import static dev.espalier.emulator.net.wire.TcpSegment.PSH;
import static dev.espalier.emulator.net.wire.TcpSegment.RST;
import static dev.espalier.emulator.net.wire.TcpSegment.SYN;

import dev.espalier.emulator.net.wire.TcpSegment;

/**
 * The network's end of one TCP connection with the guest (RFC 9293), joined to a loopback socket.
 * Everything unacknowledged stays in the socket's ring, so a retransmission is a second look at it;
 * segments out of order are dropped and acknowledged anew. Guest thread only.
 */
final class TcpConnection {

    /** The states that differ here; the finer ones of closing follow from which FIN is through. */
    enum State { CONNECTING, SYN_SENT, SYN_RECEIVED, ESTABLISHED, TIME_WAIT, CLOSED }

    private static final int OUR_MSS = 1460;
    private static final long FIRST_TIMEOUT = 1_000_000_000L;
    private static final long LONGEST_TIMEOUT = 16_000_000_000L;
    private static final long TIME_WAIT_NANOS = 4_000_000_000L;
    /** A guest that was reset has this long to show that it knows nothing of the connection. */
    private static final long ORPHAN_NANOS = 60_000_000_000L;
    private static final int MAX_SYN_RETRIES = 5;
    private static final int MAX_RETRIES = 10;

    private final TcpEngine engine;
    private final TcpEngine.Key key;
    private final HostStream host;
    private final Timers.Timer timer;
    private volatile State state;

    private final SendWindow sending;
    private boolean finAcknowledged;

    private int guestInitial;
    private int receiveNext;
    private int receiveEdge;
    private boolean guestFinished;
    private boolean fromOutside;

    private long timeout = FIRST_TIMEOUT;
    private int retries;
    private boolean orphan;
    private long answersSeen;
    private volatile long bytesToGuest;
    private volatile long bytesFromGuest;

    TcpConnection(TcpEngine engine, TcpEngine.Key key, HostStream host, State state, int initialSequence) {
        this.engine = engine;
        this.key = key;
        this.host = host;
        this.state = state;
        this.timer = engine.timers().timer(this::timeout);
        this.sending = new SendWindow(initialSequence);
    }

    TcpEngine.Key key() {
        return key;
    }

    State state() {
        return state;
    }

    long bytesToGuest() {
        return bytesToGuest;
    }

    long bytesFromGuest() {
        return bytesFromGuest;
    }

    /** The guest's SYN for a host: the answer waits until the socket is through. */
    void openFromGuest(TcpSegment syn) {
        guestInitial = syn.sequence();
        receiveNext = syn.sequence() + 1;
        sending.begin(syn);
        engine.peers().asked(this);
        host.listener(this::hostChanged);
    }

    /** A socket was accepted: connects to the guest. */
    void openToGuest() {
        fromOutside = true;
        host.listener(this::hostChanged);
        sendSyn(SYN);
    }

    /** The guest's chip was reset: it will not answer for this connection, unless by RST. */
    void orphan() {
        if (state == State.TIME_WAIT) {
            close();
        } else if (!orphan) {
            orphan = true;
            engine.peers().closed(this);
            engine.timers().timer(this::abort).in(ORPHAN_NANOS);
        }
    }

    /** Ends the connection at once with a reset to both ends. */
    void abort() {
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.ESTABLISHED || state == State.SYN_RECEIVED) {
            send(RST | ACK, sending.highest(), new byte[0]);
        } else if (state == State.CONNECTING) {
            send(RST | ACK, 0, new byte[0]);
        }
        host.abort();
        close();
    }

    /** True when this SYN cannot belong to the connection: the guest was reset and uses the port again. */
    boolean startsAnew(TcpSegment syn) {
        return state != State.SYN_SENT && syn.sequence() != guestInitial;
    }

    /** Resets the socket; the guest is somebody else by now. Any thread. */
    void dropSocket() {
        host.abort();
    }

    /** The guest no longer knows this connection: ends it without a word to the guest. */
    void abandon() {
        host.abort();
        close();
    }

    private void close() {
        state = State.CLOSED;
        timer.cancel();
        engine.forget(this);
    }

    // ---- segments of the guest

    void receive(TcpSegment segment) {
        switch (state) {
            case CONNECTING -> {
                if (segment.has(RST)) {
                    host.abort();
                    close();
                }
            }
            case SYN_SENT -> receiveInSynSent(segment);
            case SYN_RECEIVED, ESTABLISHED -> receiveSynchronized(segment);
            case TIME_WAIT -> {
                if (segment.has(FIN)) {
                    acknowledge();
                }
            }
            default -> { }
        }
    }

    private void receiveInSynSent(TcpSegment segment) {
        boolean acknowledgesSyn = segment.has(ACK) && segment.acknowledgement() == sending.highest();
        if (segment.has(ACK) && !acknowledgesSyn) {
            if (!segment.has(RST)) {
                engine.reset(key, segment);
            }
        } else if (acknowledgesSyn && segment.has(RST)) {
            host.abort();
            close();
        } else if (acknowledgesSyn && segment.has(SYN)) {
            guestInitial = segment.sequence();
            receiveNext = segment.sequence() + 1;
            sending.begin(segment);
            sending.synAcknowledged();
            established();
            acknowledge();
            output();
        }
    }

    private void receiveSynchronized(TcpSegment segment) {
        if (segment.has(RST)) {
            if (segment.sequence() - receiveNext >= 0 && segment.sequence() - receiveEdge <= 0) {
                host.abort();
                close();
            }
            return;
        }
        if (segment.has(SYN)) {
            if (state == State.SYN_RECEIVED) {
                sendSyn(SYN | ACK);
            } else {
                acknowledge();
            }
            return;
        }
        if (!segment.has(ACK) || !takeAcknowledgement(segment)) {
            return;
        }
        takeData(segment);
        output();
        closeWhenBothFinished();
    }

    /** @return false when the segment is to be ignored */
    private boolean takeAcknowledgement(TcpSegment segment) {
        if (state == State.SYN_RECEIVED) {
            if (sending.acknowledges(segment) != 1) {
                return false;
            }
            sending.synAcknowledged();
            established();
        }
        int before = sending.unacknowledged();
        SendWindow.Meaning meaning = sending.take(segment);
        if (meaning == SendWindow.Meaning.IMPOSSIBLE) {
            acknowledge();
            return false;
        }
        retries = 0;
        if (meaning == SendWindow.Meaning.PROGRESS) {
            release(sending.unacknowledged() - before);
        }
        if (meaning == SendWindow.Meaning.PROGRESS || meaning == SendWindow.Meaning.REOPENED) {
            timeout = FIRST_TIMEOUT;
            timer.cancel();
        }
        return true;
    }

    /** The guest has so many more sequence numbers: data of the ring, and at last our FIN. */
    private void release(int acknowledged) {
        int data = Math.min(acknowledged, host.toGuest.size());
        host.toGuest.skip(data);
        host.pump();
        bytesToGuest += data;
        finAcknowledged |= acknowledged > data;
    }

    private void takeData(TcpSegment segment) {
        if (segment.span() == 0) {
            if (segment.sequence() != receiveNext) {
                acknowledge();
            }
            return;
        }
        int old = receiveNext - segment.sequence();
        int length = segment.payload().length;
        if (old >= 0 && old <= length && !guestFinished) {
            int taken = host.toHost.put(segment.payload(), old, length - old);
            receiveNext += taken;
            if (taken > 0) {
                bytesFromGuest += taken;
                if (!fromOutside) {
                    engine.peers().asked(this);
                }
                host.pump();
            }
            if (segment.has(FIN) && taken == length - old) {
                receiveNext++;
                guestFinished = true;
                host.finish();
            }
        }
        acknowledge();
    }

    private void closeWhenBothFinished() {
        if (state == State.ESTABLISHED && guestFinished && finAcknowledged) {
            state = State.TIME_WAIT;
            engine.peers().closed(this);
            timer.in(TIME_WAIT_NANOS);
        }
    }

    private void established() {
        state = State.ESTABLISHED;
        timeout = FIRST_TIMEOUT;
        retries = 0;
        timer.cancel();
        if (fromOutside) {
            engine.peers().asked(this);
        }
        host.startReading();
    }

    // ---- changes of the socket

    private void hostChanged() {
        if (state == State.CLOSED || state == State.TIME_WAIT) {
            return;
        }
        if (host.failed()) {
            abort();
            return;
        }
        if (state == State.CONNECTING && host.connected()) {
            engine.peers().answered(this);
            state = State.SYN_RECEIVED;
            sendSyn(SYN | ACK);
        } else if (state == State.ESTABLISHED) {
            long answers = bytesToGuest + host.toGuest.size() + (host.ended() ? 1 : 0);
            if (answers > answersSeen) {
                answersSeen = answers;
                engine.peers().answered(this);
            }
            int opened = receiveNext + window() - receiveEdge;
            int segment = sending.segmentBytes();
            boolean wasNarrow = receiveEdge - receiveNext < segment;
            if (opened >= 2 * segment || wasNarrow && opened > 0 && window() >= segment) {
                acknowledge();
            }
            output();
        }
    }

    // ---- segments to the guest

    private void output() {
        if (state != State.ESTABLISHED || finAcknowledged) {
            return;
        }
        boolean last = host.ended();
        int end = sending.unacknowledged() + host.toGuest.size();
        for (int n = sendable(end); n > 0; n = sendable(end)) {
            sendData(n, sending.next() + n == end);
        }
        if (last && sending.next() == end) {
            send(FIN | ACK, end, new byte[0]);
            sending.sent(1);
        }
        if (!timer.isSet() && (sending.inFlight() || end != sending.next())) {
            timer.in(timeout);
        }
    }

    /** Length of the next segment before {@code end}; 0 for none, also when it would be silly (RFC 9293, 3.8.6.2). */
    private int sendable(int end) {
        int left = end - sending.next();
        int n = Math.min(Math.min(left, sending.usable()), sending.segmentBytes());
        boolean silly = n < sending.segmentBytes() && n < left && sending.inFlight();
        return n > 0 && !silly ? n : 0;
    }

    private void sendData(int length, boolean push) {
        byte[] data = host.toGuest.peek(sending.next() - sending.unacknowledged(), length);
        send(push ? PSH | ACK : ACK, sending.next(), data);
        sending.sent(length);
    }

    private void timeout() {
        if (state == State.TIME_WAIT) {
            close();
            return;
        }
        boolean handshake = state != State.ESTABLISHED;
        if (++retries > (handshake ? MAX_SYN_RETRIES : MAX_RETRIES)) {
            abort();
            return;
        }
        timeout = Math.min(2 * timeout, LONGEST_TIMEOUT);
        if (handshake) {
            sendSyn(state == State.SYN_SENT ? SYN : SYN | ACK);
            return;
        }
        sending.timedOut();
        if (sending.shut() && host.toGuest.size() > 0) {
            sendData(1, true);
            timer.in(timeout);
        } else {
            output();
        }
    }

    private void sendSyn(int flags) {
        receiveEdge = receiveNext + window();
        engine.send(key, new TcpSegment(key.localPort(), key.guestPort(), sending.unacknowledged(),
            (flags & ACK) == 0 ? 0 : receiveNext, flags, window(), OUR_MSS, new byte[0]));
        sending.synSent();
        timer.in(timeout);
    }

    private void acknowledge() {
        send(ACK, sending.next(), new byte[0]);
    }

    private void send(int flags, int sequence, byte[] data) {
        receiveEdge = receiveNext + window();
        engine.send(key, new TcpSegment(key.localPort(), key.guestPort(), sequence, receiveNext, flags,
            window(), 0, data));
    }

    private int window() {
        return host.toHost.free();
    }
}
