package dev.espalier.emulator.cpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** As much of an ELF file as a test needs: load it, find a symbol. */
final class Elf {

    private final ByteBuffer bytes;

    Elf(Path file) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    int entry() {
        return bytes.getInt(24);
    }

    void load(TestMemory memory) {
        int table = bytes.getInt(28);
        for (int i = 0; i < bytes.getShort(44); i++) {
            int header = table + 32 * i;
            int offset = bytes.getInt(header + 4);
            int size = bytes.getInt(header + 16);
            if (bytes.getInt(header) == 1 && size > 0) {
                memory.put(bytes.getInt(header + 12), Arrays.copyOfRange(bytes.array(), offset, offset + size));
            }
        }
    }

    /** The value of a symbol. */
    int symbol(String name) {
        int sections = bytes.getInt(32);
        for (int i = 0; i < bytes.getShort(48); i++) {
            int section = sections + 40 * i;
            if (bytes.getInt(section + 4) == 2) {
                int strings = bytes.getInt(sections + 40 * bytes.getInt(section + 24) + 16);
                int start = bytes.getInt(section + 16);
                for (int at = start; at < start + bytes.getInt(section + 20); at += 16) {
                    if (text(strings + bytes.getInt(at)).equals(name)) {
                        return bytes.getInt(at + 4);
                    }
                }
            }
        }
        throw new IllegalArgumentException("the ELF file has no symbol " + name);
    }

    private String text(int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), at, end - at, StandardCharsets.US_ASCII);
    }
}
