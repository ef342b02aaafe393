package dev.espalier.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.gate.BoardFacts;
import dev.espalier.gate.BootStep;
import dev.espalier.gate.Check;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.Growth;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.ImageFacts;
import dev.espalier.gate.NotAsked;
import dev.espalier.gate.ReleaseFacts;

/** {@code gate.json}: the verdict for machines. Its names are part of the command line's contract. */
final class GateJson {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private GateJson() {
    }

    static String of(GateResult result) throws JsonProcessingException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("verdict", result.verdict().name());
        root.put("started", result.started().toString());
        root.put("elapsedMillis", result.elapsed().toMillis());
        root.put("profile", result.profile());
        root.put("broker", result.broker());
        board(root.putObject("board"), result.board());
        firmware(root.putObject("firmware"), result.firmware());
        ArrayNode failed = root.putArray("failedSuites");
        result.failedSuites().forEach(failed::add);
        ArrayNode checks = root.putArray("checks");
        result.checks().forEach(check -> check(checks.addObject(), check));
        root.put("heapFloorBytes", result.heap().floorBytes());
        ArrayNode heap = root.putArray("heap");
        result.heap().points().forEach(point -> heap(heap.addObject(), point));
        ArrayNode boot = root.putArray("boot");
        result.boot().forEach(step -> boot(boot.addObject(), step));
        ArrayNode notAsked = root.putArray("profileWouldAdd");
        result.notAsked().forEach(each -> notAsked(notAsked.addObject(), each));
        release(root, result.release());
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static void board(ObjectNode node, BoardFacts board) {
        node.put("kind", board.kind());
        node.put("name", board.name());
        node.put("mac", board.mac());
        node.put("flashBytes", board.flashBytes());
    }

    private static void firmware(ObjectNode node, FirmwareFacts firmware) {
        node.put("file", firmware.file());
        node.put("bytes", firmware.bytes());
        node.put("sha256", firmware.sha256());
        node.put("elf", firmware.elf());
        node.put("elfBelongs", firmware.elfBelongs());
    }

    private static void release(ObjectNode root, ReleaseFacts release) {
        release.image().ifPresent(image -> image(root.putObject("image"), image));
        release.growth().ifPresent(growth -> {
            ObjectNode node = root.putObject("growth");
            node.put("baseline", growth.baseline());
            node.put("sha256", growth.sha256());
            ArrayNode rows = node.putArray("memories");
            growth.memories().forEach(row -> row(rows.addObject(), row));
            ArrayNode symbols = node.putArray("symbols");
            growth.symbols().forEach(row -> row(symbols.addObject(), row));
        });
        ArrayNode upgrade = root.putArray("upgrade");
        release.upgrade().forEach(fact -> upgrade.addObject().put("about", fact.about()).put("seen", fact.seen()));
    }

    /** What the next release's gate reads as its baseline. */
    private static void image(ObjectNode node, ImageFacts image) {
        node.put("ramBytes", image.ramBytes());
        node.put("dataBytes", image.dataBytes());
        image.bssBytes().ifPresent(bss -> node.put("bssBytes", bss));
        node.put("iramBytes", image.iramBytes());
        node.put("flashBytes", image.flashBytes());
        node.put("fileBytes", image.fileBytes());
        node.put("elfSha256", image.elfSha256());
        ArrayNode tls = node.putArray("tls");
        image.tls().forEach(tls::add);
        ArrayNode biggest = node.putArray("biggest");
        image.biggest().forEach(symbol -> biggest.addObject().put("memory", symbol.memory()).put("name", symbol.name())
            .put("bytes", symbol.bytes()));
    }

    private static void row(ObjectNode node, Growth.Row row) {
        node.put("memory", row.memory());
        if (!row.name().isEmpty()) {
            node.put("name", row.name());
        }
        node.put("before", row.before());
        node.put("now", row.now());
    }

    private static void check(ObjectNode node, Check check) {
        node.put("suite", check.suite());
        node.put("name", check.name());
        node.put("verdict", check.verdict().name());
        node.put("message", check.message());
        node.put("elapsedMillis", check.elapsed().toMillis());
        node.put("transcript", check.transcript());
    }

    private static void heap(ObjectNode node, HeapPoint point) {
        node.put("cycle", point.cycle());
        node.put("checkpoint", point.checkpoint());
        node.put("freeBytes", point.freeBytes());
        node.put("largestBytes", point.largestBytes());
    }

    private static void notAsked(ObjectNode node, NotAsked notAsked) {
        node.put("suite", notAsked.suite());
        node.put("asks", notAsked.asks());
        ArrayNode entries = node.putArray("entries");
        notAsked.entries().forEach(entries::add);
    }

    private static void boot(ObjectNode node, BootStep step) {
        node.put("atMillis", step.atMillis());
        node.put("what", step.what());
    }
}
