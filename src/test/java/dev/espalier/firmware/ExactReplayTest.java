package dev.espalier.firmware;

import static dev.espalier.firmware.TlsNode.PROFILE;
import static dev.espalier.firmware.TlsNode.WEB_PORT;
import static dev.espalier.firmware.TlsNode.atHome;
import static dev.espalier.firmware.TlsNode.consoleOf;
import static dev.espalier.firmware.TlsNode.crashFromItsReset;
import static dev.espalier.firmware.TlsNode.get;
import static dev.espalier.firmware.TlsNode.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.espalier.allocation.AllocationHistory;
import dev.espalier.allocation.HeapBlock;
import dev.espalier.console.Console;
import dev.espalier.emulator.Fault;
import dev.espalier.emulator.FlightRecorder;
import dev.espalier.emulator.GuestView;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Replay;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.image.ElfFile;
import dev.espalier.replay.CrashReplay;
import dev.espalier.replay.Findings;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The article's crash, recorded once while browsers fetch the page at once, and replayed. */
@Timeout(300)
class ExactReplayTest {

    private static final int MEMSET_STORE = 0x4000e1b2;

    private static final ElfFile ELF = ElfFile.read(Path.of("firmware/images/tls-node-null-config.elf"));

    private static Tape tape;

    @BeforeAll
    static void recordTheCrash() throws IOException {
        try (VirtualNetwork network = VirtualNetwork.standard();
             Forward web = network.forward(WEB_PORT, NicInterface.STATION);
             VirtualEsp8266 board = atHome("tls-node-null-config", network, Map.of());
             Recording recording = board.record(Duration.ofMillis(200));
             Console console = consoleOf(board)) {
            console.reset();
            console.expect("heap server", soon(console));
            assertThat(get(web, "/config")).startsWith("HTTP/1.0 200 OK\r\n");
            List<Socket> browsers = new ArrayList<>();
            // A wave of them may come one by one on a slow machine, and be served.
            tape = await().atMost(Duration.ofSeconds(120)).until(() -> {
                severalAtOnce(web, browsers);
                return crashFromItsReset(recording);
            }, Optional::isPresent).orElseThrow();
            for (Socket browser : browsers) {
                browser.close();
            }
        }
    }

    @Test
    void five_replays_say_and_do_the_same_as_the_board() throws IOException {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Replay replay = Replay.of(tape);

            replay.runToEnd();

            assertThat(replay.ended()).isTrue();
            assertThat(replay.serial()).isEqualTo(tape.serial()).contains("epc1=0x4000e1b2");
            faults.add(replay.faults().get(replay.faults().size() - 1));
        }
        assertThat(faults.get(0).cause()).isEqualTo(29);
        assertThat(faults.get(0).pc()).isEqualTo(MEMSET_STORE);
        assertThat(faults.get(0).address()).isZero();
        assertThat(faults).containsOnly(faults.get(0));
    }

    @Test
    void a_replay_from_near_the_end_comes_to_the_same_fault_in_the_same_cycle() throws IOException {
        Replay whole = Replay.of(tape);
        whole.runToEnd();

        Replay nearEnd = Replay.nearEnd(tape);
        long begin = nearEnd.cycles();
        nearEnd.runToEnd();

        assertThat(begin).as("begins behind most of the tape").isGreaterThan(tape.serialCycles(0));
        assertThat(whole.serial()).endsWith(nearEnd.serial());
        assertThat(nearEnd.faults()).isNotEmpty();
        assertThat(last(nearEnd.faults())).isEqualTo(last(whole.faults()));
    }

    @Test
    void a_tape_from_a_file_is_replayed_as_the_one_in_memory(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("crash.tape");
        tape.save(file);

        Tape loaded = Tape.load(file);
        Replay replay = Replay.of(loaded);
        replay.runToEnd();

        assertThat(loaded.serial()).isEqualTo(tape.serial());
        assertThat(replay.serial()).isEqualTo(tape.serial());
        assertThat(loaded.endedBy()).isEqualTo("SOFTWARE");
        assertThat(loaded.length()).isEqualTo(tape.length());
    }

    @Test
    void the_flight_recorder_and_the_watches_do_not_disturb_the_guest() throws IOException {
        Replay plain = Replay.of(tape);
        plain.runToEnd();

        Replay watched = Replay.of(tape);
        try (AllocationHistory history = AllocationHistory.of(watched, ELF)) {
            FlightRecorder recorder = watched.record(1, 1);
            watched.runToEnd();

            assertThat(watched.ended()).isTrue();
            assertThat(watched.faults()).isEqualTo(plain.faults());
            assertThat(recorder.executed()).isGreaterThan(1_000_000);
        }
    }

    @Test
    void the_findings_name_the_refused_request_and_the_way_to_the_fault() throws IOException {
        Findings findings = CrashReplay.of(tape, Optional.of(ELF));

        assertThat(findings.fault()).hasValueSatisfying(fault -> assertThat(fault.pc()).isEqualTo(MEMSET_STORE));
        assertThat(findings.refused()).hasValueSatisfying(refused -> {
            assertThat(refused.size()).isPositive();
            assertThat(ELF.symbolAt(refused.call().site())).hasValueSatisfying(name -> assertThat(name).contains("takeUnchecked"));
        });
        assertThat(findings.instructions()).hasSize(CrashReplay.USUAL_DEPTH);
        assertThat(last(findings.instructions()).pc()).isEqualTo(MEMSET_STORE);
        assertThat(last(findings.instructions()).text()).isEqualTo("s32i.n a3, a5, 0");
        assertThat(last(findings.instructions()).registers()[5]).as("a5, the null pointer").isZero();
        assertThat(findings.writes()).hasSize(CrashReplay.USUAL_DEPTH);
        assertThat(findings.text()).contains("Exception 29 at 4000e1b2, address 00000000").contains("The allocator refused");
        assertThat(CrashReplay.of(tape, Optional.of(ELF)).text()).as("the second time").isEqualTo(findings.text());
    }

    @Test
    void the_last_store_into_each_live_block_is_what_memory_holds() throws IOException {
        Replay replay = Replay.of(tape);
        AllocationHistory history = AllocationHistory.of(replay, ELF);
        FlightRecorder recorder = replay.record(1, 1);
        int[] compared = new int[1];
        replay.watch(MEMSET_STORE, guest -> {
            if (guest.register(5) == 0) {
                compared[0] = compareWithMemory(guest, history, recorder);
            }
        });

        replay.runToEnd();

        assertThat(compared[0]).as("words of live blocks").isGreaterThan(100);
    }

    private static int compareWithMemory(GuestView guest, AllocationHistory history, FlightRecorder recorder) {
        int compared = 0;
        for (HeapBlock block : history.live()) {
            for (int at = block.address(); at + 4 <= block.address() + block.size(); at += 4) {
                Optional<FlightRecorder.Write> write = recorder.lastWriteTo(at, 4);
                if (write.isPresent() && write.get().width() == 4 && !write.get().byDevice()) {
                    assertThat(guest.word(at)).as("%08x", at).isEqualTo(write.get().value());
                    compared++;
                }
            }
        }
        return compared;
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }

    private static void severalAtOnce(Forward web, List<Socket> browsers) throws IOException {
        for (int i = 0; i < PROFILE.pressure().parallelRequests() + 1; i++) {
            Socket socket = new Socket("127.0.0.1", web.port());
            browsers.add(socket);
            try {
                socket.getOutputStream().write("GET /config HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException cutOff) {
                // The board has crashed already.
                return;
            }
        }
    }
}
