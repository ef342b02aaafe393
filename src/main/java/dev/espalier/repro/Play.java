package dev.espalier.repro;

import dev.espalier.EspalierException;
import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.HalfSentRequests;
import dev.espalier.configpage.HttpFault;
import dev.espalier.configpage.HttpReply;
import dev.espalier.console.ExpectationFailed;
import dev.espalier.profile.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a story is played on a bench: to where every run begins, and what a run does. */
abstract class Play {

    /** From the last marker of a mode until nothing of the start is under way any more. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Bench bench;
    private final boolean rewinds;

    Play(Bench bench, boolean rewinds) {
        this.bench = bench;
        this.rewinds = rewinds;
    }

    /**
     * Plays a story on a bench.
     *
     * @param rewinds whether the board is taken back to where a run begins, instead of being started for each
     */
    static Play of(Story story, Bench bench, boolean rewinds) {
        return switch (story) {
            case CONFIG_PAGE -> new ConfigPagePlay(bench, rewinds);
            case RECONNECT -> new ReconnectPlay(bench, rewinds);
            case READER -> new ReaderPlay(bench);
        };
    }

    boolean rewinds() {
        return rewinds;
    }

    /**
     * Brings the board to where a run begins.
     *
     * @param transcript where what it says from then on goes, where that can be chosen
     * @param again whether the last run on this board was of this story too, so that its settings are still there:
     *     the flash of a real board wears out
     * @throws EspalierException when this bench or profile cannot play the story
     */
    abstract void ready(Optional<Path> transcript, boolean again);

    /** Presses the board before anything else happens; the moment is the same in every run. */
    void press(Scenario scenario) {
        // Most stories press later, or not at all.
    }

    /** One run; what was seen. Crashes come as the console throws them. */
    abstract Seen act(Scenario scenario);

    /** After a run, whatever came of it. */
    void over() {
        // Most stories leave nothing behind that the next run would mind.
    }

    Bench bench() {
        return bench;
    }

    Board board() {
        return bench.board();
    }

    Profile profile() {
        return bench.profile();
    }

    /** Waits for a mode of the profile, and until its start is over. */
    void awaitCalmIn(String mode) {
        try {
            board().awaitMode(mode);
        } catch (ExpectationFailed e) {
            throw new EspalierException("the board in its mode " + mode + ", where the scenario begins", e.getMessage(),
                "./espalier gate --suite boot-mode");
        }
        board().console().stayCalm(board().console().passing(SETTLING));
    }

    Profile.Page requirePage() {
        return profile().page().orElseThrow(() -> cannot("a config page", "page"));
    }

    void requireMode(String mode) {
        if (!profile().modes().containsKey(mode)) {
            throw cannot("a mode " + mode, "modes." + mode);
        }
    }

    /** Makes the heap short, if the scenario says so. */
    void takeHeap(Scenario scenario) {
        if (scenario.limits(Parameter.HEAP)) {
            bench.leaveFree(scenario.value(Parameter.HEAP));
        }
    }

    /** Fetches the page with all the scenario's browsers; what came of it, for each. */
    Seen fetch(ConfigPage page, Scenario scenario) {
        try {
            List<HttpReply> replies = page.fetchAtOnce(scenario.value(Parameter.CLIENTS), scenario.value(Parameter.BYTES));
            List<String> seen = new ArrayList<>();
            replies.forEach(reply -> seen.add("%d, %d bytes".formatted(reply.status(), reply.body().length)));
            int missing = scenario.value(Parameter.CLIENTS) - replies.size();
            if (missing > 0) {
                seen.add(missing + " without a reply");
            }
            return new Seen(String.join("; ", seen), missing == 0);
        } catch (HttpFault fault) {
            return new Seen("no reply: " + fault.getMessage(), false);
        }
    }

    /** Holds half-sent requests; those that the board will not take are left out. */
    HalfSentRequests hold(ConfigPage page, Scenario scenario) {
        try {
            return page.halfSent(scenario.value(Parameter.HELD), scenario.value(Parameter.BYTES));
        } catch (HttpFault refused) {
            return page.halfSent(0);
        }
    }

    void pauseBetweenSteps(Scenario scenario) {
        board().console().stayCalm(board().console().passing(Duration.ofMillis(scenario.value(Parameter.DELAY))));
    }

    EspalierException cannot(String wanted, String key) {
        return new EspalierException(wanted + " in the firmware's profile, which the scenario needs",
            "profile %s has none".formatted(profile().name()), "--profile with the key " + key);
    }
}
