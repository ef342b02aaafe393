package dev.espalier.report;

import dev.espalier.gate.BootStep;
import java.util.List;
import java.util.Locale;

/** One boot, step by step: when each was reached, and how long it took to the next. */
final class BootTimeline {

    private BootTimeline() {
    }

    static void write(List<BootStep> steps, Html html) {
        if (steps.isEmpty()) {
            return;
        }
        long begin = steps.get(0).atMillis();
        long end = Math.max(begin + 1, steps.get(steps.size() - 1).atMillis());
        html.raw("<h2>One boot</h2>\n<div class=\"card\"><table class=\"timeline\">\n")
            .raw("<tr><th class=\"number\">ms since reset</th><th>until the next step</th><th>what the board said</th></tr>\n");
        for (int i = 0; i < steps.size(); i++) {
            long at = steps.get(i).atMillis();
            long next = i + 1 < steps.size() ? steps.get(i + 1).atMillis() : at;
            html.raw("<tr><td class=\"number\">").text(Html.grouped(at))
                .raw("</td><td class=\"track\"><span class=\"bar\" style=\"")
                .raw(String.format(Locale.ROOT, "left:%.2f%%;width:calc(%.2f%% + 3px)",
                    96.0 * (at - begin) / (end - begin), 96.0 * (next - at) / (end - begin)))
                .raw("\"></span></td><td><code>").text(steps.get(i).what()).raw("</code></td></tr>\n");
        }
        html.raw("</table></div>\n");
    }
}
