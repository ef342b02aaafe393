package dev.espalier.emulator.net;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The guest's end of one TCP connection: stop, send again after a while, in order only. */
final class GuestTcp implements Rig.Listener {

    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    private static final byte[] NOTHING = new byte[0];
    private static final int MSS = 536;
    private static final long RESEND_NANOS = 500_000_000L;

    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Rig rig;
    private final int over;
    private final String local;
    private final int localPort;
    private String remote;
    private int remotePort;
    int window = 2 * MSS;
    boolean acknowledging = true;
    boolean refusing;
    boolean established;
    boolean reset;
    boolean peerFinished;
    boolean finAcknowledged;
    int peerWindow;
    int peerMss;
    int segments;
    private int unacknowledged = 1000;
    private int next = 1000;
    private int expected;
    private byte[] outgoing = NOTHING;
    private int taken;
    private boolean passive;
    private boolean finishing;
    private long sentAt;

    private GuestTcp(Rig rig, String local, int localPort, String remote, int remotePort) {
        this.rig = rig;
        this.over = 0;
        this.local = local;
        this.localPort = localPort;
        this.remote = remote;
        this.remotePort = remotePort;
        rig.listen(this);
    }

    /** Listens on one of the two interfaces. */
    GuestTcp(Rig rig, String local, int localPort, int over) {
        this.rig = rig;
        this.over = over;
        this.local = local;
        this.localPort = localPort;
        rig.listen(this);
    }

    static GuestTcp connect(Rig rig, String local, int localPort, String remote, int remotePort) {
        return connect(rig, local, localPort, remote, remotePort, 1000);
    }

    static GuestTcp connect(Rig rig, String local, int localPort, String remote, int remotePort, int initial) {
        GuestTcp tcp = new GuestTcp(rig, local, localPort, remote, remotePort);
        tcp.unacknowledged = initial;
        tcp.sendSyn(SYN);
        return tcp;
    }

    static GuestTcp listen(Rig rig, String local, int localPort) {
        return new GuestTcp(rig, local, localPort, 0);
    }

    void send(byte[] data) {
        outgoing = Frames.join(outgoing, data);
        pump();
    }

    void finish() {
        finishing = true;
        pump();
    }

    void reset() {
        segment(RST | ACK, next, NOTHING);
    }

    /** Sends any segment at all. */
    void segment(int flags, int sequence, byte[] data) {
        transmit(sequence, flags, NOTHING, data);
    }

    int unacknowledged() {
        return unacknowledged;
    }

    String remote() {
        return remote;
    }

    int unsent() {
        return outgoing.length - taken;
    }

    /** Opens the window again and says so. */
    void openWindow(int bytes) {
        window = bytes;
        segment(ACK, next, NOTHING);
    }

    /** Sends again what was not acknowledged. */
    @Override
    public void tick() {
        boolean owed = unsent() > 0 || finishing && !finAcknowledged || !established;
        if (rig.clock.nanos() - sentAt > RESEND_NANOS && owed && remote != null && !reset) {
            sentAt = rig.clock.nanos();
            next = unacknowledged;
            if (established) {
                pump();
            } else {
                sendSyn(passive ? SYN | ACK : SYN);
            }
        }
    }

    private void sendSyn(int flags) {
        sentAt = rig.clock.nanos();
        transmit(unacknowledged, flags, new byte[] {1, 1, 2, 4, MSS >> 8, (byte) MSS, 1, 1}, NOTHING);
        next = unacknowledged + 1;
    }

    private void transmit(int sequence, int flags, byte[] options, byte[] data) {
        rig.send(over, Frames.tcp(over == 0 ? Rig.MAC : Rig.AP_MAC, local, localPort, remote, remotePort, sequence,
            expected, flags, window, options, data));
    }

    private void pump() {
        if (!established) {
            return;
        }
        int flight = next - unacknowledged;
        while (flight < unsent() && flight < peerWindow) {
            int n = Math.min(Math.min(MSS, unsent() - flight), peerWindow - flight);
            segment(PSH | ACK, next, Arrays.copyOfRange(outgoing, taken + flight, taken + flight + n));
            next += n;
            sentAt = rig.clock.nanos();
            flight = next - unacknowledged;
        }
        if (finishing && !finAcknowledged && flight == unsent()) {
            segment(FIN | ACK, next, NOTHING);
            next++;
            sentAt = rig.clock.nanos();
        }
    }

    @Override
    public void frame(byte[] f) {
        int tcp = Frames.ETHERNET + Frames.IP;
        if (Frames.u16(f, 12) != 0x0800 || f[Frames.ETHERNET + 9] != 6 || Frames.u16(f, tcp + 2) != localPort) {
            return;
        }
        if (!Frames.checksumsHold(f)) {
            throw new AssertionError("the network sent a wrong checksum");
        }
        int flags = f[tcp + 13];
        if (remote == null && (flags & SYN) != 0) {
            passive = true;
            remote = Frames.dotted(f, Frames.ETHERNET + 12);
            remotePort = Frames.u16(f, tcp);
        }
        if (remote == null || Frames.u16(f, tcp) != remotePort) {
            return;
        }
        segments++;
        int header = (f[tcp + 12] >> 4 & 15) * 4;
        byte[] data = Frames.slice(f, tcp + header, Frames.ETHERNET + Frames.u16(f, Frames.ETHERNET + 2));
        take(flags, Frames.u32(f, tcp + 4), Frames.u32(f, tcp + 8), Frames.u16(f, tcp + 14), data,
            header == 24 ? Frames.u16(f, tcp + 22) : 0);
    }

    private void take(int flags, int sequence, int acknowledged, int newWindow, byte[] data, int mss) {
        if ((flags & RST) != 0) {
            reset = true;
            return;
        }
        peerWindow = newWindow;
        if ((flags & SYN) != 0) {
            expected = sequence + 1;
            peerMss = mss;
            if (refusing) {
                segment(RST | ACK, 0, NOTHING);
            } else if ((flags & ACK) == 0) {
                sendSyn(SYN | ACK);
            } else {
                unacknowledged = acknowledged;
                next = acknowledged;
                established = true;
                segment(ACK, next, NOTHING);
            }
            return;
        }
        takeAcknowledgement(acknowledged);
        if (data.length > 0 || (flags & FIN) != 0) {
            takeData(flags, sequence, data);
        }
        pump();
    }

    private void takeAcknowledgement(int acknowledged) {
        if (!established && acknowledged == next) {
            established = true;
            unacknowledged = acknowledged;
        }
        int n = acknowledged - unacknowledged;
        if (n > 0) {
            int bytes = Math.min(n, unsent());
            taken += bytes;
            finAcknowledged |= n > bytes;
            unacknowledged = acknowledged;
            next = Math.max(next, unacknowledged);
            sentAt = rig.clock.nanos();
        }
    }

    private void takeData(int flags, int sequence, byte[] data) {
        if (!acknowledging) {
            return;
        }
        if (sequence == expected && data.length <= window) {
            received.writeBytes(data);
            expected += data.length;
            if ((flags & FIN) != 0 && !peerFinished) {
                peerFinished = true;
                expected++;
            }
        }
        segment(ACK, next, NOTHING);
    }
}
