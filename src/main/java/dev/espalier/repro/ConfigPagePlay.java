package dev.espalier.repro;

import dev.espalier.bench.Bench;
import dev.espalier.bench.Moment;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.HalfSentRequests;
import java.nio.file.Path;
import java.util.Optional;

/** The config page, fetched while little heap is free, by several at once, beside others that never end. */
final class ConfigPagePlay extends Play {

    private static final String MODE = "config";

    private Moment served;

    ConfigPagePlay(Bench bench, boolean rewinds) {
        super(bench, rewinds);
    }

    @Override
    void ready(Optional<Path> transcript, boolean again) {
        if (served != null) {
            bench().rewind(served, transcript);
            return;
        }
        requirePage();
        requireMode(MODE);
        if (!again) {
            board().provision(settings -> settings.mode(MODE));
        }
        board().reset();
        awaitCalmIn(MODE);
        if (rewinds()) {
            served = bench().moment();
            bench().rewind(served, transcript);
        }
    }

    @Override
    void press(Scenario scenario) {
        takeHeap(scenario);
    }

    @Override
    Seen act(Scenario scenario) {
        ConfigPage page = board().configPage();
        Seen seen = new Seen("", true);
        try (HalfSentRequests held = hold(page, scenario)) {
            for (int i = 0; i < scenario.value(Parameter.CYCLES); i++) {
                if (i > 0) {
                    pauseBetweenSteps(scenario);
                }
                seen = fetch(page, scenario);
            }
            return held.count() == 0 ? seen : seen.after("%d held; ".formatted(held.count()));
        }
    }
}
