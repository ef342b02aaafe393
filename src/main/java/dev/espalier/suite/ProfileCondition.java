package dev.espalier.suite;

import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.junit.BenchHandle;
import dev.espalier.profile.Profile;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a suite as a whole, in one line, when the profile has nothing of what it needs. */
final class ProfileCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Suite> suite = AnnotationSupport.findAnnotation(context.getTestClass(), Suite.class);
        Optional<FirmwareUnderTest> subject = BenchHandle.lentFirmware(context);
        if (suite.isEmpty() || subject.isEmpty() || context.getTestMethod().isPresent()) {
            return ConditionEvaluationResult.enabled("not a suite of a gate");
        }
        if (suite.get().needsEarlierRelease() && !namesEarlierRelease(subject.get())) {
            return ConditionEvaluationResult.disabled("no release before this one was named: --previous IMG, or upgrade.previous in the profile");
        }
        return applies(suite.get(), subject.get().profile()) ? ConditionEvaluationResult.enabled("the profile says enough")
            : ConditionEvaluationResult.disabled("the profile has no " + String.join(", no ", suite.get().needs()));
    }

    private static boolean namesEarlierRelease(FirmwareUnderTest subject) {
        return subject.previous().isPresent() || subject.init().isPresent() || !subject.absentReleases().isEmpty();
    }

    static boolean applies(Suite suite, Profile profile) {
        return suite.ofAnyFirmware() || suite.needs().length == 0 || Arrays.stream(suite.needs()).anyMatch(profile::has);
    }
}
