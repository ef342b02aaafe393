package dev.espalier.emulator.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table's encodings and names against the GNU disassembler for the same core. */
class DisassemblerTest {

    private static final String OBJDUMP = "xtensa-lx106-elf-objdump";
    private static final int ORIGIN = 0x40200000;
    private static final int ENCODINGS_PER_ROW = 60;
    /** The tool's configuration of this core lists no operands for the access to external registers. */
    private static final List<String> WITHOUT_OPERANDS = List.of("rer", "wer");
    private static final Pattern LINE = Pattern.compile("^\\s*([0-9a-f]+):\\t\\S+\\s*\\t([^<(;]+).*$");

    @Test
    void random_encodings_of_every_row_read_as_objdump_reads_them(@TempDir Path folder) throws Exception {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, OBJDUMP)));
        assumeTrue(present, OBJDUMP + " is not installed: the disassembler is not compared with it");
        List<String> ours = new ArrayList<>();
        Path image = Files.write(folder.resolve("image.bin"), randomEncodings(ours));

        List<String> theirs = objdump(image);

        assertThat(theirs).hasSameSizeAs(ours);
        assertThat(IntStream.range(0, ours.size()).filter(i -> !ours.get(i).equals(theirs.get(i)))
            .mapToObj(i -> ours.get(i) + "  objdump: " + theirs.get(i))).isEmpty();
    }

    @Test
    void each_encoding_is_decoded_as_the_row_it_was_made_from() {
        Random random = new Random(7);
        for (InstructionRow row : InstructionSet.rows()) {
            for (int i = 0; i < 20; i++) {
                int word = encoding(row, random);

                assertThat(InstructionSet.decode(word, ORIGIN)).hasValueSatisfying(
                    instruction -> assertThat(instruction.row()).isSameAs(row));
            }
        }
    }

    @Test
    void encoding_the_decoded_operands_gives_the_same_bits_but_for_those_that_do_not_matter() {
        Random random = new Random(8);
        for (InstructionRow row : InstructionSet.rows()) {
            int word = encoding(row, random);
            int[] values = row.operands().stream().mapToInt(operand -> row.value(operand, word, ORIGIN)).toArray();

            int again = row.encode(ORIGIN, values);

            assertThat(InstructionSet.decode(again, ORIGIN).orElseThrow()).hasToString(
                InstructionSet.decode(word, ORIGIN).orElseThrow().toString());
        }
    }

    private static byte[] randomEncodings(List<String> texts) {
        Random random = new Random(4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (InstructionRow row : InstructionSet.rows()) {
            for (int i = 0; i < ENCODINGS_PER_ROW; i++) {
                int word = encoding(row, random);
                String text = InstructionSet.decode(word, ORIGIN + out.size()).orElseThrow().toString();
                texts.add(WITHOUT_OPERANDS.contains(row.mnemonic()) ? row.mnemonic() : text);
                for (int b = 0; b < row.length(); b++) {
                    out.write(word >>> 8 * b);
                }
            }
        }
        return out.toByteArray();
    }

    private static int encoding(InstructionRow row, Random random) {
        return (row.match() | random.nextInt() & ~row.mask()) & (row.length() == 2 ? 0xFFFF : 0xFFFFFF);
    }

    private static List<String> objdump(Path image) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(OBJDUMP, "-D", "-z", "-b", "binary", "-m", "xtensa",
            "--adjust-vma=0x" + Integer.toHexString(ORIGIN), image.toString()).redirectErrorStream(true).start();
        List<String> texts = new ArrayList<>();
        for (String line : new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                texts.add(matcher.group(2).strip().replace('\t', ' '));
            }
        }
        assertThat(process.waitFor()).isZero();
        return texts;
    }
}
