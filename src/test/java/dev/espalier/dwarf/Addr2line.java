package dev.espalier.dwarf;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The GNU tools for the LX106, which are asked what an address means. */
final class Addr2line {

    private static final String TOOLS = "xtensa-lx106-elf-";
    private static final Pattern SECTION =
        Pattern.compile("\\s*\\[\\s*\\d+] \\S+\\s+PROGBITS\\s+(\\p{XDigit}+) \\p{XDigit}+ (\\p{XDigit}+) \\S+\\s+(\\S+) .*");
    private static final Pattern PLACE = Pattern.compile("(.*?) (?:at )?(\\S*):(\\d+|\\?)( \\(discriminator \\d+\\))?");

    private static final Pattern FUNCTION = Pattern.compile("\\s*\\d+: (\\p{XDigit}+)\\s+(\\w+) FUNC .*");
    private static final Pattern ROW = Pattern.compile("(\\S.*?)\\s+(\\d+|-)\\s+0x(\\p{XDigit}+)\\b.*");

    /** One line of an answer: {@code ??} as empty, {@code ?} as line 0. */
    record Frame(String function, String file, int line) {
    }

    private Addr2line() {
    }

    /** Whether the tools can be called here. */
    static boolean installed() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, TOOLS + "addr2line")));
    }

    /** All addresses of sections with code. */
    static int[] codeAddresses(Path elf, Path folder) throws IOException, InterruptedException {
        List<Integer> addresses = new ArrayList<>();
        for (String line : run(folder, null, "readelf", "-SW", elf.toString())) {
            Matcher section = SECTION.matcher(line);
            if (section.matches() && section.group(3).contains("X") && section.group(3).contains("A")) {
                int from = Integer.parseUnsignedInt(section.group(1), 16);
                int size = Integer.parseInt(section.group(2), 16);
                for (int i = 0; i < size; i++) {
                    addresses.add(from + i);
                }
            }
        }
        return addresses.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * What addr2line says of each address. It is asked everything twice, and the second answer counts: when a C++
     * function without a linkage name is met first, binutils 2.40 prints the symbol around it in its place.
     */
    static List<List<Frame>> ask(Path elf, int[] addresses, Path folder) throws IOException, InterruptedException {
        Path questions = folder.resolve("addresses");
        StringBuilder text = new StringBuilder();
        for (int address : addresses) {
            text.append("0x").append(Integer.toHexString(address)).append('\n');
        }
        Files.writeString(questions, text + text.toString());
        List<List<Frame>> answers = new ArrayList<>();
        for (String line : run(folder, questions, "addr2line", "-pfiaC", "-e", elf.toString())) {
            if (line.startsWith("0x")) {
                answers.add(new ArrayList<>());
            }
            answers.get(answers.size() - 1).add(frame(line.replaceFirst("^(0x\\p{XDigit}+: | \\(inlined by\\) )", "")));
        }
        return answers.subList(addresses.length, answers.size());
    }

    /** The functions that have a size, by their first address. */
    static TreeMap<Long, Long> functionEnds(Path elf, Path folder) throws IOException, InterruptedException {
        TreeMap<Long, Long> ends = new TreeMap<>();
        for (String line : run(folder, null, "readelf", "-sW", elf.toString())) {
            Matcher function = FUNCTION.matcher(line);
            if (function.matches()) {
                long from = Long.parseLong(function.group(1), 16);
                ends.merge(from, from + Long.decode(function.group(2)), Math::max);
            }
        }
        return ends;
    }

    /** File (without folder) and line of each row of the line tables, as readelf reads them. */
    static TreeMap<Long, String> rows(Path elf, Path folder) throws IOException, InterruptedException {
        TreeMap<Long, String> rows = new TreeMap<>();
        for (String line : run(folder, null, "readelf", "-W", "--debug-dump=decodedline", elf.toString())) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                long address = Long.parseLong(row.group(3), 16);
                String place = row.group(1) + ":" + row.group(2);
                // The end of one table may be where another begins.
                rows.merge(address, place, (known, other) -> other.endsWith(":-") ? known : other);
            }
        }
        return rows;
    }

    private static Frame frame(String line) {
        Matcher place = PLACE.matcher(line);
        if (!place.matches()) {
            throw new IllegalStateException("addr2line printed a line of another kind: " + line);
        }
        return new Frame(known(place.group(1)), known(place.group(2)),
            place.group(3).equals("?") ? 0 : Integer.parseInt(place.group(3)));
    }

    private static String known(String text) {
        return text.equals("??") ? "" : text;
    }

    /** Runs a tool of the toolchain and gives the lines it printed. */
    static List<String> run(Path folder, Path input, String tool, String... arguments)
        throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOLS + tool));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, tool, ".out");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end");
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + String.join("\n", lines));
        }
        return lines;
    }
}
