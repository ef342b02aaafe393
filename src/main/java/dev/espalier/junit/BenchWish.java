package dev.espalier.junit;

import dev.espalier.bench.Bench;
import dev.espalier.bench.BenchSettings;
import dev.espalier.bench.Releases;
import java.nio.file.Path;

/** Which bench a test class wants; equal wishes share one bench. */
record BenchWish(String board, String firmware, String profile, String broker, String init, String previous) {

    static BenchWish of(HilTest wish) {
        return new BenchWish(
            System.getProperty("espalier.board", wish.board()),
            System.getProperty("espalier.firmware", wish.firmware()),
            System.getProperty("espalier.profile", wish.profile()),
            System.getProperty("espalier.broker", wish.broker()),
            wish.init(), wish.previous());
    }

    Bench open() {
        return Bench.open(BenchSettings.defaults()
            .withBoard(board)
            .withFirmware(Path.of(firmware))
            .withProfile(Path.of(profile))
            .withBroker(broker)
            .withReleases(Releases.of(Path.of(previous), Path.of(init), null)));
    }
}
