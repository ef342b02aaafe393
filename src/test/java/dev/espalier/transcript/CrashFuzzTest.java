package dev.espalier.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a log is made of, the parser neither fails nor loses itself in it. Work is counted in characters looked at,
 * not in time.
 */
class CrashFuzzTest {

    /** Characters looked at for one that came, in the worst text that we know of. */
    private static final int MOST_WORK = 100;
    /** A report's text, the words of a dump of all RAM, and the last lines. */
    private static final int MOST_KEPT = CrashDraft.MOST_TEXT + 8 * 33_000 + 12 * 4096 + 1000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void soup_of_reports_and_noise(long seed) {
        Random random = new Random(seed);
        List<Crash> crashes = new ArrayList<>();
        CrashParser live = new CrashParser();
        Measured log = new Measured(crashes);
        long characters = 0;
        for (int i = 0; i < 4000; i++) {
            String line = soup(random);
            live.accept(line);
            log.line(line);
            characters += line.length() + 1;
            assertThat(live.kept()).isLessThan(MOST_KEPT);
        }
        live.finish();
        log.parser.end();

        assertThat(log.parser.kept()).isLessThan(MOST_KEPT);
        assertThat(live.work()).isLessThan(MOST_WORK * characters);
        assertThat(log.parser.work()).isLessThan(MOST_WORK * characters);
        assertThat(crashes).isNotEmpty().allSatisfy(crash -> {
            assertThat(crash.origin().firstLine()).isBetween(1L, crash.origin().lastLine());
            assertThat(crash.lines()).isNotEmpty();
            assertThat(crash.describe(Symbols.rom())).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "3", "3ff", "3fffffff:", "3ffffdb0:  3fff3814 00001f52 3fff81c4 401004f", "Panic ", "Panic a:1 b",
        "Exception (", "Exception (1)", "Exception (29):", "Fatal exception", "epc1=", "epc1=0x4000e1b2", "sp: 3ffffc10 end: ", ">",
        ">>>stack>>>", "<<<stack<<<", "ctx: ", "ctx: cont", "last failed alloc call: ", "last failed alloc call: 4020ABCD(2064)@",
        "--------------- CUT HERE FOR EXCEPTION DECODER ---------------", "rst cause:", "\\x", "&gt;", "\u001B[", "\u001B", "12:34:56 -> ",
        "> ", "Unhandled C++ exception: ", "Panic x: Assertion 'a", "Stack smashing detected", "Fatal exception:1 flag:2(", " ", "\u00C2\u00A0"})
    void twice_as_much_of_the_same_is_twice_the_work(String piece) {
        for (String between : List.of("\n", "", "\n\n", "\nx\n")) {
            long once = work(piece, between, 1500);
            long twice = work(piece, between, 3000);

            assertThat(twice).as("%s repeated", piece).isLessThan(2 * once + once / 4 + 20_000);
            assertThat(twice).isLessThan(MOST_WORK * 3000L * (piece.length() + between.length()));
        }
    }

    @Test
    void a_line_without_an_end_is_taken_in_pieces() {
        CrashParser parser = new CrashParser();
        String endless = "3ffffdb0:  3fff3814 00001f52 3fff81c4 401004f4  ".repeat(40_000);

        parser.accept("Exception (29):");
        parser.accept(endless);

        assertThat(parser.kept()).isLessThan(MOST_KEPT);
        assertThat(parser.accept("")).hasValueSatisfying(crash -> assertThat(crash.stacks()).hasSize(1));
    }

    @Test
    void a_dump_that_runs_away_is_one_crash_and_keeps_no_more_than_the_chip_has() {
        Measured log = new Measured(new ArrayList<>());
        log.line("Exception (29):");
        int most = 0;
        for (int row = 0; row < 100_000; row++) {
            log.line("%08x:  00000000 00000000 00000000 00000000  ".formatted(0x3FFE8000 + 16 * (row % 4096)));
            most = Math.max(most, log.parser.kept());
        }
        log.parser.end();

        assertThat(most).isLessThan(MOST_KEPT);
        assertThat(log.crashes).hasSizeBetween(1, 100_000 * 4 / 32_768 + 1);
    }

    @Test
    void a_hundred_megabytes_are_read_in_one_pass_with_what_is_kept_bounded() throws IOException {
        byte[] block = block(new Random(8266));
        AtomicInteger crashes = new AtomicInteger();
        CrashLog log = new CrashLog(crash -> crashes.incrementAndGet());
        Repeated stream = new Repeated(block, 100_000_000L / block.length, log);

        log.readAll(stream);

        assertThat(stream.mostKept).isLessThan(MOST_KEPT);
        assertThat(crashes.get()).isEqualTo(stream.times);
    }

    // ---- texts

    private static String soup(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Noise.line(random);
            case 1 -> Noise.bytes(random, random.nextInt(300)).replace('\n', ' ');
            case 2 -> part(random, String.join(" ", DumpSample.any(random).lines()));
            case 3 -> " ets Jan  8 2013,rst cause:%d, boot mode:(3,6)".formatted(random.nextInt(8));
            default -> {
                List<String> lines = DumpSample.any(random).lines();
                String line = lines.get(random.nextInt(lines.size()));
                yield random.nextInt(4) == 0 ? part(random, line) : line;
            }
        };
    }

    private static String part(Random random, String text) {
        int from = random.nextInt(text.length() + 1);
        return text.substring(from, from + random.nextInt(text.length() - from + 1));
    }

    private static long work(String piece, String between, int times) {
        Measured log = new Measured(new ArrayList<>());
        (piece + between).repeat(times).lines().forEach(log::line);
        log.parser.end();
        return log.parser.work();
    }

    /** A megabyte of a log with one crash and one stretch of bytes at another rate. */
    private static byte[] block(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_000_000) {
            text.append("12:34:56.%03d -> heap %d, temperature %d\r\n".formatted(random.nextInt(1000), random.nextInt(30_000), random.nextInt(40)));
        }
        text.append(Noise.bytes(random, 20_000)).append("\r\n");
        text.append(String.join("\r\n", DumpSample.all(1).get(0).lines())).append("\r\n");
        text.append("\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static final class Measured implements CrashParser.Finds {

        private final List<Crash> crashes;
        private final CrashParser parser = new CrashParser(Patience.LOG, this);
        private long number;

        Measured(List<Crash> crashes) {
            this.crashes = crashes;
        }

        void line(String line) {
            parser.take(++number, line);
        }

        @Override
        public void crash(Crash crash) {
            crashes.add(crash);
        }

        @Override
        public void start(BootBanner banner, long line, String raw) {
            assertThat(line).isLessThanOrEqualTo(number);
        }
    }

    /** The same bytes again and again; looks at what is kept before each read. */
    private static final class Repeated extends InputStream {

        private final byte[] block;
        private final long times;
        private final CrashLog log;
        private long position;
        private int mostKept;

        Repeated(byte[] block, long times, CrashLog log) {
            this.block = block;
            this.times = times;
            this.log = log;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int from, int most) {
            mostKept = Math.max(mostKept, log.kept());
            int at = (int) (position % block.length);
            int count = (int) Math.min(Math.min(most, block.length - at), times * block.length - position);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(block, at, into, from, count);
            position += count;
            return count;
        }
    }
}
