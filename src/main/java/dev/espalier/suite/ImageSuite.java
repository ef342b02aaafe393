package dev.espalier.suite;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.FirmwareUnderTest;
import dev.espalier.gate.Growth;
import dev.espalier.gate.ImageFacts;
import dev.espalier.image.Sign;
import dev.espalier.image.TlsLibrary;
import dev.espalier.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What an image tells before it is flashed: the libraries in it, what it takes up, and that it is a build to be released. */
@Suite(value = "image", asks = "TLS library, RAM, IRAM and flash budgets, no debug or forbidden build, growth",
    needs = {"image"}, ofAnyFirmware = true, beforeFlashing = true)
class ImageSuite {

    private static final int BIGGEST = 5;
    /** Of the user's who names a baseline and no share. */
    private static final double USUAL_GROWTH_PERCENT = 5;
    /** Less is the linker's and no growth. */
    private static final int LEAST_GROWTH_BYTES = 256;

    @TestFactory
    Stream<DynamicTest> image(FirmwareUnderTest subject) {
        List<DynamicTest> checks = new ArrayList<>();
        subject.profile().image().ifPresent(wishes -> {
            wishes.tls().ifPresent(tls -> checks.add(dynamicTest("holds " + tls, () -> requireTls(subject, tls))));
            budget(checks, subject, "ram", "static RAM", wishes.ram());
            budget(checks, subject, "iram", "instruction RAM", wishes.iram());
            budget(checks, subject, "flash", "mapped flash", wishes.flash());
            budget(checks, subject, "file", "image file", wishes.file());
            if (!wishes.forbidden().isEmpty()) {
                checks.add(dynamicTest("is a build to be released", () -> requireReleased(subject, wishes.forbidden())));
            }
            if (!wishes.debug()) {
                List<Sign> signs = Stream.concat(Sign.DEBUG.stream(), wishes.debugSigns().stream()).toList();
                checks.add(dynamicTest("has no debug output left on", () -> requireNone(subject, signs,
                    "an image without debug output", "Debug port: Disabled and Debug level: None, or image.debug: true in the profile")));
            }
        });
        growth(checks, subject);
        Assumptions.assumeFalse(checks.isEmpty(), "the profile has no image, and no baseline was named");
        return checks.stream();
    }

    private static void requireTls(FirmwareUnderTest subject, Profile.Tls wish) {
        Set<TlsLibrary> found = TlsLibrary.in(subject.image(), subject.elf());
        if (found.equals(Set.of(TlsLibrary.UNKNOWN)) && wish.wanted() && wish.library().isPresent()) {
            throw new NotEnoughEvidence("%s is wanted, and the image holds a TLS library, but which one only its ELF file tells"
                .formatted(wish));
        }
        boolean holds = wish.library().map(library -> found.equals(Set.of(library))).orElse(!found.isEmpty());
        if (holds != wish.wanted()) {
            String seen = found.isEmpty() ? "none" : found.stream().map(TlsLibrary::title).collect(Collectors.joining(" and "));
            throw failure("%s in %s".formatted(wish, subject.image().name()), seen,
                "the linker's libraries: -lbearssl, -laxtls or -lssl; and the class that the sketch connects with");
        }
    }

    private static void budget(List<DynamicTest> checks, FirmwareUnderTest subject, String memory, String title, OptionalInt most) {
        most.ifPresent(bytes -> checks.add(dynamicTest("its %s keeps within %d bytes".formatted(title, bytes),
            () -> requireWithin(subject, memory, title, bytes))));
    }

    private static void requireWithin(FirmwareUnderTest subject, String memory, String title, int most) {
        ImageFacts facts = subject.imageFacts();
        int taken = switch (memory) {
            case "ram" -> facts.ramBytes();
            case "iram" -> facts.iramBytes();
            case "flash" -> facts.flashBytes();
            default -> facts.fileBytes();
        };
        if (taken > most) {
            String biggest = facts.biggest().stream().filter(symbol -> symbol.memory().equals(memory)).limit(BIGGEST)
                .map(symbol -> symbol.name() + " " + symbol.bytes()).collect(Collectors.joining(", "));
            throw failure("at most %d bytes of %s".formatted(most, title), "%d, which is %d too many%s".formatted(taken, taken - most,
                biggest.isEmpty() ? "" : "; the biggest: " + biggest),
                "smaller buffers, fewer libraries, or another image.%s in the profile".formatted(memory));
        }
        if (memory.equals("ram") && facts.bssBytes().isEmpty()) {
            throw new NotEnoughEvidence(("%d bytes of static RAM are in the image, at most %d may be; how many more are cleared at the"
                + " start only its ELF file tells").formatted(taken, most));
        }
    }

    private static void requireNone(FirmwareUnderTest subject, List<Sign> signs, String wanted, String remedy) {
        List<Sign> found = signs.stream().filter(sign -> sign.isIn(subject.image(), subject.elf())).toList();
        if (!found.isEmpty()) {
            throw failure(wanted, "%s holds %s".formatted(subject.image().name(),
                found.stream().map(Sign::toString).collect(Collectors.joining("; "))), remedy);
        }
    }

    /** A symbol that the profile names is not seen without an ELF file: then nothing is said. */
    private static void requireReleased(FirmwareUnderTest subject, List<Sign> forbidden) {
        requireNone(subject, forbidden, "an image for release", "the build with its usual settings");
        List<Sign> symbols = forbidden.stream().filter(sign -> sign.kind() == Sign.Kind.SYMBOL).toList();
        if (subject.elf().isEmpty() && !symbols.isEmpty()) {
            throw new NotEnoughEvidence("whether %s holds %s only its ELF file tells".formatted(subject.image().name(),
                symbols.stream().map(Sign::toString).collect(Collectors.joining("; "))));
        }
    }

    private static void growth(List<DynamicTest> checks, FirmwareUnderTest subject) {
        var promised = subject.profile().image().map(Profile.Image::growthPercent).filter(share -> share.isPresent());
        if (promised.isPresent() || subject.baselineNamed()) {
            double most = promised.map(share -> share.getAsDouble()).orElse(USUAL_GROWTH_PERCENT);
            checks.add(dynamicTest("has grown by no more than %s %% since the last release".formatted(number(most)),
                () -> requireGrowthWithin(subject, most)));
        }
    }

    private static void requireGrowthWithin(FirmwareUnderTest subject, double most) {
        if (!subject.baselineNamed()) {
            EarlierReleases.previous(subject);
        }
        Growth growth = subject.growth().orElseThrow();
        List<Growth.Row> tooMuch = growth.memories().stream().filter(row -> !row.memory().equals("file"))
            .filter(row -> row.grown() >= LEAST_GROWTH_BYTES && row.grown() * 100.0 > most * row.before()).toList();
        if (!tooMuch.isEmpty()) {
            throw failure("growth of %s %% at most since %s".formatted(number(most), growth.baseline()),
                tooMuch.stream().map(row -> String.format(Locale.ROOT, "%s +%d bytes, %.1f %%", row.memory(), row.grown(), row.percent()))
                    .collect(Collectors.joining("; ")),
                "what was added, or another image.growth in the profile" + table(growth));
        }
    }

    private static String table(Growth growth) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n  %-6s %9s %9s %9s%n", "", "before", "now", "growth"));
        growth.memories().forEach(row -> text.append(String.format(Locale.ROOT, "  %-6s %9d %9d %+9d %+7.1f %%%n", row.memory(),
            row.before(), row.now(), row.grown(), row.percent())));
        growth.symbols().forEach(row -> text.append(String.format(Locale.ROOT, "  %-6s %9d %9d %+9d  %s%n", row.memory(), row.before(),
            row.now(), row.grown(), row.name())));
        return text.toString();
    }

    private static String number(double percent) {
        return percent == Math.rint(percent) ? Integer.toString((int) percent) : Double.toString(percent);
    }

    private static AssertionError failure(String wanted, String seen, String remedy) {
        return new AssertionError("wanted: %s; seen: %s; try: %s".formatted(wanted, seen, remedy));
    }
}
