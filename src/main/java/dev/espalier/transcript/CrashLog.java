package dev.espalier.transcript;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the crashes in a log of any size, in one pass: a serial monitor's, one with other output among the board's,
 * a forum post that somebody pasted. Besides the reports that {@link CrashParser} knows it takes what the chip
 * remembered of its last life and the sketch printed (facts 2.5), and the hardware watchdog, of which only the next
 * start tells; one crash that was told twice is one. The start that followed is part of it.
 *
 * <p>The text may be anything, in ASCII or a superset of it; bytes are read as ISO 8859-1. A line ends with LF, CR LF
 * or CR; lines are numbered as {@code grep -n} does, by their LFs. What is kept is bounded: a report's text and words,
 * a line's last 4096 characters. A crash is handed out when the start that followed, and what it remembered, can no
 * longer come: after another crash or start, or {@value #HELD_LINES} lines.
 */
public final class CrashLog {

    private static final int BUFFER = 64 * 1024;
    private static final int PIECE = 4096;
    /** A sketch prints what the chip remembers soon after its start. */
    private static final int HELD_LINES = 400;
    /** A start that comes later is not that of the crash: its banner went by at another rate. */
    private static final int LINES_TO_START = 40;
    /** So far apart are {@code getResetReason()} and {@code getResetInfo()} when a sketch prints both. */
    private static final int LINES_OF_ONE_START = 20;
    private static final int DIVISION_BY_ZERO = 6;
    /** Where the ROM's signed division finds a zero (facts 2.4). */
    private static final int ROM_DIVISION = 0x4000DCE5;
    /** A sketch's own words before what {@code ESP.getResetReason()} returned. */
    private static final Pattern REASON = Pattern.compile("(?i)(?:reset|restart|rst)[ _-]?(?:reason|cause|info)\\W{1,6}"
        + "(exception|(?:software|hardware) watchdog|soft_wdt|wdt)\\b");

    private final Consumer<Crash> crashes;
    private final CrashParser parser = new CrashParser(Patience.LOG, new Finds());
    private final byte[] buffer = new byte[BUFFER];
    private final StringBuilder line = new StringBuilder(PIECE);
    private long number = 1;
    private char last = '\n';
    /** The last crash while more about it may come. */
    private Crash held;
    private int heldLines;
    /** The last crash, and how many starts were seen since. */
    private Crash lastCrash;
    private int starts;
    /** Lines since what the chip remembers of the last crash was printed; negative when it was not. */
    private int memoryLines = -1;
    private BootBanner lastStart;

    private final class Finds implements CrashParser.Finds {

        @Override
        public void crash(Crash crash) {
            found(crash);
        }

        @Override
        public void start(BootBanner banner, long at, String raw) {
            started(banner, at, raw);
        }
    }

    CrashLog(Consumer<Crash> crashes) {
        this.crashes = crashes;
    }

    /** The crashes in a text, in their order. */
    public static List<Crash> of(String text) {
        List<Crash> found = new ArrayList<>();
        try {
            read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The crashes in a file, in their order. For files with very many, {@link #read(InputStream, Consumer)} keeps none. */
    public static List<Crash> read(Path file) throws IOException {
        List<Crash> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            read(in, found::add);
        }
        return found;
    }

    /** Hands the crashes of a stream to a consumer as they are found, until the stream ends. Does not close it. */
    public static void read(InputStream in, Consumer<Crash> crashes) throws IOException {
        new CrashLog(crashes).readAll(in);
    }

    void readAll(InputStream in) throws IOException {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            for (int i = 0; i < count; i++) {
                take((char) (buffer[i] & 0xFF));
            }
        }
        if (line.length() > 0) {
            endOfLine();
        }
        parser.end();
        release();
    }

    /** Characters kept, words of stacks counted as eight, without those of crashes that were read to their end. */
    int kept() {
        return line.length() + parser.kept();
    }

    /** A CR that an LF follows is no line of its own, however many there are. */
    private void take(char c) {
        if (c == '\n') {
            if (line.length() > 0 || last != '\r') {
                endOfLine();
            }
            number++;
        } else if (c == '\r') {
            if (line.length() > 0 || last == '\n') {
                endOfLine();
            }
        } else {
            line.append(c);
            if (line.length() == PIECE) {
                endOfLine();
            }
        }
        last = c;
    }

    private void endOfLine() {
        String text = line.toString();
        line.setLength(0);
        parser.take(number, text);
        heldLines++;
        memoryLines += memoryLines < 0 || memoryLines == Integer.MAX_VALUE ? 0 : 1;
        reason(text);
        if (held != null && heldLines > HELD_LINES) {
            release();
        }
    }

    // ---- one crash, told once or more often

    private void found(Crash crash) {
        if (isMemory(crash)) {
            remembered(crash);
        } else {
            release();
            hold(crash, crash.reset().isPresent() ? 1 : 0);
        }
    }

    private void remembered(Crash crash) {
        if (!isKnown(crash)) {
            release();
            hold(lastStart == null ? crash : crash.followedBy(lastStart), 0);
        } else if (held != null && lacksRegisters(held) && crash.registers().isPresent()) {
            held = held.with(crash.registers().get());
        }
        memoryLines = 0;
    }

    /**
     * Whether the last crash is the one that is remembered. An address, where both tell one, decides; a panic is
     * remembered as an exception or not at all, so the kind does not. Of a log without any banner it cannot be known
     * whether the chip started between two memories: those close together are one.
     */
    private boolean isKnown(Crash memory) {
        if (lastCrash == null || starts > (isMemory(lastCrash) ? 0 : 1)) {
            return false;
        }
        boolean other = lastCrash.registers().isPresent() && memory.registers().isPresent()
            && lastCrash.registers().get().tells(Crash.Register.EPC1)
            && lastCrash.registers().get().epc1() != memory.registers().get().epc1() && !isDivision(memory);
        return !other && (lastStart != null || memoryLines < LINES_OF_ONE_START);
    }

    /** Core 3 reports the ROM's illegal instruction as a division by zero of its caller; the chip remembers what it was. */
    private boolean isDivision(Crash memory) {
        return lastCrash.cause().orElse(-1) == DIVISION_BY_ZERO && memory.registers().get().epc1() == ROM_DIVISION;
    }

    /** An exception that the core itself raised, to report a panic, is not what happened. */
    private static boolean lacksRegisters(Crash crash) {
        return crash.registers().isEmpty() && (crash.kind() == Crash.Kind.HARDWARE_WATCHDOG
            || crash.kind() == Crash.Kind.SOFT_WATCHDOG || crash.kind() == Crash.Kind.EXCEPTION);
    }

    private static boolean isMemory(Crash crash) {
        return crash.origin().source() == Crash.Source.RESET_INFO || crash.origin().source() == Crash.Source.RESET_REASON;
    }

    private void started(BootBanner banner, long at, String raw) {
        lastStart = banner;
        if (held != null && held.reset().orElse(null) == banner) {
            // It ended the report, and is part of it already.
            return;
        }
        starts++;
        if (held != null && starts == 1 && !isMemory(held) && heldLines <= LINES_TO_START) {
            held = held.followedBy(banner);
            heldLines = 0;
            return;
        }
        release();
        if (banner.cause() == ResetCause.WATCHDOG) {
            hold(bare(Crash.Kind.HARDWARE_WATCHDOG, Crash.Source.BANNER, at, raw).followedBy(banner), 1);
        }
    }

    private void reason(String text) {
        if (!text.contains("xception") && !text.contains("atchdog") && !text.contains("WDT") && !text.contains("XCEPTION")) {
            return;
        }
        Matcher matcher = REASON.matcher(text);
        if (!matcher.find()) {
            return;
        }
        Crash.Kind kind = switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "exception" -> Crash.Kind.EXCEPTION;
            case "software watchdog", "soft_wdt" -> Crash.Kind.SOFT_WATCHDOG;
            default -> Crash.Kind.HARDWARE_WATCHDOG;
        };
        found(bare(kind, Crash.Source.RESET_REASON, number, text));
    }

    /** A crash of which only the kind is known. */
    private static Crash bare(Crash.Kind kind, Crash.Source source, long at, String raw) {
        String headline = switch (kind) {
            case EXCEPTION -> "Exception";
            case SOFT_WATCHDOG -> "Soft WDT reset";
            default -> "Hardware watchdog";
        };
        return new Crash(kind, headline, Optional.empty(), List.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), new Crash.Origin(source, at, at, true), List.of(raw));
    }

    private void hold(Crash crash, int startsSeen) {
        held = crash;
        lastCrash = crash;
        starts = startsSeen;
        heldLines = 0;
        memoryLines = isMemory(crash) ? 0 : -1;
    }

    private void release() {
        if (held != null) {
            crashes.accept(held);
        }
        held = null;
    }
}
