package dev.espalier.report;

import dev.espalier.gate.Growth;
import dev.espalier.gate.ImageFacts;
import dev.espalier.gate.ReleaseFacts;
import java.util.List;
import java.util.Locale;

/** The image: what it takes up, how it has grown, and what updates did. */
final class ImageTables {

    private ImageTables() {
    }

    static void write(ReleaseFacts release, Html html) {
        release.image().ifPresent(image -> image(image, html));
        release.growth().ifPresent(growth -> growth(growth, html));
        upgrade(release.upgrade(), html);
    }

    private static void image(ImageFacts image, Html html) {
        html.raw("<h2>The image</h2>\n<div class=\"card\"><table>\n<tr><th>TLS library</th><td></td><td>")
            .text(image.tls().isEmpty() ? "none" : String.join(", ", image.tls())).raw("</td></tr>\n");
        size("Static RAM", image.ramBytes(), image.bssBytes().isPresent()
            ? "%s data, %s bss".formatted(Html.grouped(image.dataBytes()), Html.grouped(image.bssBytes().getAsInt()))
            : "data only: without an ELF file the rest is not known", html);
        biggest(image, "ram", html);
        size("Instruction RAM", image.iramBytes(), "", html);
        biggest(image, "iram", html);
        size("Mapped flash", image.flashBytes(), "", html);
        biggest(image, "flash", html);
        size("Image file", image.fileBytes(), "", html);
        html.raw("</table></div>\n");
    }

    private static void size(String name, int bytes, String more, Html html) {
        html.raw("<tr><th>").text(name).raw("</th><td class=\"number\">").text(Html.grouped(bytes)).raw("</td><td>").text(more)
            .raw("</td></tr>\n");
    }

    private static void biggest(ImageFacts image, String memory, Html html) {
        image.biggest().stream().filter(symbol -> symbol.memory().equals(memory)).forEach(symbol ->
            html.raw("<tr><td></td><td class=\"number soft\">").text(Html.grouped(symbol.bytes())).raw("</td><td class=\"soft\"><code>")
                .text(symbol.name()).raw("</code></td></tr>\n"));
    }

    private static void growth(Growth growth, Html html) {
        html.raw("<h2>Growth since the last release</h2>\n<p class=\"soft\">")
            .text("baseline: %s, SHA-256 %s".formatted(growth.baseline(), growth.sha256()))
            .raw("</p>\n<div class=\"card\"><table>\n<tr><th></th><th class=\"number\">before</th><th class=\"number\">now</th>"
                + "<th class=\"number\">growth</th><th></th></tr>\n");
        growth.memories().forEach(row -> row(row, String.format(Locale.ROOT, "%+.1f %%", row.percent()), html));
        growth.symbols().forEach(row -> row(row, row.name(), html));
        html.raw("</table></div>\n");
    }

    private static void row(Growth.Row row, String last, Html html) {
        html.raw("<tr><th>").text(row.memory()).raw("</th><td class=\"number\">").text(Html.grouped(row.before()))
            .raw("</td><td class=\"number\">").text(Html.grouped(row.now())).raw("</td><td class=\"number\">")
            .text(row.grown() > 0 ? "+" + Html.grouped(row.grown()) : Html.grouped(row.grown())).raw("</td><td>").text(last)
            .raw("</td></tr>\n");
    }

    private static void upgrade(List<ReleaseFacts.Fact> facts, Html html) {
        if (facts.isEmpty()) {
            return;
        }
        html.raw("<h2>Updates</h2>\n<div class=\"card\"><table>\n");
        facts.forEach(fact -> html.raw("<tr><th>").text(fact.about()).raw("</th><td>").text(fact.seen()).raw("</td></tr>\n"));
        html.raw("</table></div>\n");
    }
}
