package dev.espalier.emulator.net;

import dev.espalier.emulator.clock.OutsideWorld;
import java.util.HashSet;
import java.util.Set;

/** Keeps account, for the pacer, of which peers are connected and which owe the guest an answer. */
final class Peers implements OutsideWorld {

    private final Set<Object> owing = new HashSet<>();
    private final Set<Object> open = new HashSet<>();
    private volatile int owingCount;
    private volatile int openCount;
    private volatile long questions;

    /**
     * It is the peer's turn: the guest connects to it or has sent it something, or the peer has opened
     * a connection and its first bytes are still to come. What the guest sends on a connection that the
     * peer opened is an answer and asks for nothing.
     */
    synchronized void asked(Object peer) {
        owing.add(peer);
        owingCount = owing.size();
        questions = questions + 1;
    }

    synchronized void answered(Object peer) {
        owing.remove(peer);
        owingCount = owing.size();
    }

    synchronized void opened(Object connection) {
        open.add(connection);
        openCount = open.size();
    }

    synchronized void closed(Object connection) {
        open.remove(connection);
        openCount = open.size();
        answered(connection);
    }

    /** Nobody is connected, nobody owes: another board, or none. */
    synchronized void clear() {
        owing.clear();
        open.clear();
        owingCount = 0;
        openCount = 0;
    }

    @Override
    public boolean peerOwes() {
        return owingCount > 0;
    }

    @Override
    public boolean connected() {
        return openCount > 0;
    }

    @Override
    public long questions() {
        return questions;
    }
}
