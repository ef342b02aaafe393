package dev.espalier.configpage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class ScriptedFieldsTest {

    private static final String FORM = """
        <form><input id="ssid" name="ssid"><input id="port" name="port" value="80">
        <input type="checkbox" id="tls" name="tls"><input type="checkbox" id="led" name="led" checked></form>
        """;

    @Test
    void a_script_fills_text_fields_and_check_boxes() {
        Map<String, String> shown = shown("""
            <script>function load() {
              document.getElementById('ssid').value = "lab's network";
              document.getElementById("port").value = '9705';
              document.getElementById('tls').checked = true;
              document.getElementById('led').checked = false;
            } window.onload = load;</script>
            """);

        assertThat(shown).containsExactly(Map.entry("ssid", "lab's network"), Map.entry("port", "9705"),
            Map.entry("tls", "true"), Map.entry("led", "false"));
    }

    @Test
    void what_a_button_sets_later_does_not_count() {
        Map<String, String> shown = shown("""
            <script>document.getElementById('ssid').value = "home";
              function reset() { document.getElementById('ssid').value = "reset"; }</script>
            """);

        assertThat(shown).containsEntry("ssid", "home");
    }

    @Test
    void scripts_that_do_something_else_change_nothing() {
        Map<String, String> shown = shown("""
            <script>document.getElementById('nobody').value = "x"; document.getElementById('port').value = next();
              document.getElementById('tls').checked = set_tls;</script>
            """);

        assertThat(shown).containsExactly(Map.entry("ssid", ""), Map.entry("port", "80"), Map.entry("tls", "false"),
            Map.entry("led", "true"));
    }

    private static Map<String, String> shown(String script) {
        return Form.of(Jsoup.parse("<html><head>" + script + "</head><body>" + FORM + "</body></html>")).values();
    }
}
