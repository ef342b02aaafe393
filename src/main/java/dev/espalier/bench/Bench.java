package dev.espalier.bench;

import com.google.re2j.Pattern;
import dev.espalier.EspalierException;
import dev.espalier.allocation.AllocationHistory;
import dev.espalier.board.Board;
import dev.espalier.board.BoardSetup;
import dev.espalier.broker.BrokerLadder;
import dev.espalier.broker.BrokerSettings;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.broker.TlsVersion;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.emulator.Watchable;
import dev.espalier.emulator.vendor.RadioBoundary;
import dev.espalier.flasher.ChipInfo;
import dev.espalier.flasher.FlasherSettings;
import dev.espalier.flasher.Progress;
import dev.espalier.gate.BoardFacts;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapProbe;
import dev.espalier.heap.HeapSample;
import dev.espalier.image.ElfFile;
import dev.espalier.link.SerialLink;
import dev.espalier.profile.Profile;
import dev.espalier.time.Pause;
import dev.espalier.transcript.CrashReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A board with its firmware flashed, a network and a broker around it, and the evidence that gathers.
 * The broker starts when it is first asked for, or at once when a certain kind was named that may be
 * missing.
 */
public final class Bench implements AutoCloseable {

    private static final String TRANSCRIPT = "serial.log";
    private static final int LINES_LOOKED_BACK = 100;
    /** Smaller chips were never put beside an ESP8266; an image for one is refused by the usual one. */
    private static final int LEAST_FLASH_BYTES = 512 << 10;
    private static final int USUAL_FLASH_BYTES = 4 << 20;

    private final BenchSettings settings;
    private final Consumer<String> say;
    private final Profile profile;
    private final FirmwareUnderTest subject;
    private final Firmware firmware;
    private final HeapProbe heapProbe;
    private final TestPki pki;
    private final Rig rig;
    private Board board;
    private final Evidence evidence = new Evidence();
    private final Map<Firmware, CrashReader> crashReaders = new ConcurrentHashMap<>();
    private ChipInfo chip;
    private BrokerLadder broker;
    private boolean brokerServes;

    private Bench(FirmwareUnderTest subject, Consumer<String> say) {
        this.subject = subject;
        this.settings = subject.settings();
        this.say = say;
        requireKnown(settings);
        profile = subject.profile();
        firmware = subject.firmware();
        pki = TestPki.in(settings.certificates());
        rig = rig(subject);
        heapProbe = heapProbe();
        try {
            board = openBoard();
        } catch (RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    /** Opens a bench silently. */
    public static Bench open(BenchSettings settings) {
        return open(settings, line -> { });
    }

    /**
     * Reads everything, opens the board and flashes the firmware.
     *
     * @param say told what is being done, a line at a time
     * @throws EspalierException when anything is wrong with the input or the bench
     */
    public static Bench open(BenchSettings settings, Consumer<String> say) {
        return open(FirmwareUnderTest.read(settings), say);
    }

    /**
     * The same for a firmware that has been read.
     *
     * @throws EspalierException when anything is wrong with the bench
     */
    public static Bench open(FirmwareUnderTest subject, Consumer<String> say) {
        Bench bench = new Bench(subject, say);
        try {
            bench.requireNamedBroker();
            bench.flash();
            return bench;
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
    }

    /**
     * Checks names before anything is done with them.
     *
     * @throws EspalierException when the board's or the broker's is none
     */
    public static void requireKnown(BenchSettings settings) {
        brokerKind(settings);
        String board = settings.board();
        if (!board.equals(Attachment.VIRTUAL) && !isSerial(board)) {
            throw Attachment.unknown(board);
        }
    }

    /** The board, flashed. */
    public Board board() {
        return board;
    }

    /** The broker, running; the first call starts it. */
    public synchronized TlsBroker broker() {
        if (!brokerServes) {
            startBroker();
            rig.brokerServes(broker.broker());
            brokerServes = true;
        }
        return broker.broker();
    }

    /** The port at which the board finds the broker, as the text of a cell. */
    public String brokerPort(boolean tls) {
        return rig.brokerPort(broker(), tls);
    }

    /** The test certificates. */
    public TestPki pki() {
        return pki;
    }

    /** What the firmware promises. */
    public Profile profile() {
        return profile;
    }

    /** The image under test and the releases before it. */
    public FirmwareUnderTest subject() {
        return subject;
    }

    /** Flashes the image under test, unless it is what was flashed last. The board then stands in its boot loader or runs on. */
    public void flashCandidate() {
        if (board.flashed().filter(image -> image.sha256().equals(firmware.image().sha256())).isEmpty()) {
            board.flash(firmware.image());
        }
    }

    /** Where what is seen is gathered for the report. */
    public Evidence evidence() {
        return evidence;
    }

    /** Whether the board can be taken back in time: a virtual one. */
    public boolean rewinds() {
        return rig.rewind().isPresent();
    }

    /**
     * The present, to come back to; waits until no TCP connection with the outside is open.
     *
     * @throws EspalierException when one stays open, or on a real board
     */
    public Moment moment() {
        return new Moment(requireRewind().keep(), board);
    }

    /**
     * Takes the board back to a moment. Its connections are cut, and {@link #board} is another from now on, with
     * a console that knows nothing of what has been.
     *
     * @param transcript where the new console's transcript goes, if anywhere
     * @throws EspalierException on a real board
     */
    public Board rewind(Moment moment, Optional<Path> transcript) {
        Rewind rewind = requireRewind();
        board.close();
        rewind.restore(moment.snapshot());
        board = moment.board().continued(rig.link(), transcript);
        return board;
    }

    /**
     * Takes heap away from the firmware, for good, so that at most so many bytes are free.
     *
     * @return the heap afterwards
     * @throws EspalierException when the heap cannot be reached: a real board, no ELF file, another allocator
     */
    public HeapFigures leaveFree(int bytes) {
        Rewind rewind = requireRewind();
        return firmware.elf().flatMap(elf -> rewind.leaveFree(bytes, elf::addressOf))
            .orElseThrow(() -> new EspalierException("the firmware's heap, to leave %d bytes of it free".formatted(bytes),
                heapProbe.whyNot().orElse("the allocator's books could not be read"), "half-sent requests instead: held=N"));
    }

    /**
     * Tapes what reaches a virtual board from outside, from now on, so that what it does can be replayed exactly.
     *
     * @throws EspalierException on a real board
     */
    public Recording record() {
        return requireRewind().record();
    }

    /** Lets the virtual access point take on any name that the board asks for, or not; a real one cannot. */
    public void takeAnyName(boolean any) {
        rig.rewind().ifPresent(rewind -> rewind.takeAnyName(any));
    }

    private Rewind requireRewind() {
        return rig.rewind().orElseThrow(() -> new EspalierException("a board whose memory can be reached",
            settings.board() + " is a real one", "--board virtual, or a scenario without heap="));
    }

    /** Marks the beginning of a test in the transcript. */
    public void beginTest(String name) {
        board.console().remark("test: " + name);
    }

    /** The transcript's file name in the report folder. */
    public String transcriptName() {
        return TRANSCRIPT;
    }

    /** Reads the firmware's heap from outside, where that is possible. */
    public HeapProbe heap() {
        return heapProbe;
    }

    /**
     * Follows who allocates and who frees from now on, until it is closed; empty on a real board, and without an ELF file
     * that has an allocator.
     *
     * @throws EspalierException when the board has stopped
     */
    public Optional<AllocationHistory> allocations() {
        return rig.code().flatMap(code -> firmware.elf().map(elf -> allocations(code, elf)))
            .filter(AllocationHistory::followsAnything);
    }

    private static AllocationHistory allocations(Watchable code, ElfFile elf) {
        try {
            return AllocationHistory.of(code, elf);
        } catch (IOException e) {
            throw new EspalierException("to watch the firmware's allocator", e.getMessage(), "starting the gate again", e);
        }
    }

    /** What the firmware last said of its free heap, if its profile tells how and it did lately; else what is seen of it. */
    public OptionalInt freeHeapBytes() {
        Optional<Pattern> printed = profile.heap().flatMap(Profile.Heap::pattern);
        if (printed.isEmpty()) {
            return heapProbe.read().map(figures -> OptionalInt.of(figures.freeBytes())).orElse(OptionalInt.empty());
        }
        HeapPattern pattern = HeapPattern.of(printed.get().pattern());
        return board.console().lastLines(LINES_LOOKED_BACK).stream()
            .flatMap(line -> pattern.read(line.at(), line.text(), 0).stream())
            .mapToInt(HeapSample::freeBytes)
            .reduce((earlier, later) -> later);
    }

    /** Which board this is. */
    public BoardFacts boardFacts() {
        return new BoardFacts(rig.kind(), settings.board(), chip.mac(), chip.flashBytes());
    }

    /** What was flashed. */
    public FirmwareFacts firmwareFacts() {
        return firmware.facts();
    }

    /** The ELF file of what was flashed, if there is one that belongs to it. */
    public Optional<ElfFile> elf() {
        return firmware.elf();
    }

    /** Which broker serves and why, or that none was needed. */
    public synchronized String brokerName() {
        return broker == null ? "none was needed" : broker.why();
    }

    @Override
    public void close() {
        try {
            board.close();
        } finally {
            try {
                rig.close();
            } finally {
                if (broker != null) {
                    broker.broker().close();
                }
            }
        }
    }

    private Board openBoard() {
        Path transcript = settings.report().resolve(TRANSCRIPT);
        SerialLink link = rig.link();
        FlasherSettings flasher = FlasherSettings.DEFAULT.with(Pause.on(link.clock()));
        return Board.on(link, profile,
            new BoardSetup(rig, flasher, Optional.of(transcript), new FlashedCrashReader(this::readerOfTheFlashed), Optional.of(pki.caDer())));
    }

    private void flash() {
        say.accept("profile: " + subject.profileOrigin());
        firmware.warning().ifPresent(say);
        wifiWarning().ifPresent(say);
        if (settings.releases().init().isPresent()) {
            Firmware init = subject.init().orElseThrow();
            say.accept("flashing the init image %s, and letting it write the settings".formatted(init.file()));
            board.flashInitThenRelease(init.image(), firmware.image());
        } else {
            say.accept("flashing " + firmware.file());
            board.flash(firmware.image(), Progress.none());
        }
        chip = board.chip();
        say.accept("flashed and verified on %s (%s, %d KB flash)".formatted(settings.board(), chip.mac(), chip.flashBytes() / 1024));
    }

    /** The reader with the ELF file of the image that is on the board now; one for each, for it reads the code once. */
    private CrashReader readerOfTheFlashed() {
        return Stream.of(Optional.of(firmware), subject.previous(), subject.init()).flatMap(Optional::stream)
            .filter(each -> board.flashed().filter(image -> image.sha256().equals(each.image().sha256())).isPresent())
            .findFirst().map(each -> crashReaders.computeIfAbsent(each, it -> it.crashReader(settings.sources())))
            .orElse(CrashReader.plain());
    }

    /** What a person should know when the vendor's Wi-Fi cannot reach the virtual network. */
    private Optional<String> wifiWarning() {
        if (!settings.board().equals(Attachment.VIRTUAL) || firmware.elf().isPresent()) {
            return Optional.empty();
        }
        return RadioBoundary.sdkIn(firmware.image()::holdsText).map(sdk -> ("the image's SDK %s finds no Wi-Fi without its ELF"
            + " file, everything else runs: hand in the .elf of the same build with --elf").formatted(sdk));
    }

    private synchronized void startBroker() {
        if (broker == null) {
            broker = BrokerLadder.start(brokerKind(), brokerSettings(), pki);
            say.accept("broker: " + broker.why());
        }
    }

    private BrokerSettings brokerSettings() {
        TlsVersion oldest = profile.mqtt().flatMap(mqtt -> TlsVersion.of(mqtt.oldestTls())).orElse(TlsVersion.V1_2);
        if (oldest != TlsVersion.V1_2) {
            say.accept("the broker accepts TLS %s, because the profile says that the firmware speaks nothing newer; no public broker should"
                .formatted(oldest.text()));
        }
        return BrokerSettings.current().withPkiFolder(settings.certificates()).withOldestTls(oldest);
    }

    /** A broker that was asked for by name and is not there is said before anything is flashed. */
    private void requireNamedBroker() {
        if (EnumSet.of(BrokerLadder.Rung.DOCKER, BrokerLadder.Rung.MOSQUITTO).contains(brokerKind())) {
            startBroker();
        }
    }

    private BrokerLadder.Rung brokerKind() {
        return brokerKind(settings);
    }

    private static BrokerLadder.Rung brokerKind(BenchSettings settings) {
        return Arrays.stream(BrokerLadder.Rung.values())
            .filter(rung -> rung.name().equalsIgnoreCase(settings.broker()))
            .findFirst()
            .orElseThrow(() -> new EspalierException("a kind of broker", "'" + settings.broker() + "'",
                "one of " + String.join(", ", List.of(BrokerLadder.Rung.values()).stream()
                    .map(rung -> rung.name().toLowerCase(Locale.ROOT)).toList())));
    }

    private HeapProbe heapProbe() {
        return firmware.elf().map(elf -> rig.heapProbe(elf::addressOf))
            .orElseGet(() -> HeapProbe.none("without the image's ELF file nobody knows where its allocator keeps its books"));
    }

    private static Rig rig(FirmwareUnderTest subject) {
        BenchSettings settings = subject.settings();
        String board = settings.board();
        if (board.equals(Attachment.VIRTUAL)) {
            int flashBytes = subject.image().boot().flashBytes();
            boolean tellsWifi = subject.profile().hasCell("ssid");
            return new VirtualRig(flashBytes < LEAST_FLASH_BYTES ? USUAL_FLASH_BYTES : flashBytes,
                RadioBoundaries.of(symbols(subject)), settings.wifi(), !tellsWifi);
        }
        return new SerialRig(board.substring(Attachment.SERIAL.length()), settings.wifi());
    }

    /** Of every image that the board may meet; without the first one's nothing would tell when it is on the board. */
    private static List<ElfSymbols> symbols(FirmwareUnderTest subject) {
        return subject.elf().isEmpty() ? List.of() : subject.allElfs().stream().map(ElfSymbols::new).toList();
    }

    private static boolean isSerial(String board) {
        return board.startsWith(Attachment.SERIAL) && board.length() > Attachment.SERIAL.length();
    }
}
