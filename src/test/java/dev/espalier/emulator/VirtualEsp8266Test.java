package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.emulator.bus.MmioDevice;
import dev.espalier.emulator.bus.PlainStorage;
import dev.espalier.emulator.clock.OutsideWorld;
import dev.espalier.link.SerialLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VirtualEsp8266Test {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void executes_its_rom_and_talks_on_the_link() throws IOException {
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            assertThat(read(link, 1)).isEqualTo(">");

            link.write("hello".getBytes(StandardCharsets.US_ASCII));

            assertThat(read(link, 5)).isEqualTo("hello");
        }
    }

    @Test
    void data_RAM_can_be_read_from_outside_and_nothing_else() throws IOException {
        try (VirtualEsp8266 board = echo().start()) {
            assertThat(board.peek(0x3FFE8000, 16)).hasSize(16);
            assertThat(board.peek(0x3FFFFFFF, 1)).hasSize(1);
            for (int address : new int[] {0x3FFE7FFF, 0x3FFFFFF8, 0x40100000, 0x60000000}) {
                assertThatThrownBy(() -> board.peek(address, 16)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("wanted bytes of data RAM, 3ffe8000 to 3fffffff; seen 16 at %08x", address);
            }
        }
    }

    @Test
    void data_RAM_can_be_changed_while_the_core_sleeps_and_the_guest_lives_on_with_it() throws IOException {
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            board.whenAsleep(ram -> {
                ram.write(EchoRom.ROUNDS, new byte[] {0, 0, 0, 0x40});
                return ram.read(EchoRom.ROUNDS, 4);
            }, PATIENCE);

            link.write(new byte[] {'x'});

            await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(board.peek(EchoRom.ROUNDS, 4)).satisfies(rounds -> assertThat(rounds[3]).isEqualTo((byte) 0x40),
                    rounds -> assertThat(rounds[0]).isPositive()));
            assertThatThrownBy(() -> board.whenAsleep(ram -> ram.read(0x40100000, 4), PATIENCE)).isInstanceOf(IOException.class)
                .hasMessageContaining("wanted bytes of data RAM, 3ffe8000 to 3fffffff; seen 4 at 40100000");
        }
    }

    @Test
    void a_core_that_never_sleeps_is_not_waited_for_longer_than_was_said() throws IOException {
        byte[] rom = EchoRom.image();
        rom[0x80] = 0x06; // at the reset vector: an instruction that jumps to itself
        rom[0x81] = (byte) 0xFF;
        rom[0x82] = (byte) 0xFF;
        try (VirtualEsp8266 board = VirtualEsp8266.builder().rom(rom).start()) {
            assertThatThrownBy(() -> board.whenAsleep(ram -> ram.read(EchoRom.ROUNDS, 4), Duration.ofMillis(300)))
                .isInstanceOf(IOException.class).hasMessageContaining("did not sleep in the time that it was given");
        }
    }

    @Test
    void a_register_that_is_not_modelled_is_logged_for_the_person_at_the_bench() throws IOException {
        byte[] rom = EchoRom.image();
        rom[0x85] = 0x0A; // the register block at 60000A00 instead of UART0
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler listener = listener(logged);
        Logger log = Logger.getLogger(VirtualEsp8266.class.getName());
        log.addHandler(listener);
        log.setUseParentHandlers(false);
        try (VirtualEsp8266 board = VirtualEsp8266.builder().rom(rom).start()) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(logged).contains(
                "virtual board: registers at 60000a00: offset 00 written (0000003e), kept as plain storage"));
        } finally {
            log.removeHandler(listener);
            log.setUseParentHandlers(true);
        }
    }

    private static Handler listener(List<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(MessageFormat.format(line.getMessage(), line.getParameters()));
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
    }

    @Test
    void a_listener_at_another_rate_receives_garbage() throws IOException {
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            read(link, 1);
            link.baud(115200);

            link.write(new byte[] {'U'});

            assertThat(link.read(new byte[16], 0, 16, PATIENCE)).isPositive();
            assertThat(read(link, 0)).doesNotContain("U");
        }
    }

    @Test
    void rts_alone_resets_the_chip_and_both_lines_do_not() throws IOException {
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            read(link, 1);

            link.lines(true, true);
            link.write(new byte[] {'a'});
            assertThat(read(link, 1)).isEqualTo("a");

            link.lines(false, true);
            link.lines(false, false);
            assertThat(read(link, 1)).isEqualTo(">");
        }
    }

    @Test
    void straps_are_sampled_in_time_even_when_the_guest_thread_is_behind() throws Exception {
        AtomicLong wall = new AtomicLong();
        try (VirtualEsp8266 board = VirtualEsp8266.builder().wall(wall::get).start(); SerialLink link = board.link()) {
            link.lines(false, true);
            wall.addAndGet(100_000_000);
            link.lines(true, false);
            wall.addAndGet(50_000_000);
            link.lines(false, false);

            assertThat(readModeOfResetByTheLines(link)).isEqualTo("1");
        }
    }

    /** The first mode number of cause 2; the banner of the power-on before it may have come through or not. */
    private static String readModeOfResetByTheLines(SerialLink link) throws IOException {
        Pattern banner = Pattern.compile("rst cause:2, boot mode:\\((\\d),\\d\\)");
        StringBuilder got = new StringBuilder();
        Matcher matcher = banner.matcher(got);
        while (!matcher.find(0)) {
            String one = read(link, 1);
            assertThat(one).as("after %s", got).isNotEmpty();
            got.append(one);
        }
        return matcher.group(1);
    }

    @Test
    void guest_time_passes_while_the_core_sleeps() throws IOException {
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            read(link, 1);
            long before = link.clock().nanos();

            await().atMost(PATIENCE)
                .until(() -> link.clock().nanos() - before > 1_000_000_000L);
        }
    }

    @Test
    void a_restored_board_goes_on_where_the_snapshot_was_taken() throws IOException {
        byte[] snapshot;
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            read(link, 1);
            snapshot = board.snapshot();
        }
        try (VirtualEsp8266 board = echo().start(); SerialLink link = board.link()) {
            read(link, 1);
            board.restore(snapshot);

            link.write(new byte[] {'x'});

            assertThat(read(link, 1)).isEqualTo("x");
        }
    }

    @Test
    void a_snapshot_is_refused_while_connections_with_the_outside_are_open() throws IOException {
        OutsideWorld connected = new OutsideWorld() {
            @Override
            public boolean peerOwes() {
                return false;
            }

            @Override
            public boolean connected() {
                return true;
            }

            @Override
            public long questions() {
                return 0;
            }
        };
        MmioDevice nic = new PlainStorage("NIC", 0x400);
        try (VirtualEsp8266 board = echo().network(slot -> new NetworkDevice(nic, connected, () -> { })).start()) {
            assertThatThrownBy(board::snapshot).isInstanceOf(IOException.class).hasMessage(
                "a snapshot cannot be taken while the board has TCP connections with the outside:"
                    + " their other ends would not be in it; close them or stop the broker first");
        }
    }

    @Test
    void foreign_bytes_are_no_snapshot() throws IOException {
        try (VirtualEsp8266 board = echo().start()) {
            assertThatThrownBy(() -> board.restore(new byte[] {1, 2, 3}))
                .isInstanceOf(IOException.class).hasMessageContaining("no snapshot");
        }
    }

    @Test
    void a_crash_of_the_guest_thread_reaches_the_reader_with_its_cause() throws IOException {
        MmioDevice broken = new BrokenDevice();
        AtomicReference<NetworkDevice.Slot> plugged = new AtomicReference<>();
        try (VirtualEsp8266 board = echo()
                .network(slot -> {
                    plugged.set(slot);
                    return new NetworkDevice(broken, OutsideWorld.NOBODY, () -> { });
                }).start();
                SerialLink link = board.link()) {
            assertThat(read(link, 1)).isEqualTo(">");
            plugged.get().guest().post(() -> broken.read(0));

            assertThatThrownBy(() -> read(link, 1)).isInstanceOf(IOException.class)
                .hasMessageContaining("the virtual board has stopped")
                .hasRootCauseMessage("a bug");
        }
    }

    @Test
    void closing_the_link_wakes_its_reader_and_frees_the_line() throws Exception {
        try (VirtualEsp8266 board = echo().start()) {
            SerialLink link = board.link();
            read(link, 1);
            assertThatThrownBy(board::link).hasMessageContaining("in use");

            Thread closer = new Thread(link::close);
            closer.start();
            assertThatThrownBy(() -> link.read(new byte[1], 0, 1, PATIENCE))
                .isInstanceOf(IOException.class).hasMessageContaining("closed");
            closer.join();

            board.link().close();
        }
    }

    @Test
    void a_flash_file_keeps_the_flash_and_belongs_to_one_board(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("flash.bin");
        try (VirtualEsp8266 board = echo().flashFile(file).flash(new byte[] {1, 2, 3}).start()) {
            assertThatThrownBy(() -> echo().flashFile(file).start())
                .isInstanceOf(IOException.class).hasMessageContaining("in use by another virtual board");
            assertThat(board.clock().nanos()).isNotNegative();
        }

        assertThat(Files.readAllBytes(file)).hasSize(0x400000).startsWith(1, 2, 3, 0xFF);
    }

    private static VirtualEsp8266.Builder echo() {
        return VirtualEsp8266.builder().rom(EchoRom.image());
    }

    private static String read(SerialLink link, int count) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (got.size() < count && link.read(one, 0, 1, PATIENCE) == 1) {
            got.write(one[0]);
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    private static final class BrokenDevice implements MmioDevice {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int read(int offset) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void write(int offset, int value) {
        }

        @Override
        public void reset() {
        }

        @Override
        public void save(java.io.DataOutput out) {
        }

        @Override
        public void load(java.io.DataInput in) {
        }
    }
}
