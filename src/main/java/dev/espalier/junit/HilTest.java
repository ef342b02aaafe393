package dev.espalier.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs against a board. Its methods may ask for a {@code Board}, a
 * {@code TlsBroker}, a {@code Profile}, a {@code TestPki}, a {@code FirmwareUnderTest} or the whole {@code Bench} as
 * parameters.
 *
 * <p>Under {@code ./espalier gate} the bench of the gate is used and the values here are ignored. In
 * a project's own build the first such class opens a bench with these values and the last one closes
 * it; {@code -Despalier.board}, {@code -Despalier.firmware}, {@code -Despalier.profile} and
 * {@code -Despalier.broker} override them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(HilExtension.class)
public @interface HilTest {

    /** Path of the profile; empty means the one that the gate would take for the firmware without {@code --profile}. */
    String profile() default "";

    /** Path of the firmware image; empty means the bundled good build. */
    String firmware() default "";

    /**
     * Path of the image that writes the settings once: it is flashed first and started, then the firmware over what it has
     * written. Empty means none.
     */
    String init() default "";

    /** Path of the last release's image, for tests of updates; empty means the one that the profile names, if it does. */
    String previous() default "";

    /** Board name as on the command line: {@code virtual} or {@code serial:PORT}. */
    String board() default "virtual";

    /** Broker as on the command line: {@code auto}, {@code docker}, {@code mosquitto} or {@code embedded}. */
    String broker() default "auto";
}
