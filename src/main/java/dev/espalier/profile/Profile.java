package dev.espalier.profile;

import com.google.re2j.Pattern;
import dev.espalier.eeprom.BlobLayout;
import dev.espalier.eeprom.EepromLayout;
import dev.espalier.eeprom.Integrity;
import dev.espalier.image.Sign;
import dev.espalier.image.TlsLibrary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a suite may know of a firmware: the contract between suites and the firmware under test.
 *
 * @param name of the firmware
 * @param serial its two baud rates
 * @param modes start-up modes by name; none when nothing is known of them
 * @param softAp the access point that the board opens by itself, if it does
 * @param eeprom where and how it keeps its settings, or {@link Eeprom#NONE}
 * @param journal a second copy of the settings, if it keeps one
 * @param trustAnchor where it keeps the certificate that it trusts, if it does
 * @param page its config page, if it has one
 * @param routes requests over HTTP by name; always {@code toMqtt} and {@code sensors}
 * @param mqtt requests and signs of life over MQTT, if it speaks that
 * @param replies what requests are answered with, by the request's name
 * @param heap how it reports its heap, if it does
 * @param pressure how heap pressure is made from outside
 * @param network times that it promises
 * @param stability how long it is watched
 * @param budgets further limits by name
 * @param image what its images must be like, if that is said
 * @param upgrade what it was updated from, and what must come through an update
 */
public record Profile(String name, Serial serial, Map<String, Mode> modes, Optional<SoftAp> softAp, Eeprom eeprom,
                      Optional<Journal> journal, Optional<BlobLayout> trustAnchor, Optional<Page> page,
                      Map<String, String> routes, Optional<Mqtt> mqtt, Map<String, Reply> replies,
                      Optional<Heap> heap, Pressure pressure, Network network, Stability stability,
                      Map<String, String> budgets, Optional<Image> image, Upgrade upgrade) {

    /**
     * Reads a profile.
     *
     * @throws ProfileException naming file, line and key
     */
    public static Profile read(Path file) {
        return ProfileReader.read(file);
    }

    /** Reads a profile from text; {@code name} is what messages call it. */
    public static Profile parse(String name, String yaml) {
        return ProfileReader.parse(name, yaml);
    }

    /**
     * What holds for any firmware: the profile of one that came without any.
     *
     * @param name what reports call the firmware
     */
    public static Profile ofAnyFirmware(String name) {
        return ProfileReader.anyFirmware(name);
    }

    /**
     * Whether the profile says anything under one of its top-level keys.
     *
     * @throws IllegalArgumentException when no profile has such a key that may be missing
     */
    public boolean has(String key) {
        return switch (key) {
            case "modes" -> !modes.isEmpty();
            case "eeprom" -> eeprom.layout().size() > 0;
            case "softAp" -> softAp.isPresent();
            case "journal" -> journal.isPresent();
            case "trustAnchor" -> trustAnchor.isPresent();
            case "page" -> page.isPresent();
            case "routes" -> !routes.isEmpty();
            case "mqtt" -> mqtt.isPresent();
            case "replies" -> !replies.isEmpty();
            case "heap" -> heap.isPresent();
            case "image" -> image.isPresent();
            case "upgrade" -> !upgrade.equals(Upgrade.NONE);
            default -> throw new IllegalArgumentException("a profile has no optional key " + key);
        };
    }

    /** Whether the settings have a cell of that name. */
    public boolean hasCell(String cell) {
        return eeprom.layout().cells().stream().anyMatch(known -> known.name().equals(cell));
    }

    /**
     * A start-up mode by name.
     *
     * @throws IllegalArgumentException when the profile has none of that name
     */
    public Mode mode(String wanted) {
        Mode mode = modes.get(wanted);
        if (mode == null) {
            throw new IllegalArgumentException("profile %s has no mode %s; modes: %s".formatted(name, wanted, modes.keySet()));
        }
        return mode;
    }

    /** The same under another name. */
    Profile named(String other) {
        return new Profile(other, serial, modes, softAp, eeprom, journal, trustAnchor, page, routes, mqtt, replies, heap, pressure,
            network, stability, budgets, image, upgrade);
    }

    /**
     * The ROM's baud rate and the application's.
     *
     * @param baud the application's; where it is not known, the usual one
     * @param anyBaud whether the application's is not known: a link that can measure a rate follows it
     */
    public record Serial(int bootBaud, int baud, boolean anyBaud) {

        /** Both rates known. */
        public Serial(int bootBaud, int baud) {
            this(bootBaud, baud, false);
        }
    }

    /**
     * A start-up mode.
     *
     * @param cells what the EEPROM must hold for it
     * @param markers lines that prove it, in this order
     * @param within time from the reset to the last marker
     */
    public record Mode(String name, Map<String, String> cells, List<Pattern> markers, Duration within) {
    }

    /**
     * The board's own access point. Its texts hold cells in braces: {@code {ssid}_ESP_AP}.
     *
     * @param ssidLimit longest network name; the part before the suffix is cut to fit
     */
    public record SoftAp(String ssid, int ssidLimit, String password, String ip) {
    }

    /**
     * The settings in flash.
     *
     * @param offset in flash, at a sector
     * @param notInitialised line that must come when the sector was never written
     * @param damaged line that must come when its checksum is wrong
     * @param restored line that must come when the journal was used
     * @param wifiMemory where the vendor's SDK keeps the network it joined last, to join it again by itself at the
     *     next start; erased whenever the settings are written, so that no test meets an earlier one's network
     */
    public record Eeprom(int offset, EepromLayout layout, Optional<String> notInitialised, Optional<String> damaged,
                         Optional<String> restored, Optional<Area> wifiMemory) {

        /** Nothing is known of its settings: a layout without a byte. */
        public static final Eeprom NONE = new Eeprom(0,
            EepromLayout.of(0, 0, List.of(), Integrity.NONE),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whole sectors of flash. */
    public record Area(int offset, int size) {
    }

    /** A copy of the settings that is read only when they are damaged. */
    public record Journal(int offset, int size) {
    }

    /**
     * The config page.
     *
     * @param path where it is fetched
     * @param save where its form goes
     * @param reset request that restarts the board
     * @param fields form field to cell or octet of a cell
     * @param checkboxes fields that are absent when off
     * @param secrets fields that are shown empty
     * @param saved text of the answer when a form was stored
     * @param refused text of the answer when a form was refused
     * @param bad values per field that must be refused as a whole
     */
    public record Page(String path, String save, String reset, Map<String, String> fields, List<String> checkboxes,
                       List<String> secrets, String saved, String refused, Map<String, List<String>> bad) {
    }

    /**
     * MQTT.
     *
     * @param request topic for requests; {@code {rx}} is what the mode's markers captured
     * @param reply topic of the answers
     * @param requests payloads by the request's name
     * @param connecting line before an attempt to connect
     * @param connected line after one that succeeded
     * @param failed line after one that failed
     * @param refused line when the broker's certificate was refused
     * @param refusals the TLS library's error number by reason: wrongCa, expired, wrongHost
     * @param oldestTls the version of TLS that the broker must accept for this firmware: 1.1 or 1.2
     * @param keepAlive how often at least the firmware promises the broker a sign of life
     */
    public record Mqtt(String request, String reply, Map<String, String> requests, Optional<String> connecting,
                       Optional<String> connected, Optional<Pattern> failed, Optional<Pattern> refused,
                       Map<String, Integer> refusals, String oldestTls, Optional<Duration> keepAlive) {
    }

    /** An expected answer: a text that it contains, or the keys of a JSON object. */
    public record Reply(Optional<String> text, List<String> jsonKeys) {
    }

    /**
     * How the heap is seen, and what is promised of it.
     *
     * @param pattern a line with the groups checkpoint, free, max and frag, if the firmware prints one
     * @param floor free bytes that must never be fallen below
     * @param checkpoints in the order in which they are passed
     * @param perReconnect checkpoint that each reconnect passes once
     * @param perPage checkpoint that each page served passes once
     * @param query a request that is answered with the free heap, if there is one
     * @param leak how long a leak is looked for
     */
    public record Heap(Optional<Pattern> pattern, int floor, List<String> checkpoints, Optional<String> perReconnect,
                       Optional<String> perPage, Optional<HeapQuery> query, LeakSearch leak) {
    }

    /**
     * A request that is answered with the heap.
     *
     * @param request its name among the requests over MQTT
     * @param pattern what the answer holds, with the group free, and max and frag if it tells them
     */
    public record HeapQuery(String request, Pattern pattern) {
    }

    /**
     * How long a leak is looked for.
     *
     * @param cycles how often the work is done at least
     * @param mostCycles and at most, as long as the question is open
     * @param rulesOut the smallest loss, in bytes per cycle, that must be ruled out before the heap is called sound
     */
    public record LeakSearch(int cycles, int mostCycles, int rulesOut) {

        /** Where the profile says nothing. */
        public static final LeakSearch USUAL = new LeakSearch(20, 50, 16);
    }

    /** Half-sent requests at the same time, and the HTTP status that an honest refusal has (0 none). */
    public record Pressure(int parallelRequests, int refusedStatus) {
    }

    /** Time from the broker's, or the access point's, return to the board's. */
    public record Network(Duration reconnectWithin) {
    }

    /**
     * What is asked of a board that is left alone.
     *
     * @param quiet how long, by its own clock, it must neither crash nor reset
     * @param sleeps whether it may sleep deeply: it then wakes by its reset line, which GPIO16 is wired to,
     *     and the ROM calls that an external reset
     * @param restarts how often it is reset in a row and must start
     */
    public record Stability(Duration quiet, boolean sleeps, int restarts) {
    }

    /**
     * What an image of the firmware must be like.
     *
     * @param tls which TLS library must be in it; empty when none is asked for
     * @param ram most bytes of static data RAM
     * @param iram most bytes of instruction RAM
     * @param flash most bytes of mapped flash
     * @param file most bytes of the image file, for example half of the flash for updates over the air
     * @param growthPercent by how much each of RAM, instruction RAM and mapped flash may have grown since the baseline
     * @param debug whether debug output may be left on
     * @param debugSigns further signs of debug output
     * @param forbidden what must not be in an image that is released
     */
    public record Image(Optional<Tls> tls, OptionalInt ram, OptionalInt iram, OptionalInt flash, OptionalInt file,
                        OptionalDouble growthPercent, boolean debug, List<Sign> debugSigns, List<Sign> forbidden) {
    }

    /**
     * A wish about the TLS library.
     *
     * @param wanted whether there must be one, or must not
     * @param library this one; any when empty
     */
    public record Tls(boolean wanted, Optional<TlsLibrary> library) {

        @Override
        public String toString() {
            return wanted ? library.map(TlsLibrary::title).orElse("a TLS library") : "no TLS library";
        }
    }

    /**
     * What a firmware was updated from, and what must come through an update. Paths are as in the profile, relative to
     * its folder.
     *
     * @param previous the last release's image
     * @param init the image that is flashed once, to write the settings, before a release
     * @param initSays a line of the init image once it has written them
     * @param version where the settings keep the version of their layout
     * @param set cells that are given values through the last release's page, beside those that the bench and the mode need
     * @param back what becomes of the settings when the last release is flashed again
     */
    public record Upgrade(Optional<String> previous, Optional<String> init, Optional<String> initSays, Optional<Version> version,
                          Map<String, String> set, Back back) {

        /** Nothing is said. */
        public static final Upgrade NONE = new Upgrade(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Map.of(), Back.ANY);
    }

    /** A number in the settings, most significant byte first. */
    public record Version(int at, int bytes) {
    }

    /** What becomes of the settings on the way back to the last release. */
    public enum Back {
        /** Nothing is promised. */
        ANY,
        /** The last release must still understand them. */
        KEPT,
        /** It is known that they are lost. */
        LOST
    }
}
