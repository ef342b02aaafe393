package dev.espalier.repro;

import dev.espalier.EspalierException;
import dev.espalier.crash.CrashDecoder;
import dev.espalier.crash.SourceLines;
import dev.espalier.emulator.ReplayDiverged;
import dev.espalier.emulator.Tape;
import dev.espalier.image.ElfFile;
import dev.espalier.replay.CrashReplay;
import dev.espalier.replay.Findings;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replays the tape of a crash and says what the replay shows. */
public final class TapePlayer {

    private TapePlayer() {
    }

    /**
     * What a replay found.
     *
     * @param crash the board's report on the tape, if it left one
     * @param text the last instructions and stores, and the allocations concerned
     */
    public record Played(Optional<Crash> crash, String text) {
    }

    /**
     * Replays a tape.
     *
     * @param elf of the firmware on it
     * @throws EspalierException when it cannot be replayed here, or goes another way than it was recorded
     */
    private static Played play(Tape tape, Optional<ElfFile> elf) {
        try {
            Findings findings = CrashReplay.of(tape, elf);
            return new Played(crashIn(findings.serial()), findings.text());
        } catch (IOException e) {
            throw new EspalierException("a replay of the tape", e.getMessage(), "the version that recorded it, or a new recording", e);
        } catch (ReplayDiverged e) {
            throw new EspalierException("a replay that goes the way that was recorded", e.getMessage(),
                "the version that recorded it; if it was this one, please report it", e);
        }
    }

    /**
     * Saves the tape of a run that broke the board, and replays it.
     *
     * @param elf of the firmware
     * @return empty when the run was not taped
     * @throws EspalierException when the file cannot be written, or the replay goes another way
     */
    public static Optional<Played> saveAndPlay(Trial trial, Path file, Optional<ElfFile> elf) {
        return trial.tape().map(tape -> {
            save(tape, file);
            return play(tape, elf);
        });
    }

    /**
     * Replays a tape from a file; the text has the crash decoded in front.
     *
     * @param elf of the firmware on the tape
     * @throws EspalierException when there is no tape, or it cannot be replayed here
     */
    public static Played play(Path file, Optional<Path> elf) {
        Optional<ElfFile> known = elf.map(ElfFile::read);
        Played played = play(load(file), known);
        CrashDecoder decoder = CrashDecoder.of(known, SourceLines.around(elf, List.of()));
        return new Played(played.crash(), played.crash().map(crash -> decoder.explain(crash) + "\n\n").orElse("") + played.text());
    }

    private static void save(Tape tape, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            tape.save(file);
        } catch (IOException e) {
            throw new EspalierException("to write " + file, "that failed: " + e.getMessage(), "a folder that can be written to", e);
        }
    }

    private static Tape load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new EspalierException("a tape at " + file, "there is no such file", "--replay target/espalier/repro/crash.tape");
        }
        try {
            return Tape.load(file);
        } catch (IOException e) {
            throw new EspalierException("a tape in " + file, e.getMessage(), "a file that repro has left as crash.tape", e);
        }
    }

    private static Optional<Crash> crashIn(String serial) {
        CrashParser parser = new CrashParser();
        List<Crash> crashes = new ArrayList<>();
        serial.lines().forEach(line -> parser.accept(line).ifPresent(crashes::add));
        parser.finish().ifPresent(crashes::add);
        return crashes.stream().findFirst();
    }
}
