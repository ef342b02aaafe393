package dev.espalier.report;

import dev.espalier.gate.Check;
import dev.espalier.gate.GateResult;

/** {@code report.html}: one page that stands alone, verdict first. */
final class HtmlPage {

    private HtmlPage() {
    }

    static String of(GateResult result) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<meta charset=\"utf-8\">\n<title>Espalier: ")
            .append(result.verdict()).append("</title>\n<h1>").append(result.verdict()).append("</h1>\n<table>\n");
        for (Check check : result.checks()) {
            html.append("<tr><td>").append(check.verdict()).append("<td>").append(escape(check.suite())).append("<td>")
                .append(escape(check.name())).append("<td><pre>").append(escape(check.message())).append("</pre>\n");
        }
        return html.append("</table>\n").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
