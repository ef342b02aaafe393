package dev.espalier.suite;

import dev.espalier.junit.HilTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A suite of the gate; the value is the id that {@code --suite} and reports use. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@HilTest
public @interface Suite {

    /** For example {@code boot-mode}. */
    String value();
}
