package dev.espalier.report;

import dev.espalier.gate.Check;
import dev.espalier.gate.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every suite with its checks; those that did not pass stand open. */
final class SuiteTable {

    private SuiteTable() {
    }

    static void write(List<Check> checks, Html html) {
        if (checks.isEmpty()) {
            return;
        }
        html.raw("<h2>Suites</h2>\n");
        Map<String, List<Check>> suites = checks.stream()
            .collect(Collectors.groupingBy(Check::suite, LinkedHashMap::new, Collectors.toList()));
        suites.forEach((name, ofSuite) -> suite(name, ofSuite, html));
    }

    private static void suite(String name, List<Check> checks, Html html) {
        Verdict verdict = over(checks);
        Duration elapsed = checks.stream().map(Check::elapsed).reduce(Duration.ZERO, Duration::plus);
        long passed = checks.stream().filter(check -> check.verdict() == Verdict.PASS).count();
        html.raw("<details class=\"card\"").raw(isFine(verdict) ? "" : " open").raw(">\n<summary>")
            .verdict(verdict).raw(" <span class=\"name\">").text(name).raw("</span> <span class=\"soft\">")
            .text("%d of %d passed, %s".formatted(passed, checks.size(), Html.duration(elapsed)))
            .raw("</span></summary>\n<table>\n");
        for (Check check : checks) {
            html.raw("<tr><td class=\"narrow\">").verdict(check.verdict()).raw("</td><td>").text(check.name());
            if (!check.transcript().isBlank()) {
                html.raw(" ").link(check.transcript(), "transcript");
            }
            html.raw("</td><td class=\"number\">").text(Html.duration(check.elapsed())).raw("</td></tr>\n");
        }
        html.raw("</table>\n</details>\n");
    }

    private static boolean isFine(Verdict verdict) {
        return verdict == Verdict.PASS || verdict == Verdict.SKIPPED;
    }

    private static Verdict over(List<Check> checks) {
        List<Verdict> verdicts = checks.stream().map(Check::verdict).distinct().toList();
        return verdicts.equals(List.of(Verdict.SKIPPED)) ? Verdict.SKIPPED : Verdict.over(verdicts);
    }
}
