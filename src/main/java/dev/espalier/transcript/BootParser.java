package dev.espalier.transcript;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of the mask ROM and of the second-stage loader (facts 2.1 to 2.3). One object
 * serves a whole log: a new banner begins a new {@link Boot}.
 */
public final class BootParser {

    private static final Pattern ROM_DETAIL = Pattern.compile(
        "^(tail \\d+|chksum 0x[0-9a-f]{2}|ho 0 tail \\d+ room \\d+|csum 0x[0-9a-f]{2}|wdt reset|unknown reset)\\s*$");
    private static final Pattern LOADER_VERSION = Pattern.compile("^v([0-9a-f]{8})$");
    private static final Pattern HAND_OVER = Pattern.compile("^[~@]?ld$");
    private static final Pattern LOADER_FAILURE = Pattern.compile("^e:\\d+$");

    /** What a line means for the start of the chip. */
    public enum Meaning {
        /** Nothing: a line of the application. */
        NONE,
        /** The first sign of a new start. */
        RESET,
        /** More of the ROM's or the loader's output. */
        DETAIL,
        /** The loader hands over; what follows is the application's. */
        HAND_OVER,
        /** The start failed. */
        FAILURE
    }

    private BootBanner banner;
    private boolean watchdog;
    private final List<LoadLine> loads = new ArrayList<>();
    private String loaderVersion;
    private String failure;
    private boolean handedOver;
    private boolean starting;

    /** Takes one line. */
    public Meaning accept(String line) {
        Optional<BootBanner> seen = BootBanner.parse(line);
        if (seen.isPresent()) {
            begin();
            banner = seen.get();
            return Meaning.RESET;
        }
        Optional<LoadLine> load = LoadLine.parse(line);
        if (load.isPresent()) {
            return load(load.get());
        }
        return starting ? acceptDetail(line.stripTrailing()) : Meaning.NONE;
    }

    /** The start as far as it is known. */
    public Boot boot() {
        return new Boot(Optional.ofNullable(banner), watchdog, loads, Optional.ofNullable(loaderVersion),
            Optional.ofNullable(failure), handedOver);
    }

    /** A load line without a banner before it betrays a start whose banner was lost. */
    private Meaning load(LoadLine line) {
        boolean lost = !starting;
        if (lost) {
            begin();
        }
        loads.add(line);
        return lost ? Meaning.RESET : Meaning.DETAIL;
    }

    private Meaning acceptDetail(String line) {
        if (line.equals("csum err") || line.startsWith("flash read err")) {
            failure = line;
            return Meaning.FAILURE;
        }
        if (line.equals("ets_main.c") || LOADER_FAILURE.matches(line)) {
            failure = failure == null ? line : failure + ", " + line;
            return Meaning.FAILURE;
        }
        if (LOADER_VERSION.matches(line)) {
            loaderVersion = line.substring(1);
            return Meaning.DETAIL;
        }
        if (HAND_OVER.matches(line)) {
            handedOver = true;
            starting = false;
            return Meaning.HAND_OVER;
        }
        watchdog |= line.equals("wdt reset");
        return ROM_DETAIL.matches(line) || line.startsWith("@cp:") ? Meaning.DETAIL : Meaning.NONE;
    }

    private void begin() {
        banner = null;
        watchdog = false;
        loads.clear();
        loaderVersion = null;
        failure = null;
        handedOver = false;
        starting = true;
    }
}
