package dev.espalier.report;

import dev.espalier.gate.Check;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.Verdict;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The checks as JUnit XML, the form that CI servers read. */
final class JUnitXml {

    private JUnitXml() {
    }

    static String of(GateResult result) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "espalier " + result.profile());
            for (Map.Entry<String, List<Check>> suite : bySuite(result).entrySet()) {
                suite(xml, suite.getKey(), suite.getValue());
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an XML document in memory", e);
        }
        return text + "\n";
    }

    private static Map<String, List<Check>> bySuite(GateResult result) {
        return result.checks().stream().collect(Collectors.groupingBy(Check::suite, LinkedHashMap::new, Collectors.toList()));
    }

    private static void suite(XMLStreamWriter xml, String name, List<Check> checks) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", name);
        xml.writeAttribute("tests", Integer.toString(checks.size()));
        xml.writeAttribute("failures", count(checks, Verdict.FAIL));
        xml.writeAttribute("errors", count(checks, Verdict.ERROR));
        xml.writeAttribute("skipped",
            Long.toString(checks.stream().filter(c -> element(c.verdict()).equals("skipped")).count()));
        xml.writeAttribute("time", seconds(checks.stream().map(Check::elapsed).reduce(Duration.ZERO, Duration::plus)));
        for (Check check : checks) {
            testCase(xml, check);
        }
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, Check check) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "espalier." + check.suite());
        xml.writeAttribute("name", check.name());
        xml.writeAttribute("time", seconds(check.elapsed()));
        if (check.verdict() != Verdict.PASS) {
            String message = printable(check.message());
            xml.writeStartElement(element(check.verdict()));
            xml.writeAttribute("message", message.lines().findFirst().orElse(check.verdict().name()));
            xml.writeCharacters(message);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String element(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> "failure";
            case ERROR -> "error";
            case INCONCLUSIVE, SKIPPED -> "skipped";
            case PASS -> "";
        };
    }

    private static String count(List<Check> checks, Verdict verdict) {
        return Long.toString(checks.stream().filter(c -> c.verdict() == verdict).count());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }

    /** Serial lines may hold control characters that XML 1.0 cannot carry. */
    private static String printable(String message) {
        return message.replaceAll("[^\\x09\\x0A\\x20-\\uD7FF\\uE000-\\uFFFD]", "\uFFFD");
    }
}
