package dev.espalier.emulator;

import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.IdlePacer;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.flash.FlashFile;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.emulator.net.wire.MacAddress;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.emulator.vendor.RadioBoundary;
import dev.espalier.link.SerialLink;
import dev.espalier.time.TimeSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A virtual ESP8266 on its {@link BoardHardware}, with a 26 MHz crystal and the usual two-transistor reset circuit,
 * offered over a {@link SerialLink} as a board on a USB cable would be. It executes the mask ROM, the
 * boot loader and the firmware as machine code, and knows nothing of the firmware.
 *
 * <p>The machine lives on its own thread; everything public here may be called from any thread.
 * Closing stops it, but leaves its flash file as a board without power leaves its flash.
 */
public final class VirtualEsp8266 implements AutoCloseable, Watchable {

    /** Baud rate of the ROM after a reset: 52 MHz divided by 694, sold as 74880. */
    public static final int ROM_BAUD = 74_880;
    /** The default MAC address. */
    public static final long DEFAULT_MAC = 0x5CCF7F123456L;

    private static final System.Logger LOG = System.getLogger(VirtualEsp8266.class.getName());
    private static final long LONGEST_WAIT_NANOS = 4_000_000;
    /** Shorter waits cost more than they bring. */
    private static final long TOLERATED_LEAD_NANOS = 1_000_000;
    private static final long STOP_MILLIS = 10_000;
    private static final Duration CHECKPOINTS = Duration.ofSeconds(5);

    private final PostBox posts = new PostBox();
    private final Machine machine;
    private final CodeWatches watches;
    private final IdlePacer pacer;
    private final FlashFile flashFile;
    private final String romDigest;
    private final Tape.Board description;
    /** Null unless the board is recorded; guest thread. */
    private Recording recording;
    private final Thread thread;
    private final TimeSource published;
    private volatile BoardLink link;
    private final TimeSource wall;
    /** Wall time of the last change of the modem lines; guest thread. */
    private long lastLinesNanos;
    private boolean linkTaken;
    /** What waits for the core to sleep; guest thread. */
    private final Deque<Runnable> atRest = new ArrayDeque<>();
    private volatile boolean stopping;
    private volatile Throwable failure;
    /** Done when the guest thread runs nothing more, posted or not. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private VirtualEsp8266(Builder builder) throws IOException {
        MaskRom rom = builder.rom != null ? MaskRom.of(builder.rom) : MaskRom.bundled();
        romDigest = rom.digest();
        machine = new Machine(rom.bytes(), builder.hardware, builder.mac, builder.seed, this::serialOut, builder.network, posts,
            builder.radio, builder.notices());
        machine.cpu.unprovided(rom.unprovided());
        watches = new CodeWatches(machine);
        description = new Tape.Board(romDigest, builder.hardware.flashBytes(), builder.hardware.wakesFromDeepSleep(), builder.mac,
            builder.radio);
        wall = builder.wall;
        pacer = new IdlePacer(builder.wall, machine.outside());
        published = machine.clock.published();
        if (builder.image != null) {
            machine.flash.requireRoom(0, builder.image.length);
        }
        flashFile = builder.flashFile == null ? null : openFlash(builder.flashFile);
        if (builder.image != null) {
            machine.flash.preload(0, builder.image);
        }
        link = new BoardLink(this);
        thread = new Thread(this::live, "virtual-esp8266-%012x".formatted(builder.mac));
        thread.setDaemon(true);
    }

    private FlashFile openFlash(Path path) throws IOException {
        FlashFile file = FlashFile.open(path, machine.flash.sizeBytes());
        try {
            machine.flash.keepIn(file);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** A board to be described, not yet powered. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens the serial line. Bytes that the board has sent since power-on are waiting there the first
     * time, even from a board that has stopped since: they may say why. Later only what it sends from now on.
     *
     * @throws IOException when the line is open already or the board has stopped
     */
    public synchronized SerialLink link() throws IOException {
        if (stopping || linkTaken && failure != null) {
            throw hasStopped(failure);
        }
        if (linkTaken) {
            if (!link.closed()) {
                throw new IOException("the virtual board's serial line is in use; close the link that is open");
            }
            link = new BoardLink(this);
            setLines(false, false);
        }
        linkTaken = true;
        return link;
    }

    /**
     * Bytes of the guest's data RAM between two of its instructions. The guest does not notice.
     *
     * @param address in data RAM, 3FFE8000 to 3FFFFFFF
     * @throws IllegalArgumentException when a byte lies outside of it
     * @throws IOException when the board has stopped
     */
    public byte[] peek(int address, int length) throws IOException {
        DataRam.requireInside(address, length);
        return onGuestThread(() -> new DataRam(machine.bus).read(address, length));
    }

    /**
     * Hands the guest's data RAM to {@code work} as soon as the core sleeps: no function of the guest is under way
     * then, so that books which its functions keep may be changed. A recording under way begins anew behind it.
     *
     * @param patience wall time that the core is granted to fall asleep
     * @return what {@code work} gave
     * @throws IOException when the core did not sleep in time, or the board has stopped
     */
    public <T> T whenAsleep(Function<DataRam, T> work, Duration patience) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        result.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        posts.post(() -> atRest.add(() -> {
            if (!result.isDone()) {
                complete(result, () -> work.apply(new DataRam(machine.bus)));
                cutRecording();
            }
        }));
        return await(result);
    }

    @Override
    public void watch(int address, CodeWatch watch) throws IOException {
        onGuestThread(() -> {
            watches.add(address, watch);
            return null;
        });
    }

    @Override
    public void unwatch(int address, CodeWatch watch) throws IOException {
        onGuestThread(() -> {
            watches.remove(address, watch);
            return null;
        });
    }

    /** Guest time since power-on, as other threads may see it. */
    public TimeSource clock() {
        return published;
    }

    /** The chip's pins. */
    public BoardPins pins() {
        return new BoardPins(machine, this::onGuestThread);
    }

    /** Takes the power away and gives it back; only the flash remembers. */
    public void powerCycle() {
        posts.post(machine::powerCycle);
    }

    /**
     * The whole machine between two instructions.
     *
     * @throws IOException when TCP connections with the outside are open, or the board has stopped
     */
    public byte[] snapshot() throws IOException {
        return onGuestThread(() -> {
            refuseWithConnections("taken");
            return Snapshot.of(machine.parts(), romDigest);
        });
    }

    /**
     * Makes the machine what it was when {@code snapshot} was taken, flash and its file included.
     *
     * @throws IOException when the bytes are no snapshot of a board with this ROM and these parts, TCP
     *                     connections with the outside are open, or the board has stopped
     */
    public void restore(byte[] snapshot) throws IOException {
        onGuestThread(() -> {
            refuseWithConnections("restored");
            Snapshot.into(machine.parts(), romDigest, snapshot);
            cutRecording();
            return null;
        });
    }

    private void cutRecording() {
        if (recording != null) {
            recording.cut();
        }
    }

    /** Records what reaches the board from outside from now on, with a checkpoint every five seconds of guest time. */
    public Recording record() throws IOException {
        return record(CHECKPOINTS);
    }

    /**
     * Records what reaches the board from outside from now on, so that it can be replayed. The guest does not notice.
     * TCP connections may be open. Takes the place of a recording that is under way.
     *
     * @param checkpoints guest time between two checkpoints; a {@link Replay#nearEnd} begins one to two of them before the end
     * @throws IOException when the board has stopped
     */
    public Recording record(Duration checkpoints) throws IOException {
        return onGuestThread(() -> {
            Recording fresh = new Recording(machine, description, checkpoints.toNanos(), this::onGuestThread, this::recorded);
            fresh.begin();
            recording = fresh;
            return fresh;
        });
    }

    private void recorded(Recording which) {
        if (recording == which) {
            recording = null;
            machine.tape(null);
            machine.onReset(cause -> { });
        }
    }

    private void refuseWithConnections(String what) throws IOException {
        if (machine.outside().connected()) {
            throw new IOException(("a snapshot cannot be %s while the board has TCP connections with the outside:"
                + " their other ends would not be in it; close them or stop the broker first").formatted(what));
        }
    }

    /** Stops the machine and lets go of its file, sockets and thread. */
    @Override
    public void close() throws IOException {
        stopping = true;
        posts.post(() -> { });
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IOException("the virtual board's thread did not stop within %d ms".formatted(STOP_MILLIS));
        }
        link.close();
        if (flashFile != null) {
            flashFile.close();
        }
    }

    void sendSerial(byte[] data, int baud) {
        posts.post(() -> machine.receive(data, baud));
    }

    /**
     * Sets the modem lines and returns once they have changed: guest time may jump while the change
     * waits its turn, and a host that spaces two changes by guest time would find them made at once. A
     * host that spaces them by the wall may find the guest thread behind; EN still rises between two
     * changes that were far enough apart, or the straps would be sampled too late.
     */
    void setLines(boolean dtr, boolean rts) throws IOException {
        long at = wall.nanos();
        onGuestThread(() -> {
            boolean afterRise = machine.resetCircuit.rising() && at - lastLinesNanos >= ResetCircuit.RISE_NANOS;
            lastLinesNanos = at;
            machine.lines(dtr, rts, afterRise);
            return null;
        });
    }

    private void serialOut(int value, int baud) {
        link.arrived(value, baud, machine.clock.nanos());
    }

    /** The guest thread. Whatever ends it reaches the readers of the link. */
    private void live() {
        try {
            while (!stopping) {
                if (recording != null) {
                    recording.turn();
                }
                posts.runPosted();
                execute();
                if (machine.idle()) {
                    for (Runnable rested = atRest.poll(); rested != null; rested = atRest.poll()) {
                        rested.run();
                    }
                    passIdleTime();
                }
            }
        } catch (Throwable e) {
            failure = e;
            link.fail(e);
        } finally {
            machine.close();
            posts.runPosted();
            ended.complete(null);
        }
    }

    /** Runs one slice; waits when the guest has got too far ahead of the outside world. */
    private void execute() {
        long before = machine.clock.nanos();
        machine.runSlice();
        long ahead = pacer.charge(machine.clock.nanos() - before, pacer.pace());
        if (ahead > TOLERATED_LEAD_NANOS) {
            posts.await(Math.min(LONGEST_WAIT_NANOS, ahead));
        }
    }

    /** Lets idle guest time pass, no faster than the pacer grants it; an event posted meanwhile ends the wait. */
    private void passIdleTime() {
        long now = machine.clock.nanos();
        int pace = machine.resetCircuit.rising() ? IdlePacer.OWED : pacer.pace();
        long wanted = Math.min(machine.clock.nextAlarmNanos() - now, pace * LONGEST_WAIT_NANOS);
        long granted = pacer.grant(wanted, pace);
        if (granted < wanted) {
            posts.await(Math.min(LONGEST_WAIT_NANOS, pacer.wallNanosFor(wanted - granted, pace)));
            granted += pacer.grant(wanted - granted, pace);
        }
        machine.skipTo(now + granted);
    }

    private <T> T onGuestThread(Callable<T> action) throws IOException {
        if (Thread.currentThread() == thread) {
            return called(action);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        posts.post(() -> complete(result, action));
        return await(result);
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> action) {
        try {
            result.complete(action.call());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    private <T> T await(CompletableFuture<T> result) throws IOException {
        try {
            CompletableFuture.anyOf(result, ended).get();
            if (!result.isDone()) {
                throw hasStopped(failure);
            }
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the virtual board", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new IOException("the virtual board's core did not sleep in the time that it was given", e);
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    /** The guest thread itself, from within a watch, must not wait for its own turn. */
    private static <T> T called(Callable<T> action) throws IOException {
        try {
            return action.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** What whoever turns to a board without a guest thread is told; {@code cause} is null when it was closed. */
    static IOException hasStopped(Throwable cause) {
        return cause == null
            ? new IOException("the virtual board has stopped: it was closed; start a new one")
            : new IOException("the virtual board has stopped: " + cause.getMessage()
                + "; its thread ended with the cause below, restart the board", cause);
    }

    /** Describes a board; every setting has a default. */
    public static final class Builder {

        private byte[] rom;
        private byte[] image;
        private Path flashFile;
        private BoardHardware hardware = BoardHardware.usual();
        private long mac = DEFAULT_MAC;
        private long seed = 1;
        private NetworkDevice.Factory network = slot -> NetworkDevice.none();
        private NoticeListener notices = message -> LOG.log(Level.WARNING, "virtual board: {0}", message);
        private RadioBoundaries radio = RadioBoundaries.NONE;
        private boolean strict;
        private TimeSource wall = TimeSource.wall();

        private Builder() {
        }

        /** Another mask ROM than the bundled one, at most 64 KB. */
        public Builder rom(byte[] bytes) {
            rom = bytes.clone();
            return this;
        }

        /** Flash content from address 0; the rest is erased, or what the flash file holds. */
        public Builder flash(byte[] content) {
            image = Arrays.copyOf(content, content.length);
            return this;
        }

        /** Keeps the flash in this file between runs; created when it does not exist. */
        public Builder flashFile(Path path) {
            flashFile = path;
            return this;
        }

        /** What is around the chip; without this call the usual module. */
        public Builder hardware(BoardHardware around) {
            hardware = around;
            return this;
        }

        /** The station's MAC address, first octet highest in the low 48 bits. */
        public Builder mac(long address) {
            mac = address;
            return this;
        }

        /** Seed of the random number register. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The NIC and what is behind it; none without this call. */
        public Builder network(NetworkDevice.Factory factory) {
            network = factory;
            return this;
        }

        /** A NIC in this network, which outlives the board. */
        public Builder network(VirtualNetwork around) {
            return network(slot -> {
                MmioDevice nic = around.attach(slot.dma(), slot.clock(), slot.interrupts(), slot.guest(),
                    new MacAddress(slot.mac()));
                return new NetworkDevice(nic, around.outsideWorld(), () -> around.detach(nic));
            });
        }

        /** How the Wi-Fi of the vendor's SDK reaches the network; without it such an image runs everything but Wi-Fi. */
        public Builder radio(RadioBoundary boundary) {
            return radio(RadioBoundaries.of(boundary));
        }

        /** How the Wi-Fi libraries of whichever of several images is on the board reach the network. */
        public Builder radio(RadioBoundaries boundaries) {
            radio = boundaries;
            return this;
        }

        /** Told of registers and commands that are not modelled, once each; guest thread. By default they are logged. */
        public Builder notices(NoticeListener listener) {
            notices = listener;
            return this;
        }

        /** Whether the board stops at the first thing that is not modelled, instead of noting it. */
        public Builder strict(boolean on) {
            strict = on;
            return this;
        }

        /** The wall clock that idle time is paced by. */
        public Builder wall(TimeSource clock) {
            wall = clock;
            return this;
        }

        private NoticeListener notices() {
            NoticeListener listener = notices;
            return !strict ? listener : message -> {
                listener.notice(message);
                throw new IllegalStateException("strict board: " + message);
            };
        }

        /**
         * Powers the board on.
         *
         * @throws IOException when there is no mask ROM or the flash file cannot be used
         */
        public VirtualEsp8266 start() throws IOException {
            VirtualEsp8266 board = new VirtualEsp8266(this);
            board.thread.start();
            return board;
        }
    }
}
