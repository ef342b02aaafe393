package dev.espalier.report;

import dev.espalier.gate.BoardFacts;
import dev.espalier.gate.BootStep;
import dev.espalier.gate.Check;
import dev.espalier.gate.FirmwareFacts;
import dev.espalier.gate.GateResult;
import dev.espalier.gate.HeapPoint;
import dev.espalier.gate.HeapTrend;
import dev.espalier.gate.NotAsked;
import dev.espalier.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Results as gates give them, made up. */
final class Sample {

    static final String EVIDENCE = "no line matched /MQTT Rx Topic/ within 8.0 s of board time; last line"
        + " \"<tls: handshake failed> & gone\"; 1 reset since flash (wdt); transcript: transcripts/tls right ca.log";

    private Sample() {
    }

    static GateResult passing() {
        return result(Verdict.PASS, List.of(
            check("boot-mode", "boots into the config mode", Verdict.PASS, ""),
            check("boot-mode", "boots into TLS", Verdict.PASS, "")), 0);
    }

    static GateResult failing() {
        return result(Verdict.FAIL, List.of(
            check("boot-mode", "boots into the config mode", Verdict.PASS, ""),
            check("boot-mode", "falls back to its own access point", Verdict.PASS, ""),
            new Check("tls", "a right CA connects", Verdict.FAIL, EVIDENCE, Duration.ofMillis(12_345),
                "transcripts/tls right ca.log"),
            check("tls", "a wrong host is refused", Verdict.ERROR, "wanted: broker; seen: port busy; try: again"),
            check("heap", "no leak over 20 reconnects", Verdict.INCONCLUSIVE,
                "cannot tell a leak from scatter at idle over 17 cycles"),
            check("ota", "updates over the air", Verdict.SKIPPED, "the profile has no ota section")), 64);
    }

    static GateResult empty() {
        GateResult some = passing();
        return new GateResult(Verdict.ERROR, some.started(), some.elapsed(), some.profile(), some.board(),
            some.firmware(), some.broker(), List.of(), HeapTrend.NONE, List.of(), List.of());
    }

    private static Check check(String suite, String name, Verdict verdict, String message) {
        return new Check(suite, name, verdict, message, Duration.ofMillis(740), "");
    }

    private static GateResult result(Verdict verdict, List<Check> checks, int leak) {
        List<HeapPoint> heap = new ArrayList<>();
        heap.add(new HeapPoint(0, "boot", 41_200, 40_960));
        for (int cycle = 0; cycle <= 20; cycle++) {
            heap.add(new HeapPoint(cycle, "tls", 9_432 - leak * cycle + cycle * 7 % 5 * 8, 8_200 - leak * cycle));
            heap.add(new HeapPoint(cycle, "idle", 21_480 - leak * cycle + cycle * 3 % 4 * 8, 19_000 - leak * cycle));
        }
        return new GateResult(verdict, Instant.parse("2031-05-06T07:08:09.123Z"), Duration.ofSeconds(83), "tls-node",
            new BoardFacts("virtual", "virtual", "5c:cf:7f:12:34:56", 4_194_304),
            new FirmwareFacts("firmware/images/tls-node.bin", 412_304, "ab".repeat(32),
                "firmware/images/tls-node.elf", true),
            "mosquitto (/usr/sbin/mosquitto) (not docker: no engine's socket on this machine)",
            checks, new HeapTrend(8_000, heap),
            List.of(new BootStep(0, "ets Jan  8 2013,rst cause:2, boot mode:(3,6)"),
                new BootStep(38, "load 0x4010f000, len 1384, room 16"),
                new BootStep(310, "heap boot free=41200 max=40960 frag=1"),
                new BootStep(2_040, "WiFi connected"),
                new BootStep(3_420, "ESP8266 Mode: MQTT Client Running")),
            leak == 0 ? List.of() : List.of(new NotAsked("ota", "updates <over the air>", List.of("ota", "page"))));
    }
}
