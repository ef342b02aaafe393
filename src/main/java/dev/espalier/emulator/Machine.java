package dev.espalier.emulator;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.bus.PlainStorage;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.clock.GuestThread;
import dev.espalier.emulator.clock.OutsideWorld;
import dev.espalier.emulator.cpu.Cpu;
import dev.espalier.emulator.flash.NorFlash;
import dev.espalier.emulator.peripheral.AnalogBus;
import dev.espalier.emulator.peripheral.ClockTree;
import dev.espalier.emulator.peripheral.Dport;
import dev.espalier.emulator.peripheral.FrontEnd;
import dev.espalier.emulator.peripheral.Gpio;
import dev.espalier.emulator.peripheral.Hspi;
import dev.espalier.emulator.peripheral.IncomingLine;
import dev.espalier.emulator.peripheral.IoMux;
import dev.espalier.emulator.peripheral.ResetCause;
import dev.espalier.emulator.peripheral.Rtc;
import dev.espalier.emulator.peripheral.SarAdc;
import dev.espalier.emulator.peripheral.SharedInterrupt;
import dev.espalier.emulator.peripheral.SpiFlashController;
import dev.espalier.emulator.peripheral.Timers;
import dev.espalier.emulator.peripheral.Uart;
import dev.espalier.emulator.peripheral.Watchdog;
import dev.espalier.emulator.peripheral.Wdev;
import dev.espalier.emulator.state.Stateful;
import dev.espalier.emulator.tape.Boundary;
import dev.espalier.emulator.tape.Kind;
import dev.espalier.emulator.tape.TapeWriter;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.emulator.vendor.SymbolWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The whole machine, wired: every block, its address, its interrupt. Single-threaded and free of wall
 * time; {@link VirtualEsp8266} gives it a thread, a pace and a link.
 */
final class Machine {

    /** Longest run of the core before alarms and posted events are looked at. */
    private static final long SLICE_CYCLES = 50_000;
    private static final int MAC_INPUT = 0;
    private static final int GPIO_INPUT = 4;
    private static final int UART_INPUT = 5;
    static final int GPIO16 = 16;
    /** What a pin's level is called when nobody outside drives it. */
    static final int RELEASED = 2;

    final Clock clock = new Clock(ClockTree.RESET_HZ);
    final NorFlash flash;
    final Bus bus;
    final Cpu cpu;
    final Gpio gpio;
    final IncomingLine incoming;
    final ResetCircuit resetCircuit;
    final SarAdc adc = new SarAdc();
    final Rtc rtc;
    private final ClockTree tree;
    private final Watchdog watchdog;
    private final AnalogBus analog;
    private final PowerGate power;
    private final PlainStorage rtcMemory = new PlainStorage("RTC memory", 0x400);
    private final NetworkDevice network;
    final Boundary boundary;
    /** Null unless what reaches the machine from outside is taped. */
    private TapeWriter tape;
    private final List<MmioDevice> devices = new ArrayList<>();
    private Consumer<ResetCause> onReset = cause -> { };
    private ResetCause pendingReset;

    Machine(byte[] rom, BoardHardware hardware, long mac, long seed, Uart.Output serialOut,
            NetworkDevice.Factory networkFactory, GuestThread guest, RadioBoundaries radio, NoticeListener notices) {
        flash = new NorFlash(clock, hardware.flashBytes());
        bus = new Bus(rom, flash.cells(), notices);
        flash.onChange(bus::flashChanged);
        cpu = new Cpu(bus, clock);
        tree = new ClockTree(clock);
        power = new PowerGate(clock, tree);
        SharedInterrupt macInput = new SharedInterrupt(cpu, MAC_INPUT);
        SharedInterrupt uarts = new SharedInterrupt(cpu, UART_INPUT);

        Dport dport = at(0x3FF00000, 0x10000, new Dport(bus, tree, mac));
        at(0x3FF20000, 0x10000, new Wdev(clock, tree, macInput.source(), seed));
        Uart uart0 = at(0x60000000, 0x100, new Uart("UART0", clock, tree, uarts.source(), taped(serialOut)));
        at(0x60000100, 0x100, new Hspi());
        at(0x60000200, 0x100, new SpiFlashController(flash, notices));
        IoMux mux = at(0x60000800, 0x100, new IoMux());
        gpio = at(0x60000300, 0x100, new Gpio(clock, mux, new SharedInterrupt(cpu, GPIO_INPUT).source()));
        gpio.onChange(hardware.pins());
        at(0x60000400, 0x200, new FrontEnd());
        at(0x60000600, 0x100, new Timers(clock, tree, cpu, dport));
        rtc = at(0x60000700, 0x100, new Rtc(clock, this::requestReset, hardware.wakesFromDeepSleep(), power));
        rtc.onChange(hardware.pins());
        power.wokenBy(gpio);
        gpio.onWake(this::wakeByPin);
        watchdog = at(0x60000900, 0x100, new Watchdog(clock, cpu, dport, this::requestReset));
        at(0x60000B00, 0x100, new PlainStorage("SLC", 0x100));
        analog = at(0x60000D00, 0x100, new AnalogBus(tree, adc));
        at(0x60000E00, 0x100, new PlainStorage("I2S", 0x100));
        at(0x60000F00, 0x100, new Uart("UART1", clock, tree, uarts.source(), hardware.serial1()));
        bus.map(0x60001000, 0x400, rtcMemory);
        at(0x60009000, 0x1000, new PlainStorage("baseband", 0x1000));
        boundary = new Boundary(bus, macInput.lines());
        network = clock.outside(() -> networkFactory.plugInto(
            new NetworkDevice.Slot(mac, boundary.memory(), boundary.lines(), clock, guest)), late -> taped(Kind.ALARM, (int) late, 0));
        if (network.device() != null) {
            at(0x60002000, 0x400, boundary.device(network.device()));
        }
        SymbolWindow window = at(SymbolWindow.BASE, SymbolWindow.BYTES, new SymbolWindow(radio, bus::load32, cpu::redirect));
        bus.onFlashMapped(window::look);
        incoming = new IncomingLine(clock, uart0);
        resetCircuit = new ResetCircuit(clock, gpio, this::requestReset);
        powerOn();
    }

    /** Tapes from now on, at a moment between two turns of the loop; null ends it. */
    void tape(TapeWriter writer) {
        tape = writer;
        boundary.tape(writer);
    }

    private Uart.Output taped(Uart.Output serialOut) {
        return (value, baud) -> {
            taped(Kind.SENT, value, baud);
            serialOut.sent(value, baud);
        };
    }

    /** Tapes what happens to the machine from outside, if anybody wants to know. */
    void taped(Kind kind, int number, int value) {
        if (tape != null) {
            tape.add(kind, number, value);
        }
    }

    /** Bytes from the host, for the serial line. */
    void receive(byte[] data, int baud) {
        if (tape != null) {
            tape.add(Kind.SERIAL, baud, 0, data);
        }
        incoming.send(data, baud);
    }

    /** Moves the modem lines; {@code afterRise} lets EN rise first. */
    void lines(boolean dtr, boolean rts, boolean afterRise) {
        taped(Kind.LINES, (dtr ? 1 : 0) | (rts ? 2 : 0) | (afterRise ? 4 : 0), 0);
        if (afterRise) {
            skipTo(resetCircuit.risenNanos());
        }
        resetCircuit.lines(dtr, rts);
    }

    /** Puts a level on a pin, GPIO0 to GPIO16, or lets go of it (2). */
    void pin(int number, int level) {
        taped(Kind.PIN, number, level);
        boolean rtcs = number == GPIO16;
        if (level == RELEASED) {
            if (rtcs) {
                rtc.release();
            } else {
                gpio.release(number);
            }
        } else if (rtcs) {
            rtc.drive(level != 0);
        } else {
            gpio.drive(number, level != 0);
        }
    }

    /** Puts a voltage on A0. */
    void analog(int reading) {
        taped(Kind.ANALOG, reading, 0);
        adc.tout(reading);
    }

    /** The power goes and comes back. */
    void powerCycle() {
        taped(Kind.POWER, 0, 0);
        powerOn();
    }

    private <D extends MmioDevice> D at(int base, int bytes, D device) {
        bus.map(base, bytes, device);
        devices.add(device);
        return device;
    }

    /** Takes the power away and gives it back: nothing but the flash remembers. */
    void powerOn() {
        bus.powerOn();
        rtcMemory.reset();
        reset(ResetCause.POWER_ON);
    }

    private void requestReset(ResetCause cause) {
        pendingReset = cause;
        clock.interruptSlice();
    }

    private void reset(ResetCause cause) {
        pendingReset = null;
        onReset.accept(cause);
        power.open();
        resetDigital();
        if (cause != ResetCause.HARDWARE_WATCHDOG) {
            analog.resetPll();
        }
        rtc.start(cause);
        watchdog.start(cause);
        gpio.latchStraps();
    }

    private void resetDigital() {
        tree.reset();
        devices.forEach(MmioDevice::reset);
        bus.resetUnclaimed();
        cpu.reset();
    }

    private void wakeByPin() {
        if (tree.stopped()) {
            rtc.wokenByPin();
            power.startClocks();
        }
    }

    /** Takes the power from all but the RTC: what it held is lost. */
    private void powerDown() {
        bus.powerOn();
        resetDigital();
        analog.resetPll();
        watchdog.start(ResetCause.POWER_ON);
    }

    /**
     * Runs until a slice is over, an alarm is due or the core sleeps, then whatever fell due. What then
     * remains to do, when the core still {@link #idle}s, is to let time pass.
     */
    void runSlice() {
        runSlice(SLICE_CYCLES);
    }

    /** The same with a slice of at most {@code cycles}. Where slices end makes no difference to the guest. */
    void runSlice(long cycles) {
        if (!idle()) {
            clock.beginSlice(cycles);
            cpu.run();
        }
        finishAlarms();
    }

    /** Lets idle time pass up to {@code nanos}, then runs what fell due. */
    void skipTo(long nanos) {
        clock.skipTo(nanos);
        finishAlarms();
    }

    void finishAlarms() {
        if (tape != null) {
            tape.turn();
        }
        clock.runDueAlarms();
        if (power.closesNow()) {
            powerDown();
        }
        if (pendingReset != null) {
            reset(pendingReset);
        }
    }

    /** Whether the core has nothing to execute. */
    boolean idle() {
        return resetCircuit.holding() || power.asleep() || cpu.waiting();
    }

    /** Every part that a snapshot holds, by name, in a fixed order; the clock is last, with all alarms. */
    Map<String, Stateful> parts() {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put("flash", flash);
        parts.put("bus", bus);
        parts.put("cpu", cpu);
        parts.put("clock tree", tree);
        devices.forEach(device -> parts.put(device.name(), device));
        parts.put(rtcMemory.name(), rtcMemory);
        parts.put("serial line", incoming);
        parts.put("reset circuit", resetCircuit);
        parts.put("power gate", power);
        parts.put("clock", clock);
        return parts;
    }

    /** The same of the machine alone: nothing of the network but the state of its interrupt lines. */
    Map<String, Stateful> insideParts() {
        Map<String, Stateful> parts = parts();
        if (network.device() != null) {
            parts.put(network.device().name(), boundary.lineState());
        }
        parts.put("clock", clock.inside());
        return parts;
    }

    /** What the network device is called; empty when there is none. */
    String networkName() {
        return network.device() == null ? "" : network.device().name();
    }

    /** Told of every reset of the chip before it happens. */
    void onReset(Consumer<ResetCause> listener) {
        onReset = listener;
    }

    OutsideWorld outside() {
        return network.outside();
    }

    void close() {
        network.close().run();
    }
}
