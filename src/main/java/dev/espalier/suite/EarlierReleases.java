package dev.espalier.suite;

import dev.espalier.bench.Firmware;
import dev.espalier.bench.FirmwareUnderTest;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The releases before the one under test, for the tests that need one. */
final class EarlierReleases {

    private EarlierReleases() {
    }

    /**
     * The last release. Skips the test when none was named; says nothing when the profile names one that is not there, or it
     * is no other image.
     */
    static Firmware previous(FirmwareUnderTest subject) {
        Firmware previous = require(subject, subject.previous(),
            "no last release was named: --previous IMG, or upgrade.previous in the profile (for growth --baseline gate.json too)");
        if (previous.image().sha256().equals(subject.image().sha256())) {
            throw new NotEnoughEvidence("the last release, %s, is the very image under test: nothing is updated".formatted(previous.file()));
        }
        return previous;
    }

    /** Whether an image that writes the settings was named, even one that is not there. */
    static boolean namesInit(FirmwareUnderTest subject) {
        return subject.init().isPresent() || subject.profile().upgrade().init().isPresent();
    }

    /** That image; says nothing when it is not there. */
    static Firmware init(FirmwareUnderTest subject) {
        return require(subject, subject.init(), "no image that writes the settings was named");
    }

    private static Firmware require(FirmwareUnderTest subject, Optional<Firmware> release, String why) {
        if (release.isEmpty()) {
            requireNoneAbsent(subject);
        }
        Assumptions.assumeTrue(release.isPresent(), why);
        return release.get();
    }

    /** Says nothing when the profile names images that are not there. */
    private static void requireNoneAbsent(FirmwareUnderTest subject) {
        if (!subject.absentReleases().isEmpty()) {
            throw new NotEnoughEvidence("the profile names %s, and there is no such file"
                .formatted(subject.absentReleases().get(0)));
        }
    }
}
