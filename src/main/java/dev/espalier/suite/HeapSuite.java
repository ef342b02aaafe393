package dev.espalier.suite;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.bench.Bench;
import dev.espalier.board.Board;
import dev.espalier.board.WifiSight;
import dev.espalier.heap.HeapAnswer;
import dev.espalier.heap.HeapFigures;
import dev.espalier.heap.HeapPattern;
import dev.espalier.heap.HeapQuestion;
import dev.espalier.heap.HeapSample;
import dev.espalier.heap.HeapSeries;
import dev.espalier.heap.LeakTest;
import dev.espalier.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The heap: over reconnects with a broker as the firmware tells it, and as its allocator's books show it over quiet
 * minutes and over losses of the Wi-Fi. Does it sink, does it break into pieces, does it stay above the floor? Each is
 * asked after some cycles, and after more of them while the answer is open. What leaks is then traced to its line.
 */
@Suite(value = "heap", asks = "over broker reconnects: no leak, no fragmentation, never below the floor",
    needs = {"modes", "mqtt", "heap"}, ofAnyFirmware = true)
class HeapSuite {

    private static final int QUIET_READINGS = 12;
    private static final int LOSSES = 10;
    private static final int MOST_READINGS = 40;
    /** The books are exact, so a few readings are enough; the first loss may fill tables that are never emptied. */
    private static final LeakTest BOOKS = new LeakTest(2, 8, LeakTest.STANDARD.falseAlarms(), 0.99, 1, 32);
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final String QUIET = "quiet minutes";
    private static final String REJOINED = "Wi-Fi joined again";

    /** Asked of a firmware whose profile says how it is started; without one nobody knows of its broker. */
    @TestFactory
    Stream<DynamicTest> as_the_firmware_tells_it(Bench bench) {
        return !bench.profile().has("modes") ? Stream.empty()
            : Stream.of(dynamicTest("reconnects neither leak nor reach the floor", () -> reconnects(bench)));
    }

    private static void reconnects(Bench bench) {
        Assumptions.assumeTrue(bench.profile().heap().isPresent(), "the profile has no heap");
        Profile.Heap heap = bench.profile().heap().get();
        String mode = Start.mqttMode(bench);
        Told told = new Told(bench, heap, heap.perReconnect());
        try (MqttLink link = MqttLink.booted(bench, mode)) {
            Runnable reconnect = () -> {
                bench.broker().restart();
                link.awaitConnected(bench.profile().network().reconnectWithin());
            };
            HeapAnswer answer = repeated(told, reconnect, request -> link.ask(request, Replies.promised(bench, request)));
            Replies.requirePromised(bench, "sensors", link.ask("sensors"));
            bench.evidence().heap(told.series(), heap.floor());
            judge(bench, answer, reconnect);
        }
    }

    /** Does something, asks for the heap after it, and goes on until it is clear whether it costs any. */
    private static HeapAnswer repeated(Told told, Runnable cycle, UnaryOperator<String> query) {
        HeapQuestion question = told.question();
        HeapAnswer answer = null;
        int done = 0;
        told.ask(query);
        for (int look : question.looks()) {
            for (; done < look; done++) {
                cycle.run();
                told.ask(query);
            }
            answer = question.ask(told.series());
            if (answer.kind() != HeapAnswer.Kind.OPEN) {
                break;
            }
        }
        return answer;
    }

    /** What a firmware told of its heap, unasked and asked. */
    private static final class Told {

        private final Bench bench;
        private final Profile.Heap heap;
        private final Optional<String> checkpoint;
        private final long begin;
        private final List<HeapSample> answers = new ArrayList<>();

        Told(Bench bench, Profile.Heap heap, Optional<String> checkpoint) {
            this.bench = bench;
            this.heap = heap;
            this.checkpoint = checkpoint;
            begin = bench.board().console().lines().size();
        }

        void ask(UnaryOperator<String> asked) {
            if (heap.query().isEmpty()) {
                return;
            }
            Profile.HeapQuery query = heap.query().get();
            String answer = asked.apply(query.request());
            HeapSample sample = HeapPattern.of(query.pattern().pattern())
                .read(Duration.ofNanos(bench.board().clock().nanos()), answer, answers.size())
                .orElseThrow(() -> new AssertionError("the answer to %s tells no heap: wanted /%s/; seen %s; mend the firmware, or heap.query in the profile"
                    .formatted(query.request(), query.pattern(), answer)));
            answers.add(new HeapSample(query.request(), answers.size(), sample.at(), sample.freeBytes(), sample.largestBytes(),
                sample.fragmentationPercent()));
        }

        HeapSeries series() {
            List<HeapSample> samples = new ArrayList<>();
            heap.pattern().ifPresent(pattern -> {
                HeapSeries.Collector collector = new HeapSeries.Collector(HeapPattern.of(pattern.pattern()));
                bench.board().console().lines().stream().skip(begin).forEach(line -> collector.line(line.at(), line.text()));
                samples.addAll(collector.series().samples());
            });
            samples.addAll(answers);
            return new HeapSeries(samples);
        }

        /** Judged where each cycle passes once; where the profile does not say where that is, at every place. */
        HeapQuestion question() {
            List<String> checkpoints = new ArrayList<>();
            if (heap.pattern().isPresent()) {
                checkpoint.ifPresentOrElse(checkpoints::add, () -> checkpoints.addAll(printed()));
            }
            heap.query().ifPresent(query -> checkpoints.add(query.request()));
            Profile.LeakSearch leak = heap.leak();
            return new HeapQuestion(LeakTest.STANDARD.rulingOut(leak.rulesOut()), HeapQuestion.looks(leak.cycles(), leak.mostCycles()),
                checkpoints, OptionalInt.of(heap.floor()));
        }

        private List<String> printed() {
            List<String> printed = new ArrayList<>(series().checkpoints());
            heap.query().ifPresent(query -> printed.remove(query.request()));
            return printed.isEmpty() ? List.of(HeapPattern.UNNAMED) : printed;
        }
    }

    /** Asked where the profile does not say how the firmware tells its heap: a real board can be asked nothing here. */
    @TestFactory
    Stream<DynamicTest> as_the_allocators_books_show_it(Bench bench) {
        return bench.profile().has("heap") ? Stream.empty() : Stream.of(
            dynamicTest("does not sink in quiet minutes", () -> quietMinutes(bench)),
            dynamicTest("does not sink when the Wi-Fi comes and goes", () -> losses(bench)));
    }

    private static void quietMinutes(Bench bench) {
        requireProbe(bench);
        Board board = Start.anyhow(bench);
        board.console().stayCalm(board.console().passing(SETTLING));
        Duration step = bench.profile().stability().quiet().dividedBy(QUIET_READINGS);
        int wakes = board.console().wakes();

        byTheBooks(bench, QUIET, QUIET_READINGS, () -> {
            board.console().stayCalm(board.console().passing(step));
            requireAwake(board, wakes);
        }, () -> bench.evidence().calm(bench.profile().stability().quiet()));
    }

    private static void losses(Bench bench) {
        requireProbe(bench);
        WifiSight[] sight = {Air.requireJoined(bench)};
        Board board = bench.board();
        int wakes = board.console().wakes();

        byTheBooks(bench, REJOINED, LOSSES, () -> {
            board.network().cutWifi();
            try {
                board.console().stayCalm(board.console().passing(AWAY));
            } finally {
                board.network().restoreWifi();
            }
            sight[0] = Air.requireBack(board, sight[0], bench.profile().network().reconnectWithin());
            board.console().stayCalm(board.console().passing(SETTLING));
            requireAwake(board, wakes);
        }, () -> { });
    }

    /** Does something and reads the books after it, until it is clear whether it costs heap. */
    private static void byTheBooks(Bench bench, String checkpoint, int least, Runnable cycle, Runnable calm) {
        HeapQuestion question = new HeapQuestion(BOOKS, HeapQuestion.looks(least, MOST_READINGS), List.of(checkpoint), OptionalInt.empty());
        List<HeapSample> samples = new ArrayList<>();
        HeapAnswer answer = null;
        for (int look : question.looks()) {
            while (samples.size() < look) {
                cycle.run();
                samples.add(sample(bench, checkpoint, samples.size()));
            }
            answer = question.ask(new HeapSeries(samples));
            if (answer.kind() != HeapAnswer.Kind.OPEN) {
                break;
            }
        }
        calm.run();
        bench.evidence().addHeap(new HeapSeries(samples));
        judge(bench, answer, cycle);
    }

    private static void requireAwake(Board board, int wakes) {
        Assumptions.assumeTrue(board.console().wakes() == wakes, "the firmware sleeps deeply: its heap begins anew whenever it wakes");
    }

    private static void requireProbe(Bench bench) {
        Optional<String> whyNot = bench.heap().whyNot();
        Assumptions.assumeTrue(whyNot.isEmpty(), () -> "its heap cannot be read from outside: " + whyNot.orElseThrow());
    }

    private static HeapSample sample(Bench bench, String checkpoint, int cycle) {
        HeapFigures heap = bench.heap().read().orElseThrow(() ->
            new NotEnoughEvidence("the allocator's books could not be read: no heap where the ELF file says there is one"));
        return new HeapSample(checkpoint, cycle, Duration.ofNanos(bench.board().clock().nanos()), heap.freeBytes(),
            OptionalInt.of(heap.largestBytes()), OptionalInt.empty());
    }

    private static void judge(Bench bench, HeapAnswer answer, Runnable cycle) {
        switch (answer.kind()) {
            case LEAK -> fail(answer.evidence() + LeakHunt.during(bench, cycle).map(found -> "\n" + found).orElse(""));
            case FRAGMENTATION, BELOW_FLOOR -> fail(answer.evidence());
            case OPEN -> throw new NotEnoughEvidence(answer.evidence());
            case SOUND -> bench.board().console().remark("heap: " + answer.evidence());
        }
    }
}
