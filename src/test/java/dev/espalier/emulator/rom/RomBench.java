package dev.espalier.emulator.rom;

import dev.espalier.emulator.bus.Bus;
import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.cpu.Cpu;
import dev.espalier.emulator.flash.NorFlash;
import dev.espalier.emulator.isa.SpecialRegister;
import dev.espalier.emulator.peripheral.ClockTree;
import dev.espalier.emulator.peripheral.Dport;
import dev.espalier.emulator.peripheral.SpiFlashController;
import dev.espalier.emulator.peripheral.Timers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The mask ROM on a bare core: its functions are called one at a time, as compiled code would call
 * them. Two sleeping instructions in instruction RAM end a call: one is where the function returns
 * to, the other is where exceptions go.
 */
final class RomBench {

    /** Free memory for arguments. */
    static final int SCRATCH = 0x3FFE8000;
    static final int SCRATCH_2 = 0x3FFEC000;
    private static final int RETURN_TO = 0x40100000;
    private static final int TEST_VECTORS = 0x40100100;
    private static final int ROM_VECTORS = 0x40000000;
    private static final int WAITI_15 = 0x00007F00;
    /** Stack pointer at the start of a call. */
    static final int STACK = 0x3FFFFE00;
    private static final int ROM_DATA = 0x3FFFC000;
    private static final int ROM_DATA_END = 0x3FFFDAB0;
    private static final int ROM_DATA_IMAGE = 0x4000E388;
    private static final long MOST_CYCLES = 400_000_000;
    private static final long MOST_NANOS = 10_000_000_000L;
    private static final int USER_MODE = 0x20;

    final Bus bus;
    final Cpu cpu;
    final NorFlash flash;
    final Clock clock = new Clock(ClockTree.RESET_HZ);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** How a call ended that an exception cut short. */
    record Fault(int cause, int epc1, int excvaddr) {
    }

    RomBench() {
        flash = new NorFlash(clock);
        bus = new Bus(rom(), flash.cells(), NoticeListener.NONE);
        ClockTree tree = new ClockTree(clock);
        Dport dport = new Dport(bus, tree, 0);
        bus.map(0x3FF00000, 0x100, dport);
        bus.map(0x60000000, 0x100, new SentBytes(printed));
        bus.map(0x60000200, 0x100, new SpiFlashController(flash, NoticeListener.NONE));
        cpu = new Cpu(bus, clock);
        bus.map(0x60000600, 0x100, new Timers(clock, tree, cpu, dport));
        bus.powerOn();
        bus.store32(RETURN_TO, WAITI_15);
        for (int vector : new int[] {0x30, 0x50, 0x70}) {
            bus.store32(TEST_VECTORS + vector, WAITI_15);
        }
        for (int at = ROM_DATA; at < ROM_DATA_END; at += 4) {
            bus.store32(at, bus.load32(ROM_DATA_IMAGE + at - ROM_DATA));
        }
    }

    static byte[] rom() {
        try {
            return Files.readAllBytes(Path.of("firmware", "images", "rom.bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a called function returns to; as a call-back it ends the call. */
    int stop() {
        return RETURN_TO;
    }

    /** Flash content, also seen in the window at 0x40200000. */
    void flash(int offset, byte[] content) {
        flash.preload(offset, content);
        bus.mapFlash(0);
    }

    /** Calls a ROM function by name; gives a2. */
    int call(String function, int... arguments) {
        Fault fault = tryCall(function, arguments);
        if (fault != null) {
            throw new AssertionError("%s(%s) ended with %s".formatted(function, hex(arguments), fault));
        }
        return cpu.register(2);
    }

    /** Calls a function with a 64-bit result. */
    long callLong(String function, int... arguments) {
        int low = call(function, arguments);
        return Integer.toUnsignedLong(low) | (long) cpu.register(3) << 32;
    }

    /** Calls a ROM function; gives the exception that ended it, or null when it returned. */
    Fault tryCall(String function, int... arguments) {
        start(TEST_VECTORS, RomSymbols.address(function), arguments);
        if (cpu.pc() == RETURN_TO + 3) {
            return null;
        }
        return new Fault(cpu.special(SpecialRegister.EXCCAUSE), cpu.special(SpecialRegister.EPC1),
            cpu.special(SpecialRegister.EXCVADDR));
    }

    /** Executes from an address with the ROM's own vectors until the core sleeps for good. */
    void runWithRomVectors(int address, int... arguments) {
        start(ROM_VECTORS, address, arguments);
    }

    /** Enters the task loop with these interrupts enabled; {@link #goOnUntil} executes it. */
    void enterTaskLoop(int interrupts) {
        cpu.reset();
        cpu.special(SpecialRegister.PS, USER_MODE);
        cpu.special(SpecialRegister.INTENABLE, interrupts);
        cpu.register(1, STACK);
        cpu.pc(RomSymbols.address("ets_run"));
    }

    /** Executes, passing idle time, until the condition holds. */
    void goOnUntil(BooleanSupplier condition) {
        long end = clock.nanos() + MOST_NANOS;
        while (!condition.getAsBoolean()) {
            if (clock.nanos() > end) {
                throw new AssertionError("nothing happened in %d s of guest time".formatted(MOST_NANOS / 1_000_000_000));
            }
            if (cpu.waiting()) {
                clock.skipTo(clock.nextAlarmNanos());
                clock.runDueAlarms();
            }
            clock.beginSlice(20);
            cpu.run();
            clock.runDueAlarms();
        }
    }

    /** Like {@link #runWithRomVectors}, with a2 to a15 given. */
    void runWithRegisters(int address, int[] registers) {
        cpu.reset();
        for (int i = 2; i < registers.length; i++) {
            cpu.register(i, registers[i]);
        }
        cpu.special(SpecialRegister.VECBASE, ROM_VECTORS);
        execute(address);
    }

    private void start(int vectors, int address, int... arguments) {
        cpu.reset();
        cpu.special(SpecialRegister.VECBASE, vectors);
        for (int i = 0; i < arguments.length; i++) {
            if (i < 6) {
                cpu.register(2 + i, arguments[i]);
            } else {
                bus.store32(STACK + 4 * (i - 6), arguments[i]);
            }
        }
        execute(address);
    }

    private void execute(int address) {
        cpu.special(SpecialRegister.PS, USER_MODE);
        cpu.register(0, RETURN_TO);
        cpu.register(1, STACK);
        cpu.pc(address);
        for (long end = clock.cycles() + MOST_CYCLES; !cpu.waiting() && clock.cycles() < end; ) {
            clock.beginSlice(MOST_CYCLES);
            cpu.run();
            clock.runDueAlarms();
        }
        if (!cpu.waiting()) {
            throw new AssertionError("still running at 0x%08x after %d cycles".formatted(cpu.pc(), MOST_CYCLES));
        }
    }

    /** Stores bytes and gives their address back. */
    int put(int address, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bus.store8(address + i, bytes[i]);
        }
        return address;
    }

    /** Stores three-byte instructions one after the other, by whole words. */
    void assemble(int address, int... instructions) {
        byte[] code = new byte[(instructions.length * 3 + 3) & ~3];
        for (int i = 0; i < code.length && i / 3 < instructions.length; i++) {
            code[i] = (byte) (instructions[i / 3] >>> i % 3 * 8);
        }
        for (int i = 0; i < code.length; i += 4) {
            bus.store32(address + i, ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(i));
        }
    }

    /** Stores a NUL-terminated text. */
    int text(int address, String text) {
        put(address, text.getBytes(StandardCharsets.ISO_8859_1));
        bus.store8(address + text.length(), 0);
        return address;
    }

    byte[] bytes(int address, int count) {
        byte[] out = new byte[count];
        for (int i = 0; i < count; i++) {
            out[i] = (byte) bus.load8(address + i);
        }
        return out;
    }

    String text(int address) {
        StringBuilder out = new StringBuilder();
        for (int at = address; bus.load8(at) != 0; at++) {
            out.append((char) bus.load8(at));
        }
        return out.toString();
    }

    /** What has gone to UART0 since last asked. */
    String printed() {
        String text = printed.toString(StandardCharsets.ISO_8859_1);
        printed.reset();
        return text;
    }

    private static String hex(int... values) {
        StringBuilder out = new StringBuilder();
        for (int value : values) {
            out.append(out.isEmpty() ? "" : ", ").append("0x%08x".formatted(value));
        }
        return out.toString();
    }
}
