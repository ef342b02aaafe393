package dev.espalier.emulator.vendor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that the driver in the mask ROM and the board agree on, read from the driver's own header,
 * {@code firmware/rom/radio.h}: its entries and the words of the {@link SymbolWindow}.
 */
final class DriverNumbers {

    private static final String HEADER = "radio.h";
    private static final Pattern NUMBER = Pattern.compile("#define RADIO_(\\w+)\\s+(0x[0-9A-Fa-f]+|\\d+).*");
    /** Jumps of the table stand this far apart. */
    private static final int VECTOR_BYTES = 4;

    private final Map<String, Integer> numbers;

    private DriverNumbers(Map<String, Integer> numbers) {
        this.numbers = numbers;
    }

    /** The numbers of the bundled mask ROM. */
    static DriverNumbers bundled() {
        Map<String, Integer> numbers = new HashMap<>();
        try (InputStream in = DriverNumbers.class.getResourceAsStream(HEADER)) {
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines().forEach(line -> {
                Matcher matcher = NUMBER.matcher(line);
                if (matcher.matches()) {
                    numbers.put(matcher.group(1), Integer.decode(matcher.group(2)));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DriverNumbers(numbers);
    }

    /** The address of an entry of the driver, by its name in an SDK table, such as {@code return-zero}. */
    int entry(String name) {
        return number("VECTORS") + VECTOR_BYTES * number("ENTRY_" + macro(name));
    }

    /** The place of a word in the window, by its name in an SDK table, such as {@code pbuf-alloc}. */
    int word(String name) {
        return number("WORD_" + macro(name));
    }

    /** How many words the window has, the magic number among them. */
    int words() {
        return number("WORDS");
    }

    /** The first word of the window while a table is in force. */
    int magic() {
        return number("MAGIC");
    }

    private int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("firmware/rom/radio.h defines no RADIO_" + name);
        }
        return number;
    }

    private static String macro(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
