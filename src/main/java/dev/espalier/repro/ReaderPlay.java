package dev.espalier.repro;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.console.Console;
import dev.espalier.profile.Profile;
import dev.espalier.time.Deadline;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.TranscriptLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The board of the article's reader: its EEPROM was never written, and yet it joins a Wi-Fi. The cells of the Wi-Fi
 * are written, and on a virtual bench the access point takes any name, for a firmware that writes its defaults
 * forgets them. What the firmware then makes of it is told; only a crash or a restart counts.
 */
final class ReaderPlay extends Play {

    private static final List<String> WIFI = List.of("ssid", "password");
    /** Time for a start that goes wrong: joins that fail, an access point of its own, a watchdog. */
    private static final Duration START = Duration.ofSeconds(40);
    /** Wall time for this machine to hear it all. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);

    ReaderPlay(Bench bench) {
        super(bench, false);
    }

    @Override
    void ready(Optional<Path> transcript, boolean again) {
        requirePage();
        if (!profile().has("eeprom")) {
            throw cannot("an EEPROM", "eeprom");
        }
        bench().takeAnyName(true);
        board().provision(settings -> settings.erasedExcept(WIFI.stream().filter(profile()::hasCell).toArray(String[]::new)));
    }

    @Override
    Seen act(Scenario scenario) {
        Board board = board();
        Console console = board.console();
        long from = console.lines().size();
        board.reset();
        Deadline start = Deadline.after(START, console.clock(), PATIENCE);
        Optional<Profile.Mode> mode = Optional.empty();
        while (mode.isEmpty() && !start.expired()) {
            console.stayCalm(console.passing(LOOK));
            mode = modeIn(console.lines().stream().skip(from).toList());
        }
        String seen = notices(console.lines().stream().skip(from).toList())
            + mode.map(it -> "mode " + it.name()).orElse("none of the profile's modes came up");
        if (mode.isEmpty()) {
            return new Seen(seen, false);
        }
        board.awaitMode(mode.get().name());
        console.stayCalm(console.passing(LOOK));
        ConfigPage page = profile().softAp().isPresent() && mode.get().name().equals("ap-fallback")
            ? board.configPageOverAccessPoint() : board.configPage();
        Seen last = new Seen("", true);
        for (int i = 0; i < scenario.value(Parameter.CYCLES); i++) {
            pauseBetweenSteps(scenario);
            last = fetch(page, scenario);
        }
        return last.after(seen + "; page: ");
    }

    @Override
    void over() {
        bench().takeAnyName(!profile().hasCell("ssid"));
    }

    /** The mode all of whose markers were said, the one with the most of them. */
    private Optional<Profile.Mode> modeIn(List<TranscriptLine> lines) {
        Optional<Profile.Mode> best = Optional.empty();
        for (Profile.Mode mode : profile().modes().values()) {
            boolean all = mode.markers().stream()
                .allMatch(marker -> lines.stream().anyMatch(line -> said(line) && marker.matcher(line.text()).find()));
            if (all && (best.isEmpty() || best.get().markers().size() < mode.markers().size())) {
                best = Optional.of(mode);
            }
        }
        return best;
    }

    /** What the firmware said of its EEPROM, as far as the profile knows such lines. */
    private String notices(List<TranscriptLine> lines) {
        Profile.Eeprom eeprom = profile().eeprom();
        List<String> said = new ArrayList<>();
        Arrays.asList(eeprom.notInitialised(), eeprom.damaged(), eeprom.restored()).forEach(known -> known
            .filter(text -> lines.stream().anyMatch(line -> said(line) && line.text().contains(text)))
            .ifPresent(text -> said.add("\"" + text + "\"; ")));
        return String.join("", said);
    }

    private static boolean said(TranscriptLine line) {
        return line.direction() == Direction.RECEIVED;
    }
}
