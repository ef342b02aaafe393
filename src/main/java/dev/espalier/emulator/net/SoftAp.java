package dev.espalier.emulator.net;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.state.Stateful;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The board's own access point as seen by the one client that may join it. Guest thread only. */
final class SoftAp implements Stateful {

    private static final long JOIN_NANOS = 500_000_000L;

    private final Runnable onChange;
    private final Clock.Alarm joining;
    private volatile boolean running;
    private volatile String ssid = "";
    private String password = "";
    private SoftApWish wish;
    private volatile boolean joined;
    private volatile boolean refused;

    SoftAp(Clock clock, Runnable onChange) {
        this.onChange = onChange;
        this.joining = clock.alarm("nic.softap", this::join);
    }

    void start(String newSsid, String newPassword) {
        ssid = newSsid;
        password = newPassword;
        running = true;
        leave();
        tryToJoin();
    }

    void stop() {
        running = false;
        joining.cancel();
        leave();
    }

    /** The chip was reset: nothing is told to the guest. */
    void reset() {
        running = false;
        joined = false;
        refused = false;
        joining.cancel();
    }

    /** What the client wants from now on; null sends it away. */
    void wish(SoftApWish newWish) {
        boolean stays = joined && newWish != null && newWish.accepts(ssid, password);
        wish = newWish;
        if (!stays) {
            joining.cancel();
            leave();
            tryToJoin();
        }
    }

    boolean joined() {
        return joined;
    }

    SoftApStatus status() {
        return new SoftApStatus(running, ssid, joined, refused);
    }

    private void tryToJoin() {
        refused = false;
        if (running && wish != null) {
            joining.in(JOIN_NANOS);
        }
    }

    private void join() {
        joined = running && wish != null && wish.accepts(ssid, password);
        refused = !joined;
        if (joined) {
            onChange.run();
        }
    }

    private void leave() {
        if (joined) {
            joined = false;
            onChange.run();
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(running);
        out.writeUTF(ssid);
        out.writeUTF(password);
        out.writeBoolean(joined);
    }

    @Override
    public void load(DataInput in) throws IOException {
        running = in.readBoolean();
        ssid = in.readUTF();
        password = in.readUTF();
        joined = in.readBoolean();
    }
}
