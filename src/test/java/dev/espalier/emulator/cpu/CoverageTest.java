package dev.espalier.emulator.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every instruction is proven: by the differential run or by a directed test that names it. */
class CoverageTest {

    @Test
    void each_row_outside_the_differential_run_has_a_directed_test() {
        List<String> covered = Stream.of(ExceptionTest.class, InterruptTest.class, SystemInstructionTest.class)
            .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Covers.class))
            .flatMap(method -> Arrays.stream(method.getAnnotation(Covers.class).value())).toList();

        assertThat(new TreeSet<>(covered)).isEqualTo(new TreeSet<>(SharedOpcodes.directed()));
    }

    @Test
    void each_special_register_in_the_differential_run_is_plain_storage() {
        assertThat(SharedOpcodes.shared()).extracting(Object::toString)
            .contains("add", "l32r", "callx0", "src", "nsau", "mul16s", "rsr.sar", "xsr.excsave2", "s32i.n", "memw")
            .doesNotContain("waiti", "rsr.ccount", "rsil");
    }
}
