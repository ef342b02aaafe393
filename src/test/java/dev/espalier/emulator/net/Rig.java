package dev.espalier.emulator.net;

import static org.awaitility.Awaitility.await;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.InterruptLines;
import dev.espalier.emulator.net.wire.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A guest without a processor: memory, clock and interrupt line, and a test that works the registers. */
final class Rig {

    static final String MAC = "5ccf7f123456";
    static final String AP_MAC = "5ecf7f123456";
    static final int DRAM = 0x3FFE_8000;
    static final int DRAM_BYTES = 0x18000;
    static final int RX_BUFFER = DRAM + 0x1001;
    static final int TX_BUFFER = DRAM + 0x2003;
    static final int TEXTS = DRAM + 0x3000;

    final VirtualNetwork network;
    final Clock clock = new Clock(80_000_000);
    final Dram memory = new Dram();
    final MmioDevice nic;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final List<Received> inbox = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    boolean interrupt;

    Rig(VirtualNetwork network) {
        this.network = network;
        nic = network.attach(memory, clock, new Line(), posted::add, new MacAddress(Long.parseLong(MAC, 16)));
        nic.reset();
    }

    record Received(int from, byte[] frame) {
    }

    interface Listener {
        void frame(byte[] frame);

        /** Guest time has passed. */
        default void tick() {
        }
    }

    /** Sees every frame that the guest takes from its queue. */
    void listen(Listener listener) {
        listeners.add(listener);
    }

    // ---- registers

    int read(int offset) {
        return nic.read(offset);
    }

    void write(int offset, int value) {
        nic.write(offset, value);
    }

    void text(int register, int at, String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            memory.store8(at + i, bytes[i]);
        }
        write(register, at);
    }

    void connect(String ssid, String password) {
        write(Nic.CONTROL, read(Nic.CONTROL) | 1);
        text(Nic.STA_SSID, TEXTS, ssid);
        text(Nic.STA_PASS, TEXTS + 64, password);
        write(Nic.STA_COMMAND, 1);
    }

    void startSoftAp(String ssid, String password) {
        write(Nic.CONTROL, read(Nic.CONTROL) | 2);
        text(Nic.AP_SSID, TEXTS + 128, ssid);
        text(Nic.AP_PASS, TEXTS + 192, password);
        write(Nic.AP_COMMAND, 1);
    }

    /** Associates with the standard access point. */
    Rig associated() {
        connect("espalier", "hil-bench");
        pass(Duration.ofSeconds(1));
        return this;
    }

    void send(byte[] frame) {
        send(0, frame);
    }

    void send(int over, byte[] frame) {
        for (int i = 0; i < frame.length; i++) {
            memory.store8(TX_BUFFER + i, frame[i]);
        }
        write(Nic.TX_ADDRESS, TX_BUFFER);
        write(Nic.TX_LENGTH, frame.length);
        write(Nic.TX_COMMAND, over);
    }

    /** Takes every queued frame by DMA, into the inbox and to the listeners. */
    void takeFrames() {
        for (int length = read(Nic.RX_LENGTH); length > 0; length = read(Nic.RX_LENGTH)) {
            int from = read(Nic.RX_INTERFACE);
            write(Nic.RX_ADDRESS, RX_BUFFER);
            write(Nic.RX_CAPACITY, 1514);
            write(Nic.RX_COMMAND, 1);
            byte[] frame = new byte[length];
            for (int i = 0; i < length; i++) {
                frame[i] = (byte) memory.load8(RX_BUFFER + i);
            }
            inbox.add(new Received(from, frame));
            List.copyOf(listeners).forEach(listener -> listener.frame(frame));
        }
    }

    List<byte[]> takeInbox() {
        takeFrames();
        List<byte[]> frames = inbox.stream().map(Received::frame).toList();
        inbox.clear();
        return frames;
    }

    /** The only frame received since the inbox was emptied. */
    byte[] onlyFrame() {
        List<byte[]> frames = takeInbox();
        if (frames.size() != 1) {
            throw new AssertionError("wanted one frame, seen " + frames.size());
        }
        return frames.get(0);
    }

    // ---- time

    /** Runs what was posted and one millisecond of guest time. */
    void step() {
        runPosted();
        takeFrames();
        advanceTo(clock.nanos() + 1_000_000);
        takeFrames();
        List.copyOf(listeners).forEach(Listener::tick);
    }

    void runPosted() {
        for (Runnable event = posted.poll(); event != null; event = posted.poll()) {
            event.run();
        }
    }

    /** Lets guest time pass, alarm by alarm. */
    void pass(Duration duration) {
        long end = clock.nanos() + duration.toNanos();
        while (clock.nextAlarmNanos() <= end) {
            advanceTo(clock.nextAlarmNanos());
            takeFrames();
        }
        advanceTo(end);
        runPosted();
        takeFrames();
    }

    private void advanceTo(long nanos) {
        clock.skipTo(nanos);
        clock.runDueAlarms();
    }

    /** Steps until the condition holds, at most ten seconds of wall time. */
    void until(String what, Callable<Boolean> condition) {
        await(what).pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(20)).until(() -> {
                step();
                return condition.call();
            });
    }

    private final class Line implements InterruptLines {
        @Override
        public void raise(int number) {
            interrupt |= number == 0;
        }

        @Override
        public void lower(int number) {
            interrupt &= number != 0;
        }
    }

    /** 96 KB at the chip's DRAM addresses; every other address is an error of the test. */
    static final class Dram implements Memory {
        private final byte[] bytes = new byte[DRAM_BYTES];

        @Override
        public int load8(int address) {
            return bytes[address - DRAM] & 0xFF;
        }

        @Override
        public int load16(int address) {
            return load8(address) | load8(address + 1) << 8;
        }

        @Override
        public int load32(int address) {
            return load16(address) | load16(address + 2) << 16;
        }

        @Override
        public void store8(int address, int value) {
            bytes[address - DRAM] = (byte) value;
        }

        @Override
        public void store16(int address, int value) {
            store8(address, value);
            store8(address + 1, value >> 8);
        }

        @Override
        public void store32(int address, int value) {
            store16(address, value);
            store16(address + 2, value >> 16);
        }

        @Override
        public int fetch32(int address) {
            throw new UnsupportedOperationException("the NIC fetches no instructions");
        }

        @Override
        public void onCodeChange(CodeChangeListener listener) {
            throw new UnsupportedOperationException("the NIC fetches no instructions");
        }
    }
}
