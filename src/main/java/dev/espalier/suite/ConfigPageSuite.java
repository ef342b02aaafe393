package dev.espalier.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.configpage.ConfigPage;
import dev.espalier.configpage.Form;
import dev.espalier.configpage.HalfSentRequests;
import dev.espalier.configpage.HttpReply;
import dev.espalier.eeprom.CellType;
import dev.espalier.eeprom.EepromImage;
import dev.espalier.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The config page: every field as stored, Save, Reset, bad values, both ways in, little heap. */
@Suite(value = "config-page", asks = "every field as stored, Save, Reset, bad values, heap pressure",
    needs = {"modes", "eeprom", "page"})
class ConfigPageSuite {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    @Test
    void shows_every_field_as_stored(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Start.in(bench, Start.CONFIG);

        requireStoredValues(bench, page, bench.board().configPage());
    }

    @Test
    void shows_every_field_over_its_own_access_point(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Assumptions.assumeTrue(bench.profile().softAp().isPresent(), "the profile has no softAp");
        Start.in(bench, Start.AP_FALLBACK);

        requireStoredValues(bench, page, bench.board().configPageOverAccessPoint());
    }

    @Test
    void a_text_that_fills_its_cell_is_shown_as_stored(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Map<String, String> full = fullTexts(bench, page);
        Assumptions.assumeFalse(full.isEmpty(), "the page shows no text that is free to choose");
        Start.in(bench, Start.CONFIG, provision -> full.forEach(provision::set));

        requireStoredValues(bench, page, bench.board().configPage());
    }

    @Test
    void Save_changes_exactly_what_was_changed(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        EepromImage before = board.provisioned();
        Map<String, String> changes = oneOfEachKind(bench, page, before);

        HttpReply reply = board.configPage().save(changes);

        assertThat(reply.text()).as("the answer to Save").contains(page.saved());
        EepromImage after = board.eeprom();
        assertThat(after.isValid()).as("the EEPROM is valid after Save").isTrue();
        EepromImage wanted = before;
        for (Map.Entry<String, String> change : changes.entrySet()) {
            wanted = wanted.with(page.fields().get(change.getKey()), change.getValue());
        }
        assertThat(wanted.diff(after)).as("cells that differ from what Save of %s should have stored", changes).isEmpty();
    }

    @Test
    void bad_values_are_refused_and_nothing_is_stored(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Assumptions.assumeFalse(page.bad().isEmpty(), "the profile names no bad values");
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        ConfigPage web = board.configPage();
        Form form = web.form();
        List<String> accepted = new ArrayList<>();

        page.bad().forEach((field, values) -> values.forEach(value -> {
            HttpReply reply = web.save(form, Map.of(field, value));
            if (!reply.text().contains(page.refused())) {
                accepted.add("%s=%s: status %d".formatted(field, value, reply.status()));
            }
        }));

        assertThat(accepted).as("bad values that were not refused").isEmpty();
        assertThat(board.provisioned().diff(board.eeprom())).as("cells that a refused form changed").isEmpty();
    }

    @Test
    void Reset_resets(Bench bench) {
        Start.requirePage(bench);
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();

        board.expectReset();
        board.configPage().reset();

        board.awaitMode(Start.CONFIG);
    }

    @Test
    void under_heap_pressure_it_is_served_whole_or_refused_honestly(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Profile.Pressure pressure = bench.profile().pressure();
        Assumptions.assumeTrue(pressure.parallelRequests() > 0, "the profile makes no pressure");
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        ConfigPage web = board.configPage();

        try (HalfSentRequests others = web.halfSent(pressure.parallelRequests())) {
            HttpReply reply = web.get(page.path());
            assertThat(reply.status()).as("status of the page with %d requests half-sent", others.count())
                .isIn(200, pressure.refusedStatus());
            others.finish().forEach(late -> assertThat(late.status()).as("status of a request that was half-sent")
                .isIn(200, pressure.refusedStatus()));
        }

        board.console().requireCalm();
        requireStoredValues(bench, page, web);
    }

    @Test
    void several_browsers_at_once_get_it_whole_or_are_refused_honestly(Bench bench) {
        Profile.Page page = Start.requirePage(bench);
        Profile.Pressure pressure = bench.profile().pressure();
        Assumptions.assumeTrue(pressure.parallelRequests() > 0, "the profile makes no pressure");
        Start.in(bench, Start.CONFIG);
        Board board = bench.board();
        ConfigPage web = board.configPage();

        List<HttpReply> replies = web.fetchAtOnce(pressure.parallelRequests());

        assertThat(replies).allSatisfy(reply -> assertThat(reply.status())
            .as("status of the page for one of %d browsers", pressure.parallelRequests()).isIn(200, pressure.refusedStatus()));
        board.console().requireCalm();
        requireStoredValues(bench, page, web);
    }

    private static void requireStoredValues(Bench bench, Profile.Page page, ConfigPage web) {
        EepromImage stored = bench.board().provisioned();
        Form form = web.form(page.fields().keySet());
        Map<String, String> wanted = new LinkedHashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        page.fields().forEach((field, cell) -> {
            wanted.put(field, page.secrets().contains(field) ? "" : stored.get(cell));
            shown.put(field, form.value(field));
        });
        assertThat(shown).as("the page's fields").containsExactlyInAnyOrderEntriesOf(wanted);
    }

    /** A new value for the first field that holds a text, a number, an octet and a check box. */
    private static Map<String, String> oneOfEachKind(Bench bench, Profile.Page page, EepromImage before) {
        Map<String, String> changes = new LinkedHashMap<>();
        Set<String> kinds = new TreeSet<>();
        page.fields().forEach((field, cell) -> {
            String kind = kindOf(bench, page, field, cell);
            if (!page.secrets().contains(field) && kinds.add(kind)) {
                String old = before.get(cell);
                changes.put(field, switch (kind) {
                    case "check box" -> String.valueOf(!Boolean.parseBoolean(old));
                    case "text" -> old.equals("changed") ? "changed2" : "changed";
                    case "octet" -> old.equals("77") ? "78" : "77";
                    default -> old.equals("4242") ? "4243" : "4242";
                });
            }
        });
        return changes;
    }

    /** A text of full length for each cell of the page that is no secret and that neither network nor start-up mode decides. */
    private static Map<String, String> fullTexts(Bench bench, Profile.Page page) {
        Map<String, String> full = new LinkedHashMap<>();
        page.fields().forEach((field, cell) -> {
            boolean free = !cell.endsWith("]") && !page.secrets().contains(field) && !bench.board().network().cells().containsKey(cell)
                && !bench.profile().mode(Start.CONFIG).cells().containsKey(cell) && !page.checkboxes().contains(field);
            if (free && bench.profile().eeprom().layout().cell(cell).type() instanceof CellType.Text text) {
                full.put(cell, LETTERS.repeat(text.size() / LETTERS.length() + 1).substring(0, text.size()));
            }
        });
        return full;
    }

    private static String kindOf(Bench bench, Profile.Page page, String field, String cell) {
        if (page.checkboxes().contains(field)) {
            return "check box";
        }
        if (cell.endsWith("]")) {
            return "octet";
        }
        return bench.profile().eeprom().layout().cell(cell).type() instanceof CellType.Text ? "text" : "number";
    }
}
