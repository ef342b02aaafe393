package dev.espalier.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.espalier.EspalierException;
import dev.espalier.bench.ElfSymbols;
import dev.espalier.broker.BrokerLadder;
import dev.espalier.broker.BrokerSettings;
import dev.espalier.broker.MqttProbe;
import dev.espalier.broker.TestPki;
import dev.espalier.broker.TlsBroker;
import dev.espalier.broker.TlsVersion;
import dev.espalier.console.BoardCrashed;
import dev.espalier.console.Console;
import dev.espalier.console.ConsoleSettings;
import dev.espalier.console.Match;
import dev.espalier.emulator.Recording;
import dev.espalier.emulator.Replay;
import dev.espalier.emulator.Tape;
import dev.espalier.emulator.VirtualEsp8266;
import dev.espalier.emulator.net.AccessPoint;
import dev.espalier.emulator.net.Forward;
import dev.espalier.emulator.net.NicInterface;
import dev.espalier.emulator.net.UdpForward;
import dev.espalier.emulator.net.VirtualHost;
import dev.espalier.emulator.net.VirtualNetwork;
import dev.espalier.emulator.net.wire.Ipv4Address;
import dev.espalier.emulator.vendor.RadioBoundaries;
import dev.espalier.firmware.EchoServer;
import dev.espalier.foreign.ImageSheet.Step;
import dev.espalier.time.Deadline;
import dev.espalier.transcript.Direction;
import dev.espalier.transcript.Symbols;
import dev.espalier.transcript.TranscriptLine;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A virtual board with somebody's image in its flash, the usual access point, and what the image's sheet asks for. */
final class ImageBench implements AutoCloseable {

    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;
    private static final String LAPTOP = "laptop.test";
    private static final int OTA_PORT = 8266;
    private static final int OTA_CLIENT_PORT = 40_266;
    private static final Ipv4Address MDNS_GROUP = Ipv4Address.parse("224.0.0.251");
    private static final int MDNS_PORT = 5353;
    private static final int MDNS_BYTES = 1500;
    private static final int MDNS_MILLIS = 500;
    private static final Duration MDNS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LINE_ENDS_WITHIN = Duration.ofSeconds(10);

    private final ImageSheet sheet;
    private final VirtualNetwork network = VirtualNetwork.builder().accessPoint(AccessPoint.DEFAULT).build();
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, Forward> forwards = new HashMap<>();
    private final List<String> figures = new ArrayList<>();
    private final VirtualEsp8266 board;
    private final Recording recording;
    private final Console console;
    private TlsBroker broker;
    private MqttProbe probe;

    ImageBench(ImageSheet sheet, Path certificates) throws IOException {
        this.sheet = sheet;
        for (var host : sheet.hosts().entrySet()) {
            String[] name = host.getKey().split(":");
            network.host(name[0]).map(Integer.parseInt(name[1]), serve(host.getValue()));
        }
        sheet.oldestTls().ifPresent(oldest -> startBroker(oldest, certificates));
        board = VirtualEsp8266.builder().flash(Files.readAllBytes(sheet.image())).network(network)
            .radio(RadioBoundaries.of(sheet.elfs().stream().map(ElfSymbols::new).toList())).start();
        recording = board.record();
        console = Console.open(board.link(), ConsoleSettings.of(VirtualEsp8266.ROM_BAUD, sheet.baud()).transcript(sheet.transcript()));
    }

    /** Does what the step says and sees what it expects; a crash or a restart that no step expects ends it. */
    void perform(Step step) {
        switch (step.verb()) {
            case "serial" -> expect(step);
            case "number" -> number(step);
            case "quiet" -> console.stayCalm(console.within(Duration.ofSeconds(Long.parseLong(step.about()))));
            case "send" -> console.send(step.about());
            case "reset" -> console.reset();
            case "will" -> console.expectReset();
            case "restarts" -> assertThat(console.awaitReset(console.within(step.within())).toString()).contains(step.about());
            case "crashes" -> crashes(step);
            case "http" -> new PageRequest(step, address(step)).answeredWhile(console);
            case "wifi" -> wifi(step);
            case "softap" -> softAp(step);
            case "broker" -> broker(step);
            case "publish" -> probe.publish(step.about(), step.text("text", ""));
            case "receive" -> receive(step);
            case "arduinoOta" -> arduinoOta(step);
            case "mdns" -> mdns(step);
            default -> throw new EspalierException("a step of %s".formatted(sheet.file()), step.toString(),
                "a verb of docs/unmodified-firmware.md as its first key");
        }
    }

    /** Throws when the board has crashed or restarted though no step expected it. */
    void requireCalm() {
        console.requireCalm();
    }

    /** Replays what the board did since its last resets; a replay that differs in one bit ends it. */
    void requireExactReplay() throws IOException {
        int tapes = 0;
        for (Tape tape : recording.stop()) {
            Replay replay = Replay.of(tape);
            replay.runToEnd();
            assertThat(replay.serial()).isEqualTo(tape.serial());
            Replay nearEnd = Replay.nearEnd(tape);
            nearEnd.runToEnd();
            assertThat(tape.serial()).endsWith(nearEnd.serial());
            tapes++;
        }
        figures.add("%d tapes replayed".formatted(tapes));
    }

    /** The figures that the sheet asked for, as text. */
    String figures() {
        return String.join(", ", figures);
    }

    /** How long the board has been running, in its own time. */
    Duration boardTime() {
        return Duration.ofNanos(board.clock().nanos());
    }

    private Match expect(Step step) {
        return console.expect(step.about(), console.within(step.within()));
    }

    /** Sees a crash, and a line of the start that follows it; then the reset button, with which the console forgets it. */
    private void crashes(Step step) {
        assertThatThrownBy(() -> console.stayCalm(console.within(step.within()))).as("a crash: %s; %s", step, console.lastWords())
            .isInstanceOfSatisfying(BoardCrashed.class,
                crashed -> assertThat(crashed.crash().summary(Symbols.rom())).containsPattern(step.about()));
        Pattern then = Pattern.compile(step.text("then", ""));
        await().atMost(LINE_ENDS_WITHIN).until(() -> saidSinceAsked().anyMatch(line -> then.matcher(line.text()).find()));
        console.reset();
    }

    private Stream<TranscriptLine> saidSinceAsked() {
        List<TranscriptLine> lines = console.lines();
        long asked = lines.stream().filter(line -> line.direction() == Direction.SENT).mapToLong(TranscriptLine::index).max().orElse(-1);
        return lines.stream().filter(line -> line.index() > asked && line.direction() == Direction.RECEIVED);
    }

    private void number(Step step) {
        String text = whole(expect(step).line());
        var matcher = Pattern.compile(step.about()).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        assertThat(Integer.parseInt(matcher.group(1))).as(text)
            .isBetween(step.number("from", Integer.MIN_VALUE), step.number("to", Integer.MAX_VALUE));
        figures.add(text.strip());
    }

    /** The line with all its digits: a pattern may match what has come so far. */
    private String whole(TranscriptLine line) {
        return await().atMost(LINE_ENDS_WITHIN).until(() -> console.lines().stream().filter(each -> each.index() == line.index()).findFirst(),
            Optional::isPresent).orElseThrow().text();
    }

    private void wifi(Step step) {
        switch (step.about()) {
            case "lost" -> network.loseAccessPoints();
            case "back" -> network.bringBackAccessPoints();
            default -> throw new EspalierException("wifi: lost or back", step.toString(), sheet.file().toString());
        }
    }

    private void softAp(Step step) {
        switch (step.about()) {
            case "joined" -> network.joinSoftAp(step.text("ssid", ""), step.text("password", ""));
            case "left" -> network.leaveSoftAp();
            default -> throw new EspalierException("softap: joined or left", step.toString(), sheet.file().toString());
        }
    }

    private void broker(Step step) {
        switch (step.about()) {
            case "down" -> broker.stop();
            case "up" -> broker.start();
            default -> throw new EspalierException("broker: down or up", step.toString(), sheet.file().toString());
        }
    }

    private void receive(Step step) {
        Pattern wanted = Pattern.compile(step.text("text", ""));
        Deadline deadline = console.within(step.within());
        var message = probe.awaitUntil(
            MqttProbe.on(step.about()).and(seen -> wanted.matcher(seen.text()).find()), () -> overWhile(deadline));
        assertThat(message).as("a message %s; %s", step, console.lastWords()).isPresent();
    }

    private void arduinoOta(Step step) {
        VirtualHost laptop = network.host(LAPTOP);
        try (UdpForward invitations = network.forwardUdp(laptop, OTA_CLIENT_PORT, step.number("port", OTA_PORT));
             ArduinoOtaClient client = new ArduinoOtaClient(invitations.address(), OTA_CLIENT_PORT)) {
            laptop.map(OTA_CLIENT_PORT, client.server());
            String answer = client.give(Files.readAllBytes(sheet.beside(step.about())), step.text("password", ""));
            assertThat(answer).as("last word of the board about %s; %s", step, console.lastWords()).isEqualTo(step.text("answer", "OK"));
        } catch (IOException e) {
            console.requireCalm();
            throw new AssertionError("%s: %s; %s".formatted(step, e.getMessage(), console.lastWords()), e);
        }
    }

    private void mdns(Step step) {
        MdnsQuestion question = new MdnsQuestion(step.about());
        try (UdpForward member = network.joinGroup(network.host(LAPTOP), MDNS_GROUP, MDNS_PORT);
             DatagramSocket socket = new DatagramSocket(0, member.address().getAddress())) {
            List<String> answers = new ArrayList<>();
            socket.setSoTimeout(MDNS_MILLIS);
            await().alias("answer to " + step).atMost(MDNS_WITHIN).pollInSameThread().until(() -> {
                console.requireCalm();
                answers.addAll(askOnce(socket, member.address(), question));
                return !answers.isEmpty();
            });
            String wanted = step.text("text", network.boardAddress().map(Object::toString).map(Pattern::quote).orElse("an address"));
            assertThat(answers).as("answers to %s", step).anySatisfy(answer -> assertThat(answer).containsPattern(wanted));
        } catch (IOException e) {
            throw new EspalierException("a loopback socket for a question by mDNS", e.toString(), "the limits of this machine");
        }
    }

    private static List<String> askOnce(DatagramSocket socket, InetSocketAddress group, MdnsQuestion question) throws IOException {
        byte[] message = question.message();
        socket.send(new DatagramPacket(message, message.length, group));
        DatagramPacket heard = new DatagramPacket(new byte[MDNS_BYTES], MDNS_BYTES);
        try {
            socket.receive(heard);
            return question.answersIn(Arrays.copyOf(heard.getData(), heard.getLength()));
        } catch (SocketTimeoutException nobody) {
            return List.of();
        }
    }

    private boolean overWhile(Deadline deadline) {
        console.requireCalm();
        return deadline.expired();
    }

    private InetSocketAddress address(Step step) {
        NicInterface over = step.text("over", "station").equals("softap") ? NicInterface.SOFT_AP : NicInterface.STATION;
        int port = step.number("port", 80);
        return forwards.computeIfAbsent(over + ":" + port, key -> network.forward(port, over)).address();
    }

    private InetSocketAddress serve(String what) throws IOException {
        if (what.equals("echo")) {
            EchoServer echo = EchoServer.plain();
            servers.add(echo);
            return echo.address();
        }
        FileServer files = new FileServer(sheet.beside(what));
        servers.add(files);
        return files.address();
    }

    private void startBroker(String oldest, Path certificates) {
        TlsVersion version = TlsVersion.of(oldest).orElseThrow(() -> new EspalierException("broker: a version of TLS", "'" + oldest + "'",
            sheet.file().toString()));
        TestPki pki = TestPki.in(certificates);
        broker = BrokerLadder.start(BrokerLadder.Rung.AUTO, BrokerSettings.current().withPkiFolder(certificates).withOldestTls(version), pki)
            .broker();
        servers.add(broker);
        network.host(broker.hostName()).map(MQTT_PORT, broker.plain().address()).map(MQTTS_PORT, broker.tls().address());
        probe = MqttProbe.plain(broker);
        servers.add(0, probe);
        probe.subscribe("#");
    }

    @Override
    public void close() throws Exception {
        console.close();
        board.close();
        network.close();
        for (AutoCloseable server : servers) {
            server.close();
        }
    }
}
