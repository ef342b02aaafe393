package dev.espalier.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.link.SerialLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way into the board is taped: a replay that is not told of one would not come to the same state. */
@Timeout(120)
class RecordingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path IMAGES = Path.of("firmware/images");

    @Test
    void bytes_on_the_serial_line_arrive_in_the_replay_in_their_cycles() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record(); SerialLink link = board.link()) {
            link.write("nobody reads this".getBytes(StandardCharsets.US_ASCII));
            tapeWith("tick 2", recording);
            link.write("nor this".getBytes(StandardCharsets.US_ASCII));

            Tape tape = last(recording.stop());

            assertThat(replayed(tape).serial()).contains("tick 2").isEqualTo(tape.serial());
        }
    }

    @Test
    void pins_and_voltages_are_in_the_replayed_machine() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            board.pins().drive(4, false);
            board.pins().drive(16, false);
            board.pins().analog(321);
            board.pins().drive(5, false);
            board.pins().release(5);

            assertThat(replayed(last(recording.stop())).ended()).isTrue();
        }
    }

    @Test
    void every_reset_begins_a_tape_and_each_can_be_replayed() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record(); SerialLink link = board.link()) {
            link.lines(false, true);
            link.lines(false, false);
            tapeWith("tick 1", recording);
            board.powerCycle();
            await().atMost(PATIENCE).until(() -> recording.tapes().stream().anyMatch(tape -> tape.endedBy().equals("POWER_ON")));
            tapeWith("tick 1", recording);

            List<Tape> tapes = recording.tapes();

            assertThat(tapes).extracting(Tape::endedBy).endsWith("POWER_ON", "").contains("EXTERNAL");
            for (Tape tape : tapes) {
                assertThat(replayed(tape).serial()).isEqualTo(tape.serial());
            }
        }
    }

    @Test
    void the_end_of_a_long_tape_is_replayed_from_a_checkpoint_near_it() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record(Duration.ofMillis(100))) {
            Tape tape = tapeWith("tick 3", recording);
            Replay nearEnd = Replay.nearEnd(tape);
            long begin = nearEnd.cycles();
            nearEnd.runToEnd();

            assertThat(begin).isGreaterThan(tape.serialCycles(0));
            assertThat(tape.serial()).endsWith(nearEnd.serial());
            assertThat(nearEnd.ended()).isTrue();
        }
    }

    @Test
    void a_restored_snapshot_begins_a_tape() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            tapeWith("tick 1", recording);
            byte[] snapshot = board.snapshot();
            board.restore(snapshot);

            Tape tape = tapeWith("tick ", recording);

            assertThat(tape.serial()).doesNotContain("espalier hello");
            assertThat(replayed(tape).serial()).isEqualTo(tape.serial());
        }
    }

    @Test
    void a_recording_goes_on_after_its_tapes_were_looked_at() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            Tape early = tapeWith("tick 1", recording);
            Tape late = await().atMost(PATIENCE).until(() -> last(recording.tapes()),
                tape -> tape.serial().length() > early.serial().length());

            assertThat(replayed(early).serial()).isEqualTo(early.serial());
            assertThat(replayed(late).serial()).startsWith(early.serial());
        }
    }

    @Test
    void a_guest_that_does_something_else_is_told_of_at_once() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            Tape tape = tapeWith("tick 1", recording);

            tape.checkpoints().get(0).states().values().forEach(state -> {
                int text = new String(state, StandardCharsets.ISO_8859_1).indexOf("tick %d");
                if (text >= 0) {
                    state[text] = 'T';
                }
            });

            assertThatThrownBy(() -> Replay.of(tape).runToEnd()).isInstanceOf(ReplayDiverged.class)
                .hasMessageMatching("wanted .* at cycle \\d+, as the tape has it; seen SENT\\(.*\\) at cycle .*; record it anew with this version");
        }
    }

    @Test
    void a_machine_that_is_another_at_the_end_is_told_of_with_the_part_that_differs() throws IOException {
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            Tape tape = tapeWith("tick 1", recording);

            byte[] flash = tape.checkpoints().get(0).states().get("flash");
            flash[flash.length - 1] ^= 1;

            assertThatThrownBy(() -> Replay.of(tape).runToEnd()).isInstanceOf(ReplayDiverged.class)
                .hasMessage("wanted the machine that the board was at its end, as the tape has it; seen another state of flash;"
                    + " record it anew with this version");
        }
    }

    @Test
    void a_file_that_is_no_tape_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tape"), "no tape");

        assertThatThrownBy(() -> Tape.load(file)).isInstanceOf(IOException.class)
            .hasMessage("wanted a whole tape, seen no tape or only a part of one in " + file + "; record it anew");
    }

    @Test
    void a_watch_on_a_board_tells_of_every_reset() throws IOException {
        List<Long> resets = new CopyOnWriteArrayList<>();
        try (VirtualEsp8266 board = hello(); Recording recording = board.record()) {
            tapeWith("tick 1", recording);
            CodeWatch watch = guest -> resets.add(guest.nanos());

            board.watch(Watchable.RESET_VECTOR, watch);
            board.powerCycle();
            await().atMost(PATIENCE).until(() -> !resets.isEmpty());
            board.unwatch(Watchable.RESET_VECTOR, watch);
            board.powerCycle();
            await().atMost(PATIENCE).until(() -> recording.tapes().stream().filter(tape -> tape.endedBy().equals("POWER_ON")).count() == 2);
            tapeWith("tick 1", recording);
        }

        assertThat(resets).hasSize(1);
    }

    private static VirtualEsp8266 hello() throws IOException {
        return VirtualEsp8266.builder().flash(Files.readAllBytes(IMAGES.resolve("hello.bin"))).start();
    }

    private static Replay replayed(Tape tape) throws IOException {
        Replay replay = Replay.of(tape);
        replay.runToEnd();
        return replay;
    }

    private static Tape last(List<Tape> tapes) {
        return tapes.get(tapes.size() - 1);
    }

    /** Waits until the board has said this since its last reset. */
    private static Tape tapeWith(String text, Recording recording) {
        return await().atMost(PATIENCE).until(() -> last(recording.tapes()), tape -> tape.serial().contains(text));
    }
}
