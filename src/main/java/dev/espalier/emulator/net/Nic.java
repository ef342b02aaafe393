package dev.espalier.emulator.net;

import dev.espalier.emulator.bus.Memory;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.cpu.InterruptLines;
import dev.espalier.emulator.net.wire.EthernetFrame;
import dev.espalier.emulator.net.wire.MacAddress;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The virtual NIC: registers, DMA, receive queue and interrupt. It is no block of the chip; it stands
 * in for the radio: for firmware built on our own core, and for the driver in the mask ROM that serves
 * the vendor's radio libraries. Guest thread only. A long file, as it is the list of its registers.
 *
 * <p>Registers, words from {@link #BASE}; MAC addresses are packed in memory order, four octets and two.
 * <pre>
 * 00 ID            r   0x45535031
 * 04 CONTROL       rw  bit 0 station on, bit 1 soft AP on
 * 08 INT_STATUS    r   bit 0 a frame waits (level), bit 1 station status changed, bit 2 soft-AP stations changed
 * 0C INT_ENABLE    rw  the same bits; input 0 (MAC) of the core is the level of their conjunction
 * 10 INT_CLEAR     w   bits 1 and 2: ones clear
 * 14 STA_SSID, 18 STA_PASS  rw  address of a text that ends with NUL, at most 32 and 64 bytes
 * 1C STA_COMMAND   w   1 connect, 2 disconnect, 3 say whom it looks for
 * 20 STA_STATUS    r   0 idle, 1 connecting, 2 wrong password, 3 no such access point, 4 link lost, 5 associated
 * 24 STA_RSSI      r   dBm, signed
 * 28, 2C STA_MAC   r
 * 30 AP_SSID, 34 AP_PASS    rw  as for the station
 * 38 AP_COMMAND    w   1 start, 2 stop
 * 3C AP_STATIONS   r   clients that have joined
 * 40, 44 AP_MAC    r
 * 48 STA_CHANNEL   r
 * 4C, 50 STA_BSSID r
 * 54 TX_ADDRESS, 58 TX_LENGTH  rw  an Ethernet II frame without check sequence, 14 to 1514 bytes
 * 5C TX_COMMAND    w   0 send as station, 1 send as soft AP; the frame is copied at once
 * 60 RX_ADDRESS, 64 RX_CAPACITY  rw
 * 68 RX_LENGTH     r   of the frame at the head of the queue, 0 when there is none
 * 6C RX_INTERFACE  r   0 station, 1 soft AP
 * 70 RX_COMMAND    w   1 copy the head to RX_ADDRESS and remove it, 2 drop it
 * 74, 78 AP_CLIENT r   MAC address of the client that joins the soft AP
 * 7C SCAN_COUNT    r   access points within hearing, sorted by name
 * 80 SCAN_SELECT   rw  which of them the next registers show, 0 to SCAN_COUNT - 1; beyond, they read 0
 * 84, 88 SCAN_BSSID r
 * 8C SCAN_CHANNEL  r
 * 90 SCAN_RSSI     r   dBm, signed
 * 94 SCAN_PROTECTED r  1 when it has a password
 * 98 SCAN_SSID     rw  address of 33 bytes
 * 9C SCAN_COMMAND  w   1 copies its name there, with a NUL behind it
 * A0 TX_APPEND     w   1 copies TX_LENGTH bytes as the next piece of a frame; TX_COMMAND sends all pieces and the last
 * </pre>
 * DMA reaches DRAM only, 0x3FFE8000 to 0x3FFFFFFF. The queue holds 16 frames and drops what comes then.
 */
final class Nic implements MmioDevice {

    static final int BASE = 0x6000_2000;

    static final int ID = 0x00;
    static final int CONTROL = 0x04;
    static final int INT_STATUS = 0x08;
    static final int INT_ENABLE = 0x0C;
    static final int INT_CLEAR = 0x10;
    static final int STA_SSID = 0x14;
    static final int STA_PASS = 0x18;
    static final int STA_COMMAND = 0x1C;
    static final int STA_STATUS = 0x20;
    static final int STA_RSSI = 0x24;
    static final int STA_MAC = 0x28;
    static final int STA_MAC_HIGH = 0x2C;
    static final int AP_SSID = 0x30;
    static final int AP_PASS = 0x34;
    static final int AP_COMMAND = 0x38;
    static final int AP_STATIONS = 0x3C;
    static final int AP_MAC = 0x40;
    static final int AP_MAC_HIGH = 0x44;
    static final int STA_CHANNEL = 0x48;
    static final int STA_BSSID = 0x4C;
    static final int STA_BSSID_HIGH = 0x50;
    static final int TX_ADDRESS = 0x54;
    static final int TX_LENGTH = 0x58;
    static final int TX_COMMAND = 0x5C;
    static final int RX_ADDRESS = 0x60;
    static final int RX_CAPACITY = 0x64;
    static final int RX_LENGTH = 0x68;
    static final int RX_INTERFACE = 0x6C;
    static final int RX_COMMAND = 0x70;
    static final int AP_CLIENT = 0x74;
    static final int AP_CLIENT_HIGH = 0x78;
    static final int SCAN_COUNT = 0x7C;
    static final int SCAN_SELECT = 0x80;
    static final int SCAN_BSSID = 0x84;
    static final int SCAN_BSSID_HIGH = 0x88;
    static final int SCAN_CHANNEL = 0x8C;
    static final int SCAN_RSSI = 0x90;
    static final int SCAN_PROTECTED = 0x94;
    static final int SCAN_SSID = 0x98;
    static final int SCAN_COMMAND = 0x9C;
    static final int TX_APPEND = 0xA0;
    static final int BYTES = 0xA4;
    private static final int REGISTERS = BYTES / 4;

    private static final int ID_VALUE = 0x4553_5031;
    private static final int CONTROL_STATION = 1;
    private static final int CONTROL_SOFT_AP = 2;
    private static final int INT_RECEIVED = 1;
    private static final int INT_LINK = 2;
    private static final int INT_STATIONS = 4;
    private static final int START = 1;
    private static final int STOP = 2;
    private static final int SEEK = 3;
    private static final int COPY = 1;
    private static final int DROP = 2;

    private static final int INTERRUPT_MAC = 0;
    private static final int QUEUE_FRAMES = 16;
    private static final long DRAM_FROM = 0x3FFE_8000L;
    private static final long DRAM_TO = 0x4000_0000L;
    private static final int SSID_BYTES = 32;
    private static final int PASSWORD_BYTES = 64;
    private static final MacAddress NO_MAC = new MacAddress(0);

    private static final System.Logger LOG = System.getLogger(Nic.class.getName());

    private final Memory memory;
    private final InterruptLines interrupts;
    private final MacAddress stationMac;
    private final MacAddress softApMac;
    private final Radio radio;
    private final int[] registers = new int[REGISTERS];
    private final FramePieces pieces = new FramePieces();
    private final Deque<Received> queue = new ArrayDeque<>();
    private final Set<String> warned = new HashSet<>();
    private int latched;

    Nic(Memory memory, InterruptLines interrupts, MacAddress stationMac, Radio radio) {
        this.memory = memory;
        this.interrupts = interrupts;
        this.stationMac = stationMac;
        this.softApMac = softApMac(stationMac);
        this.radio = radio;
    }

    /** What the registers steer. */
    interface Radio {
        Station station();

        SoftAp softAp();

        /** What a scan finds, in a stable order. */
        List<AccessPoint> audible();

        /** A frame of the guest. */
        BiConsumer<NicInterface, byte[]> air();

        /** The chip was reset. */
        void reset();

        void save(DataOutput out) throws IOException;

        void load(DataInput in) throws IOException;
    }

    private record Received(NicInterface from, byte[] frame) {
    }

    /** The soft AP's MAC address: the station's with the "locally administered" bit set. */
    static MacAddress softApMac(MacAddress station) {
        return new MacAddress(station.value() | 0x0200_0000_0000L);
    }

    @Override
    public String name() {
        return "NIC";
    }

    // ---- the network's side

    /** Queues a frame for the guest; a full queue drops it. */
    void deliver(NicInterface from, byte[] frame) {
        if (queue.size() < QUEUE_FRAMES) {
            queue.add(new Received(from, frame));
            updateInterrupt();
        }
    }

    void stationChanged() {
        latched |= INT_LINK;
        updateInterrupt();
    }

    void softApChanged() {
        latched |= INT_STATIONS;
        updateInterrupt();
    }

    // ---- the guest's side

    @Override
    public int read(int offset) {
        return switch (offset) {
            case ID -> ID_VALUE;
            case INT_STATUS -> status();
            case STA_STATUS -> radio.station().status();
            case STA_RSSI -> radio.station().accessPoint().map(AccessPoint::rssi).orElse(0);
            case STA_CHANNEL -> radio.station().accessPoint().map(AccessPoint::channel).orElse(0);
            case STA_BSSID -> low(bssid());
            case STA_BSSID_HIGH -> high(bssid());
            case STA_MAC -> low(stationMac);
            case STA_MAC_HIGH -> high(stationMac);
            case AP_MAC -> low(softApMac);
            case AP_MAC_HIGH -> high(softApMac);
            case AP_STATIONS -> radio.softAp().joined() ? 1 : 0;
            case RX_LENGTH -> queue.isEmpty() ? 0 : queue.peek().frame().length;
            case RX_INTERFACE -> queue.isEmpty() ? 0 : queue.peek().from().ordinal();
            case AP_CLIENT -> low(SoftApClient.MAC);
            case AP_CLIENT_HIGH -> high(SoftApClient.MAC);
            case SCAN_COUNT -> radio.audible().size();
            case SCAN_BSSID -> low(selected().map(AccessPoint::bssid).orElse(NO_MAC));
            case SCAN_BSSID_HIGH -> high(selected().map(AccessPoint::bssid).orElse(NO_MAC));
            case SCAN_CHANNEL -> selected().map(AccessPoint::channel).orElse(0);
            case SCAN_RSSI -> selected().map(AccessPoint::rssi).orElse(0);
            case SCAN_PROTECTED -> selected().filter(each -> !each.password().isEmpty()).isPresent() ? 1 : 0;
            case INT_CLEAR, STA_COMMAND, AP_COMMAND, TX_COMMAND, RX_COMMAND, SCAN_COMMAND, TX_APPEND -> 0;
            default -> offset / 4 < REGISTERS ? registers[offset / 4] : 0;
        };
    }

    @Override
    public void write(int offset, int value) {
        if (offset / 4 >= REGISTERS) {
            warn("write of 0x%x to offset 0x%x, which is no register".formatted(value, offset));
            return;
        }
        registers[offset / 4] = value;
        switch (offset) {
            case CONTROL -> control(value);
            case INT_ENABLE -> updateInterrupt();
            case INT_CLEAR -> {
                latched &= ~value;
                updateInterrupt();
            }
            case STA_COMMAND -> stationCommand(value);
            case AP_COMMAND -> softApCommand(value);
            case TX_COMMAND -> transmit(value);
            case RX_COMMAND -> receive(value);
            case SCAN_COMMAND -> copyName(value);
            case TX_APPEND -> append(value);
            default -> { }
        }
    }

    private void control(int value) {
        if ((value & CONTROL_STATION) == 0) {
            radio.station().disconnect();
        }
        if ((value & CONTROL_SOFT_AP) == 0) {
            radio.softAp().stop();
        }
    }

    private void stationCommand(int command) {
        if (command == START && isOn(CONTROL_STATION)) {
            radio.station().connect(text(STA_SSID, SSID_BYTES), text(STA_PASS, PASSWORD_BYTES));
        } else if (command == SEEK && isOn(CONTROL_STATION)) {
            radio.station().seek(text(STA_SSID, SSID_BYTES), text(STA_PASS, PASSWORD_BYTES));
        } else if (command == STOP) {
            radio.station().disconnect();
        }
    }

    private void softApCommand(int command) {
        if (command == START && isOn(CONTROL_SOFT_AP)) {
            radio.softAp().start(text(AP_SSID, SSID_BYTES), text(AP_PASS, PASSWORD_BYTES));
        } else if (command == STOP) {
            radio.softAp().stop();
        }
    }

    private void append(int command) {
        if (command == START) {
            takePiece();
        }
    }

    /** Takes the piece at TX_ADDRESS into the frame. */
    private void takePiece() {
        int address = registers[TX_ADDRESS / 4];
        int length = registers[TX_LENGTH / 4];
        if (!pieces.fits(length)) {
            notSent(pieces.lengthWith(length));
            pieces.spoil();
        } else if (inDram(address, length, "TX")) {
            pieces.take(memory, address, length);
        } else {
            pieces.spoil();
        }
    }

    private void transmit(int number) {
        takePiece();
        pieces.finish().ifPresent(frame -> {
            if (number != 0 && number != 1) {
                warn("frame not sent to interface %d; wanted 0 (station) or 1 (soft AP)".formatted(number));
            } else if (frame.length < EthernetFrame.HEADER_BYTES) {
                notSent(frame.length);
            } else {
                radio.air().accept(NicInterface.values()[number], frame);
            }
        });
    }

    private void notSent(int length) {
        warn("frame of %d bytes not sent; wanted 14 to 1514".formatted(length));
    }

    private void receive(int command) {
        Received head = command == COPY || command == DROP ? queue.poll() : null;
        if (head == null) {
            return;
        }
        updateInterrupt();
        byte[] frame = head.frame();
        int address = registers[RX_ADDRESS / 4];
        if (command == COPY && frame.length > registers[RX_CAPACITY / 4]) {
            warn("received frame of %d bytes dropped; RX_CAPACITY is %d".formatted(frame.length, registers[RX_CAPACITY / 4]));
        } else if (command == COPY && inDram(address, frame.length, "RX")) {
            for (int i = 0; i < frame.length; i++) {
                memory.store8(address + i, frame[i] & 0xFF);
            }
        }
    }

    private Optional<AccessPoint> selected() {
        List<AccessPoint> audible = radio.audible();
        int index = registers[SCAN_SELECT / 4];
        return index >= 0 && index < audible.size() ? Optional.of(audible.get(index)) : Optional.empty();
    }

    private void copyName(int command) {
        if (command != START) {
            return;
        }
        byte[] name = selected().map(AccessPoint::ssid).orElse("").getBytes(StandardCharsets.UTF_8);
        int address = registers[SCAN_SSID / 4];
        if (inDram(address, name.length + 1, "scan")) {
            for (int i = 0; i <= name.length; i++) {
                memory.store8(address + i, i < name.length ? name[i] & 0xFF : 0);
            }
        }
    }

    @Override
    public void reset() {
        Arrays.fill(registers, 0);
        queue.clear();
        pieces.forget();
        latched = 0;
        radio.reset();
        updateInterrupt();
    }

    // ---- parts

    private boolean isOn(int bit) {
        return (registers[CONTROL / 4] & bit) != 0;
    }

    private int status() {
        return latched | (queue.isEmpty() ? 0 : INT_RECEIVED);
    }

    private void updateInterrupt() {
        if ((status() & registers[INT_ENABLE / 4]) != 0) {
            interrupts.raise(INTERRUPT_MAC);
        } else {
            interrupts.lower(INTERRUPT_MAC);
        }
    }

    private MacAddress bssid() {
        return radio.station().accessPoint().map(AccessPoint::bssid).orElse(NO_MAC);
    }

    private static int low(MacAddress mac) {
        return mac.octet(0) | mac.octet(1) << 8 | mac.octet(2) << 16 | mac.octet(3) << 24;
    }

    private static int high(MacAddress mac) {
        return mac.octet(4) | mac.octet(5) << 8;
    }

    /** The NUL-terminated text that the register points to, at most {@code limit} bytes of it. */
    private String text(int register, int limit) {
        int address = registers[register / 4];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < limit && inDram(address + bytes.size(), 1, "text")) {
            int next = memory.load8(address + bytes.size());
            if (next == 0) {
                break;
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private boolean inDram(int address, int length, String what) {
        long from = Integer.toUnsignedLong(address);
        boolean inside = from >= DRAM_FROM && from + length <= DRAM_TO;
        if (!inside) {
            warn("%s address 0x%08x, %d bytes, is not in DRAM (0x3FFE8000-0x3FFFFFFF)".formatted(what, address, length));
        }
        return inside;
    }

    private void warn(String what) {
        if (warned.size() < 16 && warned.add(what)) {
            LOG.log(Level.WARNING, "virtual NIC: {0}", what);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        radio.save(out);
        for (int register : registers) {
            out.writeInt(register);
        }
        out.writeInt(latched);
        pieces.save(out);
        out.writeInt(queue.size());
        for (Received received : queue) {
            out.writeInt(received.from().ordinal());
            out.writeInt(received.frame().length);
            out.write(received.frame());
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        radio.load(in);
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = in.readInt();
        }
        latched = in.readInt();
        pieces.load(in);
        queue.clear();
        for (int left = in.readInt(); left > 0; left--) {
            NicInterface from = NicInterface.values()[in.readInt()];
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            queue.add(new Received(from, frame));
        }
        radio.station().airChanged();
        updateInterrupt();
    }
}
