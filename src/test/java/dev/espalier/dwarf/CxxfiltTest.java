package dev.espalier.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.demangle.CxxName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every symbol of the bundled images, as the harness writes it and as GNU c++filt does. */
class CxxfiltTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void theToolsAreInstalled() {
        assumeTrue(Addr2line.installed(), "gcc-xtensa-lx106 is not installed");
    }

    @Test
    void every_symbol_is_written_as_the_toolchain_writes_it() throws Exception {
        TreeSet<String> symbols = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("firmware/images"))) {
            for (Path elf : files.filter(file -> file.toString().endsWith(".elf")).toList()) {
                Addr2line.run(folder, null, "nm", elf.toString()).forEach(line -> symbols.add(line.substring(line.lastIndexOf(' ') + 1)));
            }
        }
        // The GNU tools know the mark of a copy only with dots.
        List<String> asked = symbols.stream().map(symbol -> symbol.startsWith("_Z") ? symbol.replace('$', '.') : symbol).toList();

        List<String> written = Addr2line.run(folder, Files.write(folder.resolve("symbols"), asked), "c++filt", "-i");

        System.out.printf("c++filt: %d symbols, %d of them C++%n", asked.size(), asked.stream().filter(s -> s.startsWith("_Z")).count());
        assertThat(asked).hasSizeGreaterThan(1_000);
        assertThat(symbols.stream().map(CxxName::of)).containsExactlyElementsOf(written);
    }
}
