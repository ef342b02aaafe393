package dev.espalier.emulator.rom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The documented entry addresses, as everyone who links against the ROM sees them. */
final class RomSymbols {

    private static final Path LIST = Path.of("firmware", "rom", "rom-symbols.ld");
    private static final Map<String, Integer> ADDRESSES = read();

    private RomSymbols() {
    }

    static int address(String name) {
        Integer address = ADDRESSES.get(name);
        if (address == null) {
            throw new IllegalArgumentException(LIST + " has no " + name);
        }
        return address;
    }

    static Map<String, Integer> all() {
        return ADDRESSES;
    }

    private static Map<String, Integer> read() {
        try {
            return Pattern.compile("PROVIDE \\( (\\S+) = 0x([0-9a-f]+) \\);").matcher(Files.readString(LIST)).results()
                .collect(Collectors.toMap(m -> m.group(1), m -> Integer.parseUnsignedInt(m.group(2), 16)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
