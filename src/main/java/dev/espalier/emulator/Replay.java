package dev.espalier.emulator;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.OutsideWorld;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.tape.Entry;
import dev.espalier.emulator.tape.Kind;
import dev.espalier.emulator.tape.ReplayedDevice;
import dev.espalier.emulator.tape.TapeReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a {@link Tape} again, on a machine of its own without network and without wall time: the guest goes through
 * the very same instructions, on the same cycles, as it did on the board. Every byte that it sends, every access
 * to the network device and at last the state of every part of the machine are compared with the tape.
 *
 * <p>Watches and the flight recorder may be on; the guest does not notice. For one thread.
 */
public final class Replay implements Watchable {

    private static final long SLICE_CYCLES = 50_000;
    private static final int MOST_FAULTS = 1_000;

    private final Tape tape;
    private final TapeReader reader;
    private final CodeWatches watches;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Fault> faults = new ArrayList<>();
    private final Machine machine;
    private ReplayedDevice device;
    private FlightRecorder recorder;
    private boolean started;
    private boolean ended;

    private Replay(Tape tape, Checkpoint from) throws IOException {
        this.tape = tape;
        MaskRom rom = MaskRom.bundled();
        if (!rom.digest().equals(tape.board().romDigest())) {
            throw new IOException("wanted the mask ROM of the tape, %s; seen %s; record it anew with this version"
                .formatted(tape.board().romDigest(), rom.digest()));
        }
        reader = tape.from(from);
        BoardHardware hardware = BoardHardware.usual().withFlashBytes(tape.board().flashBytes())
            .withWakeFromDeepSleep(tape.board().wakesFromDeepSleep());
        machine = new Machine(rom.bytes(), hardware, tape.board().mac(), 0, this::sent, this::network, new PostBox(),
            tape.board().radio(), NoticeListener.NONE);
        machine.cpu.unprovided(rom.unprovided());
        machine.cpu.onException(this::raised);
        watches = new CodeWatches(machine);
        Snapshot.into(machine.insideParts(), from.states());
        started = true;
    }

    /** A replay of the whole tape, from its beginning. */
    public static Replay of(Tape tape) throws IOException {
        return new Replay(tape, tape.checkpoints().get(0));
    }

    /** A replay of the tape's end: from the last checkpoint but one, if it has so many. */
    public static Replay nearEnd(Tape tape) throws IOException {
        return new Replay(tape, tape.nearEnd());
    }

    private NetworkDevice network(NetworkDevice.Slot slot) {
        if (tape.network().isEmpty()) {
            return NetworkDevice.none();
        }
        device = new ReplayedDevice(tape.network(), this::accessed, this::deviceStores, this::interruptLines);
        return new NetworkDevice(device, OutsideWorld.NOBODY, () -> { });
    }

    @Override
    public void watch(int address, CodeWatch watch) {
        watches.add(address, watch);
    }

    @Override
    public void unwatch(int address, CodeWatch watch) {
        watches.remove(address, watch);
    }

    /**
     * Keeps account of every instruction and store from now on.
     *
     * @param instructions how many of the latest are kept, at least 1
     * @param stores       the same of stores
     */
    public FlightRecorder record(int instructions, int stores) {
        recorder = new FlightRecorder(machine, instructions, stores);
        machine.cpu.observe(recorder.observer());
        return recorder;
    }

    /** Goes on to the end of the tape. */
    public void runToEnd() {
        runTo(Long.MAX_VALUE);
    }

    /**
     * Goes on until the guest has executed or slept through {@code cycles} since power-on, or to the end of the tape.
     * When the guest sleeps or waits then, that is passed over to its end.
     *
     * @throws ReplayDiverged when the guest does not do what it did
     */
    public void runTo(long cycles) {
        applyDue();
        while (!ended && machine.clock.cycles() < cycles) {
            bound();
            machine.runSlice(Math.min(SLICE_CYCLES, cycles - machine.clock.cycles()));
            if (machine.idle()) {
                machine.skipTo(machine.clock.nextAlarmNanos());
            }
            applyDue();
        }
    }

    /** Cycles since power-on. */
    public long cycles() {
        return machine.clock.cycles();
    }

    /** Whether the end of the tape is reached. */
    public boolean ended() {
        return ended;
    }

    /** What the board sent on its serial line, each byte as the character of that number. */
    public String serial() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    /** The guest's exceptions so far, the latest {@value #MOST_FAULTS}, the oldest first. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    // ---- what the tape has from outside

    private void bound() {
        Entry next = reader.peek();
        if (!next.kind().comesFromOutside()) {
            machine.clock.bound(Long.MAX_VALUE);
            return;
        }
        // A register's read that passes over a wait ends an instruction behind the alarm that ends the wait.
        long due = next.kind() == Kind.ALARM ? next.cycles() - Integer.toUnsignedLong(next.number()) : next.cycles();
        machine.clock.bound(due > machine.clock.cycles() ? due : next.cycles());
    }

    private void applyDue() {
        while (!ended && due()) {
            Entry entry = reader.take();
            machine.clock.bound(Long.MAX_VALUE);
            if (entry.kind() == Kind.TURN) {
                machine.finishAlarms();
            } else {
                apply(entry);
            }
            bound();
        }
    }

    /** Whether the next entry is one from outside whose time has come. */
    private boolean due() {
        Entry next = reader.peek();
        if (!next.kind().comesFromOutside()) {
            return false;
        }
        if (next.cycles() < machine.clock.cycles()) {
            throw new ReplayDiverged(next.toString(), "cycle " + machine.clock.cycles());
        }
        return next.cycles() == machine.clock.cycles();
    }

    private void apply(Entry entry) {
        int number = entry.number();
        switch (entry.kind()) {
            case SERIAL -> machine.receive(entry.data(), number);
            case LINES -> machine.lines((number & 1) != 0, (number & 2) != 0, (number & 4) != 0);
            case PIN -> machine.pin(number, entry.value());
            case ANALOG -> machine.analog(number);
            case POWER -> machine.powerCycle();
            case INTERRUPT -> interruptLines(number);
            case END -> end();
            default -> { }
        }
    }

    /** The machine must be what the board was then, to the last bit. */
    private void end() {
        ended = true;
        Map<String, Long> wanted = tape.endSums();
        Map<String, Long> seen = Snapshot.sums(machine.insideParts());
        List<String> others = wanted.keySet().stream().filter(part -> !wanted.get(part).equals(seen.get(part))).toList();
        if (!others.isEmpty()) {
            throw new ReplayDiverged("the machine that the board was at its end", "another state of " + String.join(", ", others));
        }
    }

    private void interruptLines(int raised) {
        machine.boundary.raised(raised);
    }

    // ---- what the guest does

    private Entry accessed(Entry access) {
        if (!started) {
            return access;
        }
        Entry taken = matching(access.kind(), access.number());
        while (reader.peek().kind().isEffect()) {
            device.apply(reader.take());
        }
        bound();
        return taken;
    }

    private void sent(int value, int baud) {
        if (started) {
            Entry taken = matching(Kind.SENT, value);
            if (taken.value() != baud) {
                throw new ReplayDiverged(taken.toString(), "%d baud".formatted(baud));
            }
            bound();
            sent.write(value);
        }
    }

    private Entry matching(Kind kind, int number) {
        while (reader.peek().kind() != Kind.END && due()) {
            Entry before = reader.take();
            if (before.kind() != Kind.TURN) {
                apply(before);
            }
        }
        Entry next = reader.peek();
        if (next.kind() != kind || next.number() != number || next.cycles() != machine.clock.cycles()) {
            throw new ReplayDiverged(next.toString(), "%s(%x) at cycle %d, pc %08x"
                .formatted(kind, number, machine.clock.cycles(), machine.cpu.pc()));
        }
        return reader.take();
    }

    private void deviceStores(int address, byte[] data) {
        for (int i = 0; i < data.length; i++) {
            machine.bus.store8(address + i, data[i] & 0xFF);
        }
        if (recorder != null) {
            recorder.deviceStored(address, data.length);
        }
    }

    private void raised(ExceptionCause cause, int address) {
        if (faults.size() == MOST_FAULTS) {
            faults.remove(0);
        }
        int[] registers = new int[16];
        for (int i = 0; i < registers.length; i++) {
            registers[i] = machine.cpu.register(i);
        }
        faults.add(new Fault(cause.number(), machine.cpu.pc(), address, machine.clock.cycles() - 1, machine.clock.nanos(), registers));
    }
}
