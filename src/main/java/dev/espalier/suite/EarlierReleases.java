package dev.espalier.suite;

import dev.espalier.bench.Firmware;
import dev.espalier.bench.FirmwareUnderTest;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The releases before the one under test, for the tests that need one. */
final class EarlierReleases {

    private EarlierReleases() {
    }

    /** The last release. Skips the test when none was named, and says nothing when the profile names one that is not there. */
    static Firmware previous(FirmwareUnderTest subject) {
        return require(subject, subject.previous(),
            "no last release was named: --previous IMG, or upgrade.previous in the profile");
    }

    /** The image that writes the settings, likewise. */
    static Firmware init(FirmwareUnderTest subject) {
        return require(subject, subject.init(),
            "no image that writes the settings was named: --init IMG, or upgrade.init in the profile");
    }

    private static Firmware require(FirmwareUnderTest subject, Optional<Firmware> release, String why) {
        if (release.isEmpty()) {
            requireNoneAbsent(subject);
        }
        Assumptions.assumeTrue(release.isPresent(), why);
        return release.get();
    }

    /** Says nothing when the profile names images that are not there. */
    static void requireNoneAbsent(FirmwareUnderTest subject) {
        if (!subject.absentReleases().isEmpty()) {
            throw new NotEnoughEvidence("the profile names %s, and there is no such file"
                .formatted(subject.absentReleases().get(0)));
        }
    }
}
