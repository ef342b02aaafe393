package dev.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.EspalierException;
import dev.espalier.gate.Check;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.Growth;
import dev.espalier.gate.HeapTrend;
import dev.espalier.gate.ImageFacts;
import dev.espalier.gate.ReleaseFacts;
import dev.espalier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportFolderTest {

    @TempDir
    Path folder;

    @Test
    void gate_json_holds_the_contract_of_the_command_line() throws IOException {
        ReportFolder.create(folder.resolve("new/report")).write(Sample.failing());

        JsonNode gate = new ObjectMapper().readTree(folder.resolve("new/report/gate.json").toFile());
        assertThat(gate.at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(gate.at("/board/kind").asText()).isEqualTo("virtual");
        assertThat(gate.at("/board/mac").asText()).isEqualTo("5c:cf:7f:12:34:56");
        assertThat(gate.at("/firmware/sha256").asText()).isEqualTo("ab".repeat(32));
        assertThat(gate.at("/checks")).hasSize(6);
        assertThat(gate.at("/checks/2/suite").asText()).isEqualTo("tls");
        assertThat(gate.at("/checks/2/name").asText()).isEqualTo("a right CA connects");
        assertThat(gate.at("/checks/2/verdict").asText()).isEqualTo("FAIL");
        assertThat(gate.at("/checks/2/message").asText()).isEqualTo(Sample.EVIDENCE);
        assertThat(gate.at("/heap")).hasSize(43);
    }

    @Test
    void gate_json_and_the_page_tell_of_the_image_its_growth_and_updates() throws IOException {
        GateResult some = Sample.passing();
        ImageFacts image = new ImageFacts(4_640, OptionalInt.of(24_928), 1_980, 175_216, 185_968, "cd".repeat(32), List.of("BearSSL"),
            List.of(new ImageFacts.SymbolSize("ram", "g_cont<x>", 4_128)));
        Growth growth = new Growth("last/gate.json", "ef".repeat(32), List.of(new Growth.Row("flash", "", 170_000, 175_216)),
            List.of(new Growth.Row("flash", "page::render()", 1_000, 3_234)));

        ReportFolder.create(folder).write(new GateResult(some.verdict(), some.started(), some.elapsed(), some.profile(), some.board(),
            some.firmware(), some.broker(), some.checks(), some.heap(), some.boot(), some.notAsked(),
            new ReleaseFacts(Optional.of(image), Optional.of(growth), List.of(new ReleaseFacts.Fact("update from a.bin", "22 cells kept")))));

        JsonNode gate = new ObjectMapper().readTree(folder.resolve("gate.json").toFile());
        assertThat(gate.at("/image/ramBytes").asInt()).isEqualTo(29_568);
        assertThat(gate.at("/image/biggest/0/name").asText()).isEqualTo("g_cont<x>");
        assertThat(gate.at("/growth/memories/0/now").asInt()).isEqualTo(175_216);
        assertThat(gate.at("/growth/symbols/0/name").asText()).isEqualTo("page::render()");
        assertThat(gate.at("/upgrade/0/seen").asText()).isEqualTo("22 cells kept");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("g_cont&lt;x&gt;", "BearSSL", "+3.1 %", "page::render()",
            "last/gate.json", "update from a.bin", "22 cells kept");
    }

    @Test
    void junit_xml_counts_failures_and_errors_by_suite() throws Exception {
        ReportFolder.create(folder).write(Sample.failing());

        NodeList suites = junit().getElementsByTagName("testsuite");
        assertThat(suites.getLength()).isEqualTo(4);
        Element tls = (Element) suites.item(1);
        assertThat(tls.getAttribute("name")).isEqualTo("tls");
        assertThat(tls.getAttribute("tests")).isEqualTo("2");
        assertThat(tls.getAttribute("failures")).isEqualTo("1");
        assertThat(tls.getAttribute("errors")).isEqualTo("1");
        assertThat(tls.getAttribute("time")).isEqualTo("13.085");
        assertThat(tls.getElementsByTagName("failure").item(0).getTextContent()).isEqualTo(Sample.EVIDENCE);
    }

    @Test
    void junit_xml_stays_xml_whatever_a_board_sent() throws Exception {
        GateResult some = Sample.passing();
        Check garbled = new Check("boot-mode", "boots", Verdict.FAIL, "last line \"\u0000\u001b[0m]]> \uD83D\uDE00 \uD800\"",
            Duration.ZERO, "");

        ReportFolder.create(folder).write(new GateResult(Verdict.FAIL, some.started(), some.elapsed(), some.profile(),
            some.board(), some.firmware(), some.broker(), List.of(garbled), HeapTrend.NONE, List.of(), List.of()));

        assertThat(junit().getElementsByTagName("failure").item(0).getTextContent())
            .startsWith("last line \"\uFFFD\uFFFD[0m]]> ");
    }

    @Test
    void a_folder_that_cannot_be_written_is_found_before_the_gate_runs() throws IOException {
        Path file = Files.writeString(folder.resolve("occupied"), "a file");

        assertThatThrownBy(() -> ReportFolder.create(file))
            .isInstanceOf(EspalierException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("another folder with --report");
    }

    @Test
    void a_gate_that_ends_early_leaves_no_verdict_of_an_earlier_one() {
        ReportFolder.create(folder).write(Sample.passing());

        ReportFolder.create(folder);

        assertThat(folder.resolve("gate.json")).doesNotExist();
        assertThat(folder.resolve("junit.xml")).doesNotExist();
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void decoded_crashes_have_a_file_of_their_own_until_the_next_gate() throws IOException {
        ReportFolder.create(folder).writeCrashes(List.of());
        assertThat(folder.resolve("crashes.txt")).doesNotExist();

        ReportFolder.create(folder).writeCrashes(List.of("Exception (29): at 0x4000e1b2", "Fatal exception 9"));
        assertThat(folder.resolve("crashes.txt")).hasContent("Exception (29): at 0x4000e1b2\n\nFatal exception 9\n");

        ReportFolder.create(folder);
        assertThat(folder.resolve("crashes.txt")).doesNotExist();
    }

    private Element junit() throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(folder.resolve("junit.xml").toFile()).getDocumentElement();
    }
}
