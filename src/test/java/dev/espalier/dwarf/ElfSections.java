package dev.espalier.dwarf;

import dev.espalier.bytes.LittleEndian;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The debug sections of an ELF file, unpacked, for tests that damage them. */
final class ElfSections {

    private static final int SHF_COMPRESSED = 0x800;

    private ElfSections() {
    }

    static Map<String, byte[]> debugSections(Path file) throws IOException {
        byte[] elf = Files.readAllBytes(file);
        int table = LittleEndian.get32(elf, 32);
        int count = LittleEndian.get16(elf, 48);
        int names = LittleEndian.get32(elf, table + LittleEndian.get16(elf, 50) * 40 + 16);
        Map<String, byte[]> sections = new TreeMap<>();
        for (int at = table; at < table + count * 40; at += 40) {
            String name = text(elf, names + LittleEndian.get32(elf, at));
            int from = LittleEndian.get32(elf, at + 16);
            if (name.startsWith(".debug_")) {
                byte[] bytes = Arrays.copyOfRange(elf, from, from + LittleEndian.get32(elf, at + 20));
                boolean compressed = (LittleEndian.get32(elf, at + 8) & SHF_COMPRESSED) != 0;
                sections.put(name, new DebugSection(name, bytes, compressed).content());
            }
        }
        return sections;
    }

    private static String text(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.US_ASCII);
    }
}
