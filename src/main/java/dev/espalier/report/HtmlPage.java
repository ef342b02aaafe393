package dev.espalier.report;

import dev.espalier.gate.Check;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.NotAsked;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code report.html}: one page that stands alone, verdict first; it needs no script and no network. */
final class HtmlPage {

    private static final List<Verdict> WORST_FIRST =
        List.of(Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE);

    private final GateResult result;
    private final Html html = new Html();

    private HtmlPage(GateResult result) {
        this.result = result;
    }

    static String of(GateResult result) {
        return new HtmlPage(result).page();
    }

    private String page() {
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .text(result.verdict() + ": " + result.profile() + " - Espalier gate")
            .raw("</title>\n<style>\n").raw(style()).raw("</style>\n</head>\n<body>\n<main>\n");
        header();
        evidence();
        HeapPanels.write(result.heap(), html);
        SuiteTable.write(result.checks(), html);
        ImageTables.write(result.release(), html);
        BootTimeline.write(result.boot(), html);
        skipped();
        notAsked();
        facts();
        footer();
        return html.raw("</main>\n</body>\n</html>\n").toString();
    }

    private void footer() {
        html.raw("<footer>The same for machines: ").link("gate.json", "gate.json").raw(", ").link("junit.xml", "junit.xml");
        result.checks().stream().map(Check::transcript).filter(file -> !file.isBlank()).distinct()
            .forEach(file -> html.raw("; everything that was said: ").link(file, file));
        html.raw("</footer>\n");
    }

    private void header() {
        html.raw("<header class=\"").text(result.verdict().name()).raw("\">\n<h1>")
            .text(result.verdict().name()).raw("</h1>\n<p>").text(summary()).raw("</p>\n<p class=\"soft\">")
            .text("%s %s, %s, took %s".formatted(
                result.profile(),
                result.board().kind().equals("none") ? "without a board" : "on the " + result.board().kind() + " board",
                result.started().truncatedTo(ChronoUnit.SECONDS),
                Html.duration(result.elapsed())))
            .raw("</p>\n</header>\n");
    }

    private String summary() {
        List<String> counts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = result.checks().stream().filter(check -> check.verdict() == verdict).count();
            if (count > 0) {
                counts.add(count + " " + verdict.name().toLowerCase(Locale.ROOT));
            }
        }
        long suites = result.checks().stream().map(Check::suite).distinct().count();
        String failed = result.failedSuites().isEmpty()
            ? ""
            : "; failed: " + String.join(", ", result.failedSuites());
        return counts.isEmpty()
            ? "Nothing was looked at."
            : "%s in %d %s%s".formatted(String.join(", ", counts), suites, suites == 1 ? "suite" : "suites", failed);
    }

    private void evidence() {
        List<Check> notPassed = new ArrayList<>();
        for (Verdict verdict : WORST_FIRST) {
            result.checks().stream().filter(check -> check.verdict() == verdict).forEach(notPassed::add);
        }
        if (notPassed.isEmpty()) {
            return;
        }
        html.raw("<h2>What did not pass, and why</h2>\n");
        for (Check check : notPassed) {
            html.raw("<section class=\"card evidence ").text(check.verdict().name()).raw("\">\n")
                .verdict(check.verdict()).raw("<h3>").text(check.name()).raw("</h3> <span class=\"suite\">")
                .text(check.suite() + ", " + Html.duration(check.elapsed())).raw("</span>\n");
            if (!check.message().isBlank()) {
                html.raw("<pre>").text(check.message().strip()).raw("</pre>\n");
            }
            if (!check.transcript().isBlank()) {
                html.raw("<p>").link(check.transcript(), "Serial transcript").raw("</p>\n");
            }
            html.raw("</section>\n");
        }
    }

    private void skipped() {
        List<Check> skipped = result.checks().stream().filter(check -> check.verdict() == Verdict.SKIPPED).toList();
        if (skipped.isEmpty()) {
            return;
        }
        html.raw("<h2>What was skipped, and why</h2>\n<div class=\"card\"><table>\n");
        for (Check check : skipped) {
            html.raw("<tr><th>").text(check.suite()).raw("</th><td>").text(check.name()).raw("</td><td>")
                .text(check.message()).raw("</td></tr>\n");
        }
        html.raw("</table></div>\n");
    }

    private void notAsked() {
        if (result.notAsked().isEmpty()) {
            return;
        }
        html.raw("<h2>What a profile would add</h2>\n<div class=\"card\"><table>\n")
            .raw("<tr><th>Suite</th><th>asks</th><th>and needs in the profile</th></tr>\n");
        for (NotAsked each : result.notAsked()) {
            html.raw("<tr><th>").text(each.suite()).raw("</th><td>").text(each.asks()).raw("</td><td><code>")
                .text(String.join(", ", each.entries())).raw("</code></td></tr>\n");
        }
        html.raw("</table></div>\n");
    }

    private void facts() {
        var firmware = result.firmware();
        var board = result.board();
        html.raw("<h2>What was tested with what</h2>\n<div class=\"card\"><table>\n");
        fact("Firmware", firmware.file() + ", " + Html.grouped(firmware.bytes()) + " bytes");
        fact("SHA-256", firmware.sha256());
        fact("ELF", firmware.elf().isEmpty()
            ? "none: crashes are not decoded"
            : firmware.elf() + (firmware.elfBelongs() ? ", belongs to this image" : ", DOES NOT BELONG to this image"));
        fact("Board", board.kind().equals("none") ? "none was needed" : "%s (%s), MAC %s, %s bytes of flash".formatted(
            board.name(), board.kind(), board.mac(), Html.grouped(board.flashBytes())));
        fact("Broker", result.broker());
        fact("Profile", result.profile());
        html.raw("</table></div>\n");
    }

    private void fact(String name, String value) {
        html.raw("<tr><th>").text(name).raw("</th><td><code>").text(value).raw("</code></td></tr>\n");
    }

    private static String style() {
        try (InputStream css = HtmlPage.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
