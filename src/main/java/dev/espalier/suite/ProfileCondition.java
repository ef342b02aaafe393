package dev.espalier.suite;

import dev.espalier.bench.Bench;
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
        Optional<Bench> bench = BenchHandle.lent(context);
        if (suite.isEmpty() || bench.isEmpty() || context.getTestMethod().isPresent()) {
            return ConditionEvaluationResult.enabled("not a suite of a gate");
        }
        return applies(suite.get(), bench.get().profile()) ? ConditionEvaluationResult.enabled("the profile says enough")
            : ConditionEvaluationResult.disabled("the profile has no " + String.join(", no ", suite.get().needs()));
    }

    static boolean applies(Suite suite, Profile profile) {
        return suite.ofAnyFirmware() || suite.needs().length == 0 || Arrays.stream(suite.needs()).anyMatch(profile::has);
    }
}
