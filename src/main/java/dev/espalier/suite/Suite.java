package dev.espalier.suite;

import dev.espalier.junit.HilTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A suite of the gate; the value is the id that {@code --suite} and reports use. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@HilTest
@ExtendWith(ProfileCondition.class)
public @interface Suite {

    /** For example {@code boot-mode}. */
    String value();

    /** What it asks, in a line, for somebody whose profile does not let it ask. */
    String asks();

    /** Top-level keys of the profile that it needs for all it asks. With none of them it is skipped as a whole. */
    String[] needs() default {};

    /** Whether some of it is asked of any firmware, whatever the profile says. */
    boolean ofAnyFirmware() default false;

    /** Whether it looks at the image only: it runs before anything is flashed, and needs no board. */
    boolean beforeFlashing() default false;

    /** Whether it is skipped as a whole when neither the user nor the profile names a release before this one. */
    boolean needsEarlierRelease() default false;
}
