package dev.espalier.cli;

import dev.espalier.EspalierException;
import dev.espalier.bytes.Hex;
import dev.espalier.bytes.LittleEndian;
import dev.espalier.crash.CrashDecoder;
import dev.espalier.crash.SourceLines;
import dev.espalier.image.ElfFile;
import dev.espalier.image.FlashImage;
import dev.espalier.transcript.Crash;
import dev.espalier.transcript.CrashLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code espalier decode}: every crash of a log or of a forum post in plain words. */
@Command(name = "decode", mixinStandardHelpOptions = true, sortOptions = false, sortSynopsis = false,
    description = "Says what every crash in a log means: cause, source lines, callers. The log may be a serial monitor's, or a forum post"
        + " pasted on standard input.",
    footer = {"", "Exit code: 0 crashes were found; 1 there are none; 2 the log, the ELF file or the image cannot be used."})
final class DecodeCommand implements Callable<Integer>, CommonOptions.Holder {

    private static final String STANDARD_INPUT = "-";
    /** First word of the application's mapped flash (facts 2.3). */
    private static final int FIRST_MAPPED_WORD = 0x40201010;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "LOG", defaultValue = STANDARD_INPUT,
        description = "File with the log; - or nothing: standard input, to its end.")
    private String log;

    @Option(names = "--elf", paramLabel = "ELF",
        description = "ELF file of the build that crashed. Without it the mask ROM's names are all that is known.")
    private Path elfFile;

    @Option(names = "--image", paramLabel = "IMG",
        description = "The image that was flashed: proves that the ELF file belongs to it.")
    private Path imageFile;

    @Option(names = "--source", paramLabel = "DIR",
        description = "Folder of the firmware's sources, to show their lines. Default: around the ELF file.")
    private List<Path> sources = new ArrayList<>();

    @Mixin
    private CommonOptions common;

    private int crashes;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() {
        if (imageFile != null && elfFile == null) {
            throw new ParameterException(spec.commandLine(), "--image proves whose ELF file it is: hand that in with --elf");
        }
        PrintWriter out = spec.commandLine().getOut();
        Optional<ElfFile> elf = Optional.ofNullable(elfFile).map(ElfFile::read);
        Optional<FlashImage> image = Optional.ofNullable(imageFile).map(FlashImage::read);
        image.ifPresent(flashed -> elf.orElseThrow().requireBelongsTo(flashed));
        elf.flatMap(ElfFile::debugTrouble).ifPresent(trouble -> out.println("no source lines: " + trouble));
        SourceLines lines = SourceLines.around(Optional.ofNullable(elfFile), sources);
        CrashDecoder decoder = image.isPresent() ? CrashDecoder.proven(elf.orElseThrow(), lines) : CrashDecoder.of(elf, lines);
        try (InputStream in = log.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(log))) {
            LoaderVersions versions = new LoaderVersions(in);
            CrashLog.read(versions, crash -> print(crash, objection(elf, image, versions)
                .map(why -> CrashDecoder.refusing(elf.get().name(), why)).orElse(decoder), out));
        } catch (IOException e) {
            throw new EspalierException("a log to read, " + (log.equals(STANDARD_INPUT) ? "standard input" : log), reason(e),
                "the path of a text file, or paste it on standard input", e);
        }
        if (crashes == 0) {
            out.println("no crash found");
        }
        out.flush();
        return crashes == 0 ? 1 : 0;
    }

    private void print(Crash crash, CrashDecoder decoder, PrintWriter out) {
        crashes++;
        out.println("%scrash %d, lines %d to %d%s".formatted(crashes == 1 ? "" : "\n", crashes, crash.origin().firstLine(),
            crash.origin().lastLine(), crash.origin().whole() ? "" : ", cut off"));
        out.println(decoder.everything(crash));
        crash.reset().ifPresent(start -> out.println("  then it started again: " + start.cause()));
        out.flush();
    }

    /** Up to core 2.7 the loader prints a word that the linker placed; from 3.0 on one that only the image has. */
    private static Optional<String> objection(Optional<ElfFile> elf, Optional<FlashImage> image, LoaderVersions versions) {
        byte[] linked = elf.map(file -> file.bytesAt(FIRST_MAPPED_WORD, 4)).orElse(new byte[0]);
        int word = linked.length < 4 ? 0 : LittleEndian.get32(linked, 0);
        if (word == 0 && image.flatMap(FlashImage::application).isPresent()) {
            word = LittleEndian.get32(image.get().bytes(), FlashImage.APPLICATION_OFFSET + 16);
        }
        if (word == 0 || versions.seen().isEmpty() || versions.seen().contains(word)) {
            return Optional.empty();
        }
        return Optional.of("the loader in the log says v%s, it has %s"
            .formatted(Hex.word(versions.seen().iterator().next()).substring(2), Hex.word(word).substring(2)));
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + e.getMessage();
    }
}
