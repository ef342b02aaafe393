package dev.espalier.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A CSV file that long work by hand appends to, and from which it goes on after an interruption. A cell holds no line
 * end and no quotation mark.
 */
final class Rows {

    private final Path file;
    private final List<String> head;

    private Rows(Path file, List<String> head) {
        this.file = file;
        this.head = head;
    }

    /** Opens a file, or begins one with this head. */
    static Rows in(Path file, List<String> head) {
        Rows rows = new Rows(file, head);
        if (!Files.exists(file)) {
            rows.append(List.of(head));
        }
        return rows;
    }

    /** Every whole row so far, without the head. */
    List<List<String>> all() {
        try {
            return Files.readAllLines(file).stream().skip(1).map(Rows::cells).filter(row -> row.size() == head.size()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends rows at once: all are there after it, or none. */
    void append(List<List<String>> rows) {
        String text = rows.stream().map(row -> row.stream().map(cell -> '"' + plain(cell) + '"').collect(Collectors.joining(",")) + "\n")
            .collect(Collectors.joining());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String cell) {
        return cell.replace('"', '\'').replaceAll("\\s+", " ").strip();
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split("\",\"", -1)) {
            cells.add(cell.replace("\"", ""));
        }
        return cells;
    }
}
