package dev.espalier.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.dwarf.Addr2lineComparison.Outcome;
import dev.espalier.dwarf.Addr2lineComparison.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every code address of bundled images, as the harness decodes it and as GNU addr2line does; prints the table. Other ELF
 * files: {@code -Dcompare.elf=FILE,FILE}.
 */
class Addr2lineTest {

    private static final Path IMAGES = Path.of("firmware/images");
    private static final String OTHERS = "compare.elf";

    @TempDir
    private Path folder;

    @BeforeAll
    static void theToolsAreInstalled() {
        assumeTrue(Addr2line.installed(), "gcc-xtensa-lx106 is not installed");
    }

    @Test
    void every_address_has_the_function_the_line_and_the_inlined_calls_that_addr2line_finds() throws Exception {
        List<Result> results = new ArrayList<>();

        for (Path elf : files()) {
            results.add(Addr2lineComparison.of(elf, folder));
        }

        System.out.print(Addr2lineComparison.table(results));
        assertThat(results).isNotEmpty().allSatisfy(result -> {
            assertThat(result.differences()).as(result.name()).isEmpty();
            assertThat(result.of(Outcome.SAME_FRAMES)).as("equal frames of %s", result.name()).isGreaterThan(result.addresses() / 3);
            assertThat(result.inlined()).as("inlined calls of %s", result.name()).isPositive();
        });
    }

    private static List<Path> files() throws IOException {
        String others = System.getProperty(OTHERS, "");
        if (!others.isEmpty()) {
            return Arrays.stream(others.split(",")).map(Path::of).toList();
        }
        // The defect builds share nearly all of their code with tls-node: one stands for them.
        return List.of("hello", "any-sketch", "core-probe", "tls-node", "tls-node-null-config").stream()
            .map(name -> IMAGES.resolve(name + ".elf")).toList();
    }
}
