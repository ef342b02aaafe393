package dev.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlPageTest {

    @Test
    void the_verdict_comes_first_with_what_it_stands_on() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        Element first = page.selectFirst("main").child(0);
        assertThat(first.selectFirst("h1").text()).isEqualTo("FAIL");
        assertThat(first.select("p").eachText()).containsExactly(
            "2 pass, 1 fail, 1 error, 1 inconclusive, 1 skipped in 4 suites; failed: tls",
            "tls-node on the virtual board, 2031-05-06T07:08:09Z, took 1 min 23 s");
        assertThat(page.title()).isEqualTo("FAIL: tls-node - Espalier gate");
    }

    @Test
    void what_did_not_pass_is_shown_worst_first_with_its_evidence_and_transcript() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        assertThat(page.select(".evidence .verdict").eachText())
            .containsExactly("FAIL", "ERROR", "INCONCLUSIVE");
        Element fail = page.selectFirst(".evidence.FAIL");
        assertThat(fail.selectFirst("pre").text()).isEqualTo(Sample.EVIDENCE);
        assertThat(fail.selectFirst("a").attr("href")).isEqualTo("transcripts/tls%20right%20ca.log");
    }

    @Test
    void what_was_skipped_is_listed_with_its_reason() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        assertThat(page.select("h2:contains(skipped) + .card tr").eachText())
            .containsExactly("ota updates over the air the profile has no ota section");
        assertThat(Jsoup.parse(HtmlPage.of(Sample.passing())).text()).doesNotContain("What was skipped");
    }

    @Test
    void a_passing_page_has_no_failures_and_its_suites_are_closed() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.passing()));

        assertThat(page.selectFirst("header p").text()).isEqualTo("2 pass in 1 suite");
        assertThat(page.select(".evidence")).isEmpty();
        assertThat(page.select("details[open]")).isEmpty();
        assertThat(page.select("details summary").eachText()).containsExactly("PASS boot-mode 2 of 2 passed, 1.5 s");
    }

    @Test
    void what_a_profile_would_add_is_listed_with_what_it_needs() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        assertThat(page.select("h2").eachText()).contains("What a profile would add");
        assertThat(page.select("tr:contains(updates)").eachText()).contains("ota updates <over the air> ota, page");
        assertThat(Jsoup.parse(HtmlPage.of(Sample.passing())).text()).doesNotContain("What a profile would add");
    }

    @Test
    void heap_is_drawn_per_checkpoint_that_was_passed_more_than_once() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        assertThat(page.select(".panels h3").eachText()).containsExactly("tls", "idle");
        assertThat(page.select(".panels svg").get(1).select("circle")).hasSize(21);
        List<Double> heights = page.select(".panels svg").get(1).select("circle").eachAttr("cy").stream()
            .map(Double::valueOf).toList();
        assertThat(heights.get(20)).as("less free heap is lower on the page").isGreaterThan(heights.get(0));
        assertThat(heights).allMatch(y -> y >= 10 && y <= 166);
    }

    @Test
    void the_boot_and_the_digests_are_there() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.passing()));

        assertThat(page.select(".timeline tr")).hasSize(6);
        assertThat(page.select(".timeline td.number").eachText()).startsWith("0", "38", "310");
        assertThat(page.text()).contains("ab".repeat(32), "belongs to this image", "5c:cf:7f:12:34:56",
            "not docker: no engine's socket");
    }

    @Test
    void stands_alone_without_script_or_network() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.failing()));

        assertThat(page.select("script, link, img, iframe")).isEmpty();
        assertThat(page.html()).doesNotContain("http://", "https://", "url(");
    }

    @Test
    void a_gate_that_looked_at_nothing_still_has_a_page() {
        Document page = Jsoup.parse(HtmlPage.of(Sample.empty()));

        assertThat(page.selectFirst("h1").text()).isEqualTo("ERROR");
        assertThat(page.selectFirst("header p").text()).isEqualTo("Nothing was looked at.");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "9949, 9.9 s", "10000, 10 s", "59999, 59 s", "125000, 2 min 05 s"})
    void durations_are_short(long millis, String text) {
        assertThat(Html.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void control_characters_from_a_serial_line_become_visible() {
        assertThat(new Html().text("a\u0007b\r\n\u001b[0m\"").toString()).isEqualTo("a\uFFFDb\n\uFFFD[0m&quot;");
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1", "1, 1", "1.5, 2", "256, 500", "501, 1000", "1500, 2000"})
    void scales_have_round_steps(double wanted, int step) {
        assertThat(HeapPanels.niceStep(wanted)).isEqualTo(step);
    }
}
