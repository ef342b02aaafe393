package dev.espalier.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the packages of the main code against what their {@code package-info.java} says. */
class PackagesTest {

    private static final String ROOT = "dev.espalier";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern MAY_USE = Pattern.compile("May use: ([a-z., ]*)\\. \\*/");

    private static JavaClasses classes;

    @BeforeAll
    static void readTheClasses() {
        classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    }

    @Test
    void no_package_is_part_of_a_cycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void every_package_says_what_goes_in_what_comes_out_and_what_it_uses() throws IOException {
        assertThat(packagesWithCode()).allSatisfy(name -> {
            Path info = infoOf(name);
            assertThat(info).as("package-info of %s", name).exists();
            assertThat(Files.readString(info)).contains("In:", "Out:", "May use:");
        });
    }

    @Test
    void every_package_uses_exactly_the_packages_that_its_info_names() throws IOException {
        Map<String, Set<String>> said = new TreeMap<>();
        Map<String, Set<String>> real = new TreeMap<>();
        for (String name : packagesWithCode()) {
            said.put(name, mayUse(name));
            real.put(name, new TreeSet<>());
        }
        for (JavaClass type : classes) {
            String from = shortName(type.getPackageName());
            type.getDirectDependenciesFromSelf().stream()
                .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
                .filter(target -> target.startsWith(ROOT + "."))
                .map(PackagesTest::shortName)
                .filter(target -> !target.equals(from))
                .forEach(target -> real.computeIfAbsent(from, k -> new TreeSet<>()).add(target));
        }
        real.remove("");

        assertThat(real).isEqualTo(said);
    }

    @Test
    void the_virtual_board_is_an_independent_witness() {
        Set<String> allowed = Set.of("", "bytes", "time", "link");
        Set<String> trespasses = classes.stream()
            .filter(type -> shortName(type.getPackageName()).startsWith("emulator"))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(d -> {
                String target = d.getTargetClass().getBaseComponentType().getPackageName();
                return target.startsWith(ROOT) && !shortName(target).startsWith("emulator")
                    && !allowed.contains(shortName(target));
            })
            .map(Object::toString)
            .collect(Collectors.toCollection(TreeSet::new));

        assertThat(trespasses).isEmpty();
    }

    @Test
    void only_the_time_package_and_the_serial_port_look_at_the_wall_clock_or_sleep() {
        Set<String> clocks = Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.Thread.sleep",
            "java.time.Instant.now", "java.time.LocalDate.now", "java.time.LocalDateTime.now", "java.time.ZonedDateTime.now",
            "java.time.InstantSource.system", "java.time.Clock.systemUTC", "java.time.Clock.systemDefaultZone");
        Set<String> lookers = classes.stream()
            .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
            .filter(access -> clocks.contains(access.getTargetOwner().getName() + "." + access.getTarget().getName()))
            .map(access -> access.getOriginOwner().getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

        assertThat(lookers).contains(ROOT + ".time.Pause", ROOT + ".time.TimeSource", ROOT + ".time.WallClock");
        assertThat(lookers).allMatch(type -> type.startsWith(ROOT + ".time.") || type.equals(ROOT + ".link.SerialPortLink"));
    }

    private static Set<String> packagesWithCode() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files
                .filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
                .map(f -> shortName(SOURCES.relativize(f.getParent()).toString().replace('/', '.').replace('\\', '.')))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Path infoOf(String name) {
        return SOURCES.resolve((ROOT + "." + name).replace('.', '/')).resolve("package-info.java");
    }

    private static Set<String> mayUse(String name) throws IOException {
        String text = Files.readString(infoOf(name)).replaceAll("\\R \\*(?!/) ?", " ").replaceAll("\\s+", " ");
        Matcher matcher = MAY_USE.matcher(text);
        assertThat(matcher.find()).as("'May use: ...' as the last sentence of the package-info of %s", name).isTrue();
        Set<String> names = new TreeSet<>();
        for (String each : matcher.group(1).split(",")) {
            String trimmed = each.strip();
            if (!trimmed.equals("nothing")) {
                names.add(trimmed);
            }
        }
        return names;
    }

    private static String shortName(String packageName) {
        return packageName.length() > ROOT.length() ? packageName.substring(ROOT.length() + 1) : "";
    }
}
