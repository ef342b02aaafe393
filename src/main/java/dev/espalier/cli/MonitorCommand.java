package dev.espalier.cli;

import dev.espalier.bench.Attachment;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.crash.CrashDecoder;
import dev.espalier.crash.SourceLines;
import dev.espalier.image.ElfFile;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.TranscriptLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code espalier monitor}: the board's console with times, and crashes in plain words. */
@Command(name = "monitor", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Shows what a board says, with board time and baud rate, and says what a crash dump means. Ctrl-C ends it.")
final class MonitorCommand implements Callable<Integer>, CommonOptions.Holder {

    private static final Duration POLL = Duration.ofMillis(100);

    @Spec
    private CommandSpec spec;

    @Option(names = "--board", paramLabel = "BOARD", defaultValue = "virtual",
        description = "virtual, or serial:PORT for a real one. Default: virtual.")
    private String board;

    @Option(names = "--boot-baud", paramLabel = "BAUD", defaultValue = "74880",
        description = "Rate of the mask ROM. Default: ${DEFAULT-VALUE}.")
    private int bootBaud;

    @Option(names = "--baud", paramLabel = "BAUD", defaultValue = "115200",
        description = "Rate of the firmware. Default: ${DEFAULT-VALUE}.")
    private int baud;

    @Option(names = "--elf", paramLabel = "ELF",
        description = "The firmware's ELF file: crashes then name source lines. Default: the mask ROM's names only.")
    private Path elf;

    @Option(names = "--source", paramLabel = "DIR",
        description = "Folder of the firmware's sources, to show their lines. Default: around the ELF file.")
    private List<Path> sources = new ArrayList<>();

    @Option(names = "--for", paramLabel = "SECONDS", description = "Stop after so many seconds of wall time.")
    private Integer seconds;

    @Option(names = "--no-reset", description = "Listen without resetting the board first.")
    private boolean noReset;

    @Mixin
    private CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CrashDecoder decoder = CrashDecoder.of(Optional.ofNullable(elf).map(ElfFile::read),
            SourceLines.around(Optional.ofNullable(elf), sources));
        ConsoleSettings settings = ConsoleSettings.of(bootBaud, baud).crashReader(decoder);
        try (Attachment attachment = Attachment.open(board, bootBaud);
                Console console = Console.open(attachment.link(), settings)) {
            if (!noReset) {
                console.reset();
            }
            TimeSource wall = TimeSource.wall();
            long end = seconds == null ? Long.MAX_VALUE : wall.nanos() + Duration.ofSeconds(seconds).toNanos();
            long next = 0;
            int crashes = 0;
            while (wall.nanos() < end && !Thread.currentThread().isInterrupted()) {
                console.awaitChange(POLL);
                next = show(out, console.lines(), next);
                for (; crashes < console.crashes().size(); crashes++) {
                    out.println("  ==> " + console.settings().crashReader().explain(console.crashes().get(crashes)));
                }
                out.flush();
            }
            return 0;
        }
    }

    private static long show(PrintWriter out, List<TranscriptLine> lines, long next) {
        long shown = next;
        for (TranscriptLine line : lines) {
            if (line.index() >= next) {
                out.println(line);
                shown = line.index() + 1;
            }
        }
        return shown;
    }
}
