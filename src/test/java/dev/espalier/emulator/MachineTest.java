package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.bus.NoticeListener;
import dev.espalier.emulator.clock.PostBox;
import dev.espalier.emulator.flash.NorFlash;
import dev.espalier.emulator.vendor.RadioBoundaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The machine without thread and wall clock: what it does is a function of guest time alone. */
class MachineTest {

    private static final int RTC_CAUSE = 0x60000714;
    private static final int STRAPS = 0x60000318;
    private static final long MILLISECOND = 1_000_000;

    private final List<Integer> sent = new ArrayList<>();
    private Machine machine;

    @BeforeEach
    void powerOn() {
        machine = machine();
    }

    private Machine machine() {
        return machine(EchoRom.image());
    }

    private Machine machine(byte[] rom) {
        return new Machine(rom, BoardHardware.usual(), VirtualEsp8266.DEFAULT_MAC, 1, (value, baud) -> sent.add(value),
            slot -> NetworkDevice.none(), new PostBox(), RadioBoundaries.NONE, NoticeListener.NONE);
    }

    private static void run(Machine machine, long nanos) {
        long end = machine.clock.nanos() + nanos;
        while (machine.clock.nanos() < end) {
            machine.runSlice();
            if (machine.idle()) {
                machine.skipTo(Math.min(end, machine.clock.nextAlarmNanos()));
            }
        }
    }

    @Test
    void power_on_is_cause_1_and_boots_from_flash() {
        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).isEqualTo(1);
        assertThat(machine.bus.load32(STRAPS) >> 16 & 7).isEqualTo(3);
        assertThat(machine.bus.load32(STRAPS) >>> 29).isEqualTo(6);
    }

    @Test
    void a_reset_by_the_lines_is_cause_2_and_keeps_ram() {
        machine.bus.store32(0x3FFE9000, 0x12345678);
        machine.bus.store32(0x60001100, 0x9ABCDEF0);

        machine.resetCircuit.lines(false, true);
        run(machine, MILLISECOND);
        machine.resetCircuit.lines(false, false);
        run(machine, 10 * MILLISECOND);

        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).isEqualTo(2);
        assertThat(machine.bus.load32(0x3FFE9000)).isEqualTo(0x12345678);
        assertThat(machine.bus.load32(0x60001100)).isEqualTo(0x9ABCDEF0);
    }

    @Test
    void gpio0_low_when_reset_ends_selects_download_even_if_dtr_comes_first() {
        machine.resetCircuit.lines(false, true);
        run(machine, MILLISECOND);
        machine.resetCircuit.lines(true, true);
        machine.resetCircuit.lines(true, false);
        run(machine, 10 * MILLISECOND);

        assertThat(machine.bus.load32(STRAPS) >> 16 & 7).isEqualTo(1);
    }

    @Test
    void a_chip_held_in_reset_is_silent() {
        machine.resetCircuit.lines(false, true);
        run(machine, 100 * MILLISECOND);
        assertThat(sent).isEmpty();

        machine.resetCircuit.lines(false, false);
        run(machine, 100 * MILLISECOND);
        assertThat(sent).containsExactly((int) '>');
    }

    @Test
    void a_software_reset_is_cause_3_and_brings_back_the_reset_clock() {
        machine.bus.store32(0x60000D10, 1 << 24 | 0x88 << 16 | 1 << 8 | 103);
        machine.bus.store32(0x60000D10, 1 << 24 | 0x91 << 16 | 2 << 8 | 103);
        assertThat(machine.clock.frequencyHz()).isEqualTo(80_000_000);
        machine.bus.store32(0x3FF00014, 1);
        assertThat(machine.clock.frequencyHz()).isEqualTo(160_000_000);

        machine.bus.store32(0x60000700, 1 << 31);
        run(machine, MILLISECOND);

        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).isEqualTo(3);
        assertThat(machine.clock.frequencyHz()).isEqualTo(52_000_000);
    }

    @Test
    void an_unfed_watchdog_is_cause_4() {
        machine.bus.store32(0x60000904, 4);
        machine.bus.store32(0x60000908, 4);
        machine.bus.store32(0x60000900, 1);

        run(machine, 25 * MILLISECOND);
        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).as("after 25 of 25.6 ms").isEqualTo(1);
        run(machine, 2 * MILLISECOND);
        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).isEqualTo(4);
    }

    @Test
    void a_fed_watchdog_does_nothing() {
        machine.bus.store32(0x60000904, 4);
        machine.bus.store32(0x60000908, 4);
        machine.bus.store32(0x60000900, 1);

        for (int i = 0; i < 10; i++) {
            run(machine, 12 * MILLISECOND);
            machine.bus.store32(0x60000914, 0x73);
        }

        assertThat(machine.bus.load32(RTC_CAUSE) & 0xF).isEqualTo(1);
    }

    @Test
    void power_off_clears_ram_and_keeps_flash() {
        machine.flash.preload(0, new byte[] {1, 2, 3, 4});
        machine.bus.store32(0x3FFE9000, 0x12345678);
        machine.bus.store32(0x60001100, 0x9ABCDEF0);

        machine.powerOn();

        assertThat(machine.bus.load32(0x3FFE9000)).isZero();
        assertThat(machine.bus.load32(0x60001100)).isZero();
        assertThat(machine.flash.read(2)).isEqualTo(3);
    }

    @Test
    void a_restored_machine_runs_exactly_as_the_one_that_went_on() throws IOException {
        machine.incoming.send("snapshot in the midst of a line".getBytes(), 74880);
        run(machine, MILLISECOND);
        byte[] snapshot = Snapshot.of(machine.parts(), "rom");
        run(machine, 20 * MILLISECOND);
        List<Integer> original = List.copyOf(sent);
        byte[] end = Snapshot.of(machine.parts(), "rom");

        sent.subList(0, sent.size()).clear();
        Machine other = machine();
        Snapshot.into(other.parts(), "rom", snapshot);
        long restoredAt = other.clock.nanos();
        run(other, 20 * MILLISECOND);

        assertThat(restoredAt).isBetween(MILLISECOND, 2 * MILLISECOND);
        assertThat(original).endsWith(sent.toArray(Integer[]::new)).hasSizeGreaterThan(sent.size() - 1);
        assertThat(Snapshot.of(other.parts(), "rom")).isEqualTo(end);
    }

    @Test
    void hello_goes_on_from_a_snapshot_as_if_nothing_had_happened() throws IOException {
        byte[] rom = Files.readAllBytes(Path.of("firmware/images/rom.bin"));
        machine = machine(rom);
        machine.flash.preload(0, Files.readAllBytes(Path.of("firmware/images/hello.bin")));
        run(machine, 1_500 * MILLISECOND);
        byte[] snapshot = Snapshot.of(machine.parts(), "rom");
        sent.subList(0, sent.size()).clear();
        run(machine, 3_000 * MILLISECOND);
        List<Integer> original = List.copyOf(sent);
        byte[] end = Snapshot.of(machine.parts(), "rom");

        sent.subList(0, sent.size()).clear();
        Machine other = machine(rom);
        Snapshot.into(other.parts(), "rom", snapshot);
        run(other, 3_000 * MILLISECOND);

        assertThat(sent).isNotEmpty().isEqualTo(original);
        assertThat(Snapshot.of(other.parts(), "rom")).isEqualTo(end);
    }

    @Test
    void two_machines_with_one_seed_run_alike() throws IOException {
        Machine other = machine();
        run(machine, 5 * MILLISECOND);
        run(other, 5 * MILLISECOND);

        assertThat(Snapshot.of(other.parts(), "rom")).isEqualTo(Snapshot.of(machine.parts(), "rom"));
    }
}
