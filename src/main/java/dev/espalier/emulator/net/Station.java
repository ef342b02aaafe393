package dev.espalier.emulator.net;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** The NIC's station: scans, associates, loses its access point. Guest thread only. */
final class Station implements Stateful {

    /** Values of STA_STATUS. */
    static final int IDLE = 0;
    static final int CONNECTING = 1;
    static final int WRONG_PASSWORD = 2;
    static final int NO_AP_FOUND = 3;
    static final int LINK_LOST = 4;
    static final int ASSOCIATED = 5;

    /** Scan, authentication, association and key exchange of a real chip take about this long. */
    private static final long ASSOCIATION_NANOS = 700_000_000L;

    private final Air air;
    private final Runnable onChange;
    private final Clock.Alarm answer;
    private volatile int status = IDLE;
    private volatile String ssid = "";
    private String password = "";
    private AccessPoint accessPoint;
    private volatile int attempts;
    private volatile int associations;
    private volatile long frames;
    private volatile StationStatus.Refusal refusal = StationStatus.Refusal.NONE;

    Station(Air air, Clock clock, Runnable onChange) {
        this.air = air;
        this.onChange = onChange;
        this.answer = clock.alarm("nic.association", this::associate);
    }

    void connect(String toSsid, String withPassword) {
        ssid = toSsid;
        password = withPassword;
        attempts++;
        become(CONNECTING, null);
        answer.in(ASSOCIATION_NANOS);
    }

    /** It looks around for an access point of that name, before it connects. */
    void seek(String forSsid, String withPassword) {
        if (forSsid.isEmpty()) {
            return;
        }
        ssid = forSsid;
        attempts++;
        if (air.answer(forSsid, withPassword).isEmpty()) {
            refusal = StationStatus.Refusal.NO_SUCH_NAME;
        }
    }

    void disconnect() {
        answer.cancel();
        if (status != IDLE) {
            become(IDLE, null);
        }
    }

    /** The chip was reset: nothing is told to anybody. */
    void reset() {
        answer.cancel();
        status = IDLE;
        accessPoint = null;
    }

    /** It has sent a frame. */
    void sent() {
        frames++;
    }

    /** For onlookers; any thread. */
    StationStatus describe() {
        return new StationStatus(attempts, ssid, refusal, associations, linkUp(), frames);
    }

    /** All access points fell silent, if only for a moment. */
    void loseAny() {
        if (status == ASSOCIATED) {
            become(LINK_LOST, null);
        }
    }

    /** This access point fell silent, if only for a moment. */
    void lose(String lost) {
        if (status == ASSOCIATED && accessPoint().filter(joined -> joined.ssid().equals(lost)).isPresent()) {
            become(LINK_LOST, null);
        }
    }

    /** Some access point came or went. */
    void airChanged() {
        if (status == ASSOCIATED) {
            Optional<AccessPoint> now = accessPoint().flatMap(joined -> air.hear(joined.ssid()));
            if (now.isEmpty()) {
                become(LINK_LOST, null);
            } else {
                accessPoint = now.get();
            }
        }
    }

    int status() {
        return status;
    }

    boolean linkUp() {
        return status == ASSOCIATED;
    }

    /** The access point of the present association. */
    Optional<AccessPoint> accessPoint() {
        return Optional.ofNullable(accessPoint);
    }

    private void associate() {
        Optional<AccessPoint> heard = air.answer(ssid, password);
        if (heard.isEmpty()) {
            refusal = StationStatus.Refusal.NO_SUCH_NAME;
            become(NO_AP_FOUND, null);
        } else if (!heard.get().accepts(password)) {
            refusal = StationStatus.Refusal.WRONG_PASSWORD;
            become(WRONG_PASSWORD, null);
        } else {
            refusal = StationStatus.Refusal.NONE;
            associations++;
            frames = 0;
            become(ASSOCIATED, heard.get());
        }
    }

    private void become(int newStatus, AccessPoint with) {
        status = newStatus;
        accessPoint = with;
        onChange.run();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(status);
        out.writeUTF(ssid);
        out.writeUTF(password);
        out.writeUTF(accessPoint == null ? "" : accessPoint.ssid());
    }

    @Override
    public void load(DataInput in) throws IOException {
        status = in.readInt();
        ssid = in.readUTF();
        password = in.readUTF();
        accessPoint = air.hear(in.readUTF()).orElse(null);
    }
}
