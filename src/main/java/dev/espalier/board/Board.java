package dev.espalier.board;

import com.google.re2j.Pattern;
import dev.espalier.EspalierException;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.HttpAddress;
import dev.espalier.configpage.PageMap;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.console.Match;
import dev.espalier.eeprom.BlobLayout;
import dev.espalier.eeprom.Cell;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.flasher.ChipInfo;
import dev.espalier.flasher.FlashPlan;
import dev.espalier.flasher.Flasher;
import dev.espalier.flasher.Progress;
import dev.espalier.image.FlashImage;
import dev.espalier.link.SerialLink;
import dev.espalier.profile.Profile;
import dev.espalier.time.TimeSource;
import dev.espalier.transcript.Boot;
import dev.espalier.transcript.Crash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One board with a known firmware: flash it, give it settings, reset it, listen to it, ask it over
 * HTTP. Nothing here can tell a virtual board from one on a cable.
 *
 * <p>After {@link #flash}, {@link #provision} and {@link #eeprom} the board stands in its boot loader
 * until {@link #reset}. One test at a time.
 */
public final class Board implements AutoCloseable {

    /** From the reset to settings that an init image has written. */
    private static final Duration INIT = Duration.ofSeconds(10);
    /** How much longer than its start a board may take to restart by itself: it announces 3 s. */
    private static final Duration SELF_RESET = Duration.ofSeconds(15);

    private final Profile profile;
    private final BoardSetup setup;
    private final Console console;
    private final Map<String, String> said = new HashMap<>();
    private ChipInfo chip;
    private EepromImage provisioned;
    private byte[] anchorInFlash;
    private volatile FlashImage flashed;

    private Board(Profile profile, BoardSetup setup, Console console) {
        this.profile = profile;
        this.setup = setup;
        this.console = console;
    }

    /** Takes a link over, from now until {@link #close}, and listens. */
    public static Board on(SerialLink link, Profile profile, BoardSetup setup) {
        return new Board(profile, setup, Console.open(link, settings(profile, setup)));
    }

    /**
     * This board as it is known now, with another ear: its application runs and is listened to on {@code link}.
     * Whoever calls closes this one first.
     *
     * @param transcript where the new ear's transcript goes, if anywhere
     */
    public Board continued(SerialLink link, Optional<Path> transcript) {
        BoardSetup same = new BoardSetup(setup.network(), setup.flasher(), transcript, setup.crashReader(), setup.trustAnchor());
        Board board = new Board(profile, same, Console.openRunning(link, settings(profile, same)));
        board.said.putAll(said);
        board.chip = chip;
        board.provisioned = provisioned;
        board.anchorInFlash = anchorInFlash;
        board.flashed = flashed;
        if (provisioned != null) {
            board.console.mask(provisioned.secrets());
        }
        return board;
    }

    private static ConsoleSettings settings(Profile profile, BoardSetup setup) {
        ConsoleSettings settings = ConsoleSettings.of(profile.serial().bootBaud(), profile.serial().baud())
            .crashReader(setup.crashReader()).pause(setup.flasher().pause()).anyBaud(profile.serial().anyBaud())
            .sleeps(profile.stability().sleeps());
        return setup.transcript().map(settings::transcript).orElse(settings);
    }

    /** Flashes an image at 0 and verifies it. */
    public ChipInfo flash(FlashImage image) {
        return flash(image, Progress.none());
    }

    /**
     * Flashes an image at 0 and verifies it.
     *
     * @throws dev.espalier.EspalierException when the board does not answer, or the image is for another
     */
    public ChipInfo flash(FlashImage image, Progress progress) {
        return inLoader(progress, flasher -> {
            image.requireFits(chip.flashBytes());
            anchorInFlash = null;
            flashed = image;
            flasher.write(FlashPlan.of(image));
            console.remark("flashed %s, %d bytes, sha256 %s, on %s".formatted(image.name(), image.bytes().length,
                image.sha256(), chip.mac()));
            return chip;
        });
    }

    /**
     * The two steps by which a board is set up for the first time: erases the settings, flashes an image that writes them
     * at its start, lets it do so, and flashes the release over it without touching them. The board then stands in its
     * boot loader.
     *
     * @return the settings that the first image has written
     * @throws AssertionError when the first image crashes, or does not say what the profile promises of it
     * @throws dev.espalier.EspalierException when it leaves the settings erased
     */
    public EepromImage flashInitThenRelease(FlashImage init, FlashImage release) {
        if (!profile.has("eeprom")) {
            throw new EspalierException("to see an init image write the settings", "profile %s does not say where they are"
                .formatted(profile.name()), "eeprom in the profile");
        }
        for (FlashImage image : List.of(init, release)) {
            if (image.bytes().length > profile.eeprom().offset()) {
                throw new EspalierException("images that end before the settings at 0x%x".formatted(profile.eeprom().offset()),
                    "%s has %d bytes and would write over them".formatted(image.name(), image.bytes().length),
                    "eeprom.offset in the profile, or an image without what lies there");
            }
        }
        flash(init);
        provision(Provision::asDelivered).reset();
        if (profile.upgrade().initSays().isPresent()) {
            console.expect(Pattern.quote(profile.upgrade().initSays().get()), console.within(INIT));
        } else {
            console.stayCalm(console.passing(INIT));
        }
        EepromImage written = eeprom();
        if (written.isErased()) {
            throw new EspalierException("the settings that the init image %s writes, at 0x%x".formatted(init.name(), profile.eeprom().offset()),
                "they are still erased after %d s".formatted(INIT.toSeconds()),
                "a build that writes them (EEPROM_INIT), and eeprom.offset in the profile");
        }
        flash(release);
        return written;
    }

    /** The image that was flashed last, if one was. */
    public Optional<FlashImage> flashed() {
        return Optional.ofNullable(flashed);
    }

    /**
     * Writes the settings that a test begins with, the trust anchor, and erases the save journal.
     *
     * @throws IllegalArgumentException when a cell or mode does not exist or a value does not fit
     */
    public Board provision(Consumer<Provision> wishes) {
        Provision provision = new Provision(profile, setup.network().cells(), setup.trustAnchor());
        wishes.accept(provision);
        inLoader(Progress.none(), flasher -> {
            EepromImage image = provision.image(Map.of("mac", chip.mac().replace(":", "")));
            console.mask(image.secrets());
            flasher.write(plan(provision, image));
            console.remark(provision.describe(image));
            provisioned = image;
            return null;
        });
        return this;
    }

    /** Resets the board into its application by its reset line. */
    public Board reset() {
        said.clear();
        console.reset();
        return this;
    }

    /** Announces that the board will restart by itself, as after a mode switch. */
    public void expectReset() {
        console.expectReset();
    }

    /**
     * Waits until the board has come up in a mode; first for a restart, when one has been announced.
     *
     * @return what the named groups of the mode's markers matched
     * @throws AssertionError when it does not, crashes, or restarts unannounced
     */
    public Map<String, String> awaitMode(String mode) {
        Profile.Mode wanted = profile.mode(mode);
        if (console.resetAnnounced()) {
            console.awaitReset(console.within(SELF_RESET));
            said.clear();
        }
        List<Match> matches = console.expectAll(wanted.markers(), console.within(wanted.within()));
        matches.forEach(match -> said.putAll(match.groups()));
        return Map.copyOf(said);
    }

    /** What named groups of markers have matched since the last reset, such as {@code rx} and {@code tx}. */
    public Map<String, String> said() {
        return Map.copyOf(said);
    }

    /** The settings as they are in flash now. Stops the firmware. */
    public EepromImage eeprom() {
        Profile.Eeprom eeprom = profile.eeprom();
        EepromImage image = eeprom.layout().parse(readFlash(eeprom.offset(), eeprom.layout().size()));
        console.mask(image.secrets());
        console.remark("EEPROM %s: %s".formatted(image.isValid() ? "valid" : "not valid", image.masked()));
        return image;
    }

    /** The settings that {@link #provision} last made, before any damage that it was asked for. */
    public EepromImage provisioned() {
        if (provisioned == null) {
            throw new IllegalStateException("provision() comes first");
        }
        return provisioned;
    }

    /** Bytes of flash as they are now. Stops the firmware. Made for sectors, not for whole images. */
    public byte[] readFlash(int offset, int length) {
        return inLoader(Progress.none(), flasher -> flasher.read(offset, length));
    }

    /** The board's web server over Wi-Fi, at the address and port that it last told or was given. */
    public ConfigPage configPage() {
        return page(setup.network().station(known("ip", "ip"), port()));
    }

    /** The board's web server over its own access point. */
    public ConfigPage configPageOverAccessPoint() {
        Profile.SoftAp ap = profile.softAp().orElseThrow(() -> new IllegalArgumentException(
            "profile %s has no softAp".formatted(profile.name())));
        String password = filled(ap.password());
        return page(setup.network().accessPoint(softApName(ap), password.length() < 8 ? "" : password, filled(ap.ip()), port()));
    }

    /** The console. */
    public Console console() {
        return console;
    }

    /** The profile of its firmware. */
    public Profile profile() {
        return profile;
    }

    /** The network around it. */
    public BoardNetwork network() {
        return setup.network();
    }

    /** What answered, once the board has been flashed, provisioned or read. */
    public ChipInfo chip() {
        return chip == null ? inLoader(Progress.none(), flasher -> chip) : chip;
    }

    /** All crashes since the bench was set up. */
    public List<Crash> crashes() {
        return console.crashes();
    }

    /** Restarts that nobody had announced, since the bench was set up. */
    public List<Boot> unexpectedResets() {
        return console.unexpectedResets();
    }

    /** The clock that it lives on. */
    public TimeSource clock() {
        return console.clock();
    }

    /** Where its transcript is. */
    public Optional<Path> transcript() {
        return console.transcript();
    }

    @Override
    public void close() {
        console.close();
    }

    private FlashPlan plan(Provision provision, EepromImage image) {
        FlashPlan plan = FlashPlan.empty();
        if (profile.has("eeprom")) {
            byte[] sector = provision.sector(image);
            int offset = profile.eeprom().offset();
            plan = sector.length == 0 ? plan.erase("eeprom", offset, FlashPlan.SECTOR) : plan.write("eeprom", offset, sector);
        }
        if (profile.eeprom().wifiMemory().isPresent()) {
            Profile.Area memory = profile.eeprom().wifiMemory().get();
            plan = plan.erase("the SDK's memory of the Wi-Fi", memory.offset(), memory.size());
        }
        if (profile.journal().isPresent()) {
            int journal = profile.journal().get().offset();
            plan = provision.journal() ? plan.write("journal", journal, image.bytes())
                : plan.erase("journal", journal, FlashPlan.SECTOR);
        }
        return profile.trustAnchor().isEmpty() ? plan : plan.and(anchor(profile.trustAnchor().get(), provision));
    }

    /** The anchor's part of a plan: nothing when flash holds it already. */
    private FlashPlan anchor(BlobLayout layout, Provision provision) {
        byte[] wanted = provision.anchor().map(layout::compose).orElse(new byte[0]);
        if (Arrays.equals(wanted, anchorInFlash)) {
            return FlashPlan.empty();
        }
        anchorInFlash = wanted;
        return wanted.length == 0 ? FlashPlan.empty().erase("trust anchor", layout.offset(), layout.size())
            : FlashPlan.empty().write("trust anchor", layout.offset(), wanted);
    }

    private <T> T inLoader(Progress progress, Function<Flasher, T> work) {
        try (SerialLink session = console.loaderSession()) {
            Flasher flasher = new Flasher(session, setup.flasher(), progress);
            chip = flasher.connect();
            return work.apply(flasher);
        }
    }

    private ConfigPage page(HttpAddress address) {
        Profile.Page page = profile.page().orElseThrow(() -> new IllegalArgumentException(
            "profile %s has no page".formatted(profile.name())));
        return new ConfigPage(address, new PageMap(page.path(), page.save(), page.reset()), clock(), console::requireCalm);
    }

    private int port() {
        return Integer.parseInt(known("port", "webPort"));
    }

    /** What the board said of itself, else what its settings say. */
    private String known(String group, String cell) {
        return said.containsKey(group) ? said.get(group) : provisioned().get(cell);
    }

    /** The part in front of the suffix is cut so that the name fits. */
    private String softApName(Profile.SoftAp ap) {
        String suffix = ap.ssid().substring(ap.ssid().lastIndexOf('}') + 1);
        String whole = filled(ap.ssid());
        String front = whole.substring(0, whole.length() - suffix.length());
        return front.substring(0, Math.min(front.length(), ap.ssidLimit() - suffix.length())) + suffix;
    }

    private String filled(String template) {
        String text = template;
        for (Cell cell : profile.eeprom().layout().cells()) {
            text = text.replace("{" + cell.name() + "}", provisioned().get(cell.name()));
        }
        return text;
    }
}
