package dev.espalier.image;

import dev.espalier.bytes.Checksums;
import dev.espalier.bytes.Hex;
import dev.espalier.demangle.CxxName;
import dev.espalier.dwarf.DebugInfo;
import dev.espalier.dwarf.DebugSection;
import dev.espalier.dwarf.SourceFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The ELF file that an image was made from: its symbols, and the proof that the two belong together.
 * A foreign ELF would decode every crash to a plausible lie, so the proof compares every loaded byte.
 */
public final class ElfFile {

    private static final int MACHINE_XTENSA = 94;
    private static final int SECTION_PROGBITS = 1;
    private static final int SECTION_SYMTAB = 2;
    private static final int SECTION_NOBITS = 8;
    private static final int FLAG_ALLOC = 2;
    private static final int FLAG_EXECUTABLE = 4;
    private static final int FLAG_COMPRESSED = 0x800;
    private static final int SYMBOL_OBJECT = 1;
    private static final int SYMBOL_FUNCTION = 2;
    /** Length and CRC of the image, which the image tool writes after linking (facts 5.2). */
    private static final int PATCHED_FROM = 0x40201010;
    private static final int PATCHED_TO = 0x40201018;

    private record Section(String name, int type, int flags, int address, int offset, int size, int link) {

        boolean holds(int at) {
            return Integer.compareUnsigned(at - address, size) < 0;
        }
    }

    private record Symbol(String name, int address, int size, int type) {

        /** Of two names of one address, whether this tells more than the other. */
        boolean betterThan(Symbol other) {
            return type != 0 && other.type == 0 || type == other.type && size > 0 && other.size == 0;
        }
    }

    /**
     * A function as the linker placed it.
     *
     * @param name as people write it
     * @param size in bytes; 0 when the assembler did not say
     */
    public record Function(String name, int address, int size) {
    }

    private final String name;
    private final byte[] bytes;
    private final int entry;
    private final List<Section> sections;
    private final TreeMap<Long, Symbol> byAddress = new TreeMap<>();
    private final Map<String, Symbol> byName = new HashMap<>();
    private final Map<String, String> readableNames = new ConcurrentHashMap<>();
    private final DebugInfo debugInfo = DebugInfo.of(this::debugSection, this::functionStartingAt);

    private ElfFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.entry = data.getInt(24);
        this.sections = sections(data);
        sections.stream().filter(s -> s.type == SECTION_SYMTAB).forEach(s -> readSymbols(data, s));
    }

    /**
     * Reads an ELF file.
     *
     * @throws ImageException when it is missing or not an ELF file for the LX106
     */
    public static ElfFile read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ImageException("the ELF file " + file, "it cannot be read: " + e.getMessage(),
                "mend the path, or build the firmware again");
        }
    }

    /** Takes an ELF file's bytes apart; {@code name} is what messages call it. */
    public static ElfFile parse(String name, byte[] bytes) {
        if (bytes.length < 52 || bytes[0] != 0x7F || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F') {
            throw new ImageException("an ELF file", name + " does not begin like one",
                "hand in the .elf that the linker wrote");
        }
        if (bytes[4] != 1 || bytes[5] != 1 || bytes[18] != MACHINE_XTENSA) {
            throw new ImageException("a 32-bit little-endian Xtensa ELF file",
                "%s is for another machine (%d)".formatted(name, bytes[18] & 0xFF), "hand in the ESP8266's .elf");
        }
        try {
            return new ElfFile(name, bytes.clone());
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new ImageException("all of ELF file " + name, "its tables point outside of it",
                "it is truncated: build or copy it again");
        }
    }

    /** What messages call the file. */
    public String name() {
        return name;
    }

    /** SHA-256 of the whole file, lower-case hex. */
    public String sha256() {
        return Checksums.sha256(bytes);
    }

    /** The entry address. */
    public int entry() {
        return entry;
    }

    /** The address of a symbol. */
    public Optional<Integer> addressOf(String symbol) {
        return Optional.ofNullable(byName.get(symbol)).map(Symbol::address);
    }

    /** The bytes that the linker put at an address, at most {@code length}; none where it put none. */
    public byte[] bytesAt(int address, int length) {
        for (Section section : sections) {
            int inside = address - section.address;
            if (loaded(section) && inside >= 0 && inside < section.size) {
                int from = section.offset + inside;
                return Arrays.copyOfRange(bytes, from, from + Math.min(length, section.size - inside));
            }
        }
        return new byte[0];
    }

    /**
     * A section as it is loaded or mapped.
     *
     * @param code whether it holds machine code; constants may stand between its functions
     */
    public record Block(int address, byte[] bytes, boolean code) {
    }

    /** The sections that are loaded or mapped, in the order of the file. */
    public List<Block> blocks() {
        return sections.stream().filter(section -> loaded(section) && section.size > 0)
            .map(section -> new Block(section.address, Arrays.copyOfRange(bytes, section.offset, section.offset + section.size),
                code(section))).toList();
    }

    /** Every function, by address. */
    public List<Function> functions() {
        return byAddress.values().stream().filter(symbol -> symbol.type == SYMBOL_FUNCTION)
            .map(symbol -> new Function(CxxName.of(symbol.name), symbol.address, symbol.size)).toList();
    }

    /** How many bytes of a memory the program takes up, those included that are cleared at the start. */
    public int bytesIn(Memory memory) {
        return sections.stream().filter(section -> lies(section, memory)).mapToInt(Section::size).sum();
    }

    /** How many of {@link #bytesIn} are only cleared at the start, and so are not in the image. */
    public int clearedBytesIn(Memory memory) {
        return sections.stream().filter(section -> lies(section, memory) && section.type == SECTION_NOBITS).mapToInt(Section::size).sum();
    }

    /** Functions and objects that take up room in a memory, each once, the biggest first; C++ names in plain words. */
    public List<SizedSymbol> sizedSymbols(Memory memory) {
        return byAddress.values().stream()
            .filter(symbol -> symbol.size > 0 && memory.holds(symbol.address))
            .map(symbol -> new SizedSymbol(CxxName.of(symbol.name), symbol.address, symbol.size))
            .sorted(Comparator.comparingInt(SizedSymbol::bytes).reversed().thenComparing(SizedSymbol::name))
            .toList();
    }

    /**
     * Whether it has a symbol of that name: as the compiler wrote it, or as people write it, with or without its parameters;
     * or one that begins so where a star ends it.
     */
    public boolean hasSymbol(String wanted) {
        if (wanted.endsWith("*")) {
            String beginning = wanted.substring(0, wanted.length() - 1);
            return byName.keySet().stream().anyMatch(known -> known.startsWith(beginning));
        }
        // A mangled name holds each part of the readable one: most need not be read.
        String lastPart = wanted.replaceFirst("\\(.*", "").replaceFirst(".*::", "");
        return byName.containsKey(wanted) || byName.keySet().stream().filter(known -> known.contains(lastPart)).map(CxxName::of)
            .anyMatch(readable -> readable.equals(wanted) || readable.startsWith(wanted + "("));
    }

    /** Whether these characters stand somewhere in what is loaded or mapped. */
    public boolean holdsText(String text) {
        // One character for each byte, so that nothing is lost or joined.
        return sections.stream().filter(ElfFile::loaded)
            .anyMatch(section -> new String(bytes, section.offset, section.size, StandardCharsets.ISO_8859_1).contains(text));
    }

    /** The function or object that holds an address, as {@code "name+0x12"}, C++ names in plain words. */
    public Optional<String> symbolAt(int address) {
        return holder(address).map(symbol -> {
            String readable = readable(symbol.name);
            int inside = address - symbol.address;
            return inside == 0 ? readable : "%s+0x%x".formatted(readable, inside);
        });
    }

    /** The function or object around an address; else the label that stands exactly there. */
    private Optional<Symbol> holder(int address) {
        return symbolsBefore(address).filter(symbol -> symbol.type != 0).findFirst()
            .filter(symbol -> Integer.toUnsignedLong(address - symbol.address) < extent(symbol))
            .or(() -> Optional.ofNullable(byAddress.get(Integer.toUnsignedLong(address))));
    }

    private Stream<Symbol> symbolsBefore(int address) {
        return byAddress.headMap(Integer.toUnsignedLong(address), true).descendingMap().values().stream();
    }

    /** Functions in assembly often have no size: they reach up to the next label. */
    private long extent(Symbol symbol) {
        if (symbol.size != 0 || symbol.type != SYMBOL_FUNCTION) {
            return Math.max(Integer.toUnsignedLong(symbol.size), 1);
        }
        long from = Integer.toUnsignedLong(symbol.address);
        Long next = byAddress.higherKey(from);
        return next == null ? 1 : next - from;
    }

    /** What an instruction belongs to that has a line but no function: assembly, with a mark or just a label before it. */
    private Optional<Symbol> labelBefore(int address) {
        return holder(address).or(() -> symbolsBefore(address).filter(symbol -> symbol.type != SYMBOL_OBJECT).findFirst()
            .filter(symbol -> sections.stream().anyMatch(section -> section.holds(address) && section.holds(symbol.address))));
    }

    /**
     * The source line of an instruction, then the lines it was inlined into, innermost first. C++ names are in plain
     * words. A line that is in no function has the label before it. Empty when the address holds no code or the
     * debug information does not know it: {@link #symbolAt} may still name its function. Damage never throws.
     */
    public List<SourceFrame> framesAt(int address) {
        if (sections.stream().noneMatch(section -> code(section) && section.holds(address))) {
            return List.of();
        }
        return debugInfo.framesAt(address).stream()
            .map(frame -> frame.withFunction(readable(frame.function().isEmpty()
                ? labelBefore(address).map(Symbol::name).orElse("") : frame.function())))
            .toList();
    }

    private String readable(String symbol) {
        return readableNames.computeIfAbsent(symbol, CxxName::of);
    }

    /** What the debug information lacks, or where it is damaged; empty when all was well so far. */
    public Optional<String> debugTrouble() {
        return debugInfo.trouble();
    }

    private Optional<DebugSection> debugSection(String wanted) {
        return sections.stream()
            .filter(section -> section.name.equals(wanted) && section.type != SECTION_NOBITS && inFile(section))
            .findFirst()
            .map(section -> new DebugSection(wanted, Arrays.copyOfRange(bytes, section.offset,
                section.offset + section.size), (section.flags & FLAG_COMPRESSED) != 0));
    }

    private Optional<String> functionStartingAt(int address) {
        return Optional.ofNullable(byAddress.get(Integer.toUnsignedLong(address))).map(Symbol::name);
    }

    /**
     * Proves that this ELF belongs to {@code image}: every byte of the application's segments is found
     * in the ELF's sections, at the same address, except the two words that the image tool fills in.
     *
     * @throws ImageException naming the first address that differs
     */
    public void requireBelongsTo(FlashImage image) {
        EspImage application = image.application().orElse(image.boot());
        for (Segment segment : application.segments()) {
            requireHolds(image, segment);
        }
        if (application.entry() != entry) {
            throw foreign(image, "the image starts at %s, the ELF at %s"
                .formatted(Hex.word(application.entry()), Hex.word(entry)));
        }
    }

    private void requireHolds(FlashImage image, Segment segment) {
        byte[] file = image.raw();
        boolean[] covered = new boolean[segment.length()];
        for (Section section : sections) {
            for (int i = 0; loaded(section) && i < section.size; i++) {
                int address = section.address + i;
                if (!segment.holds(address, 1)) {
                    continue;
                }
                covered[address - segment.address()] = true;
                boolean patched = address >= PATCHED_FROM && address < PATCHED_TO;
                if (!patched && file[segment.offset() + address - segment.address()] != bytes[section.offset + i]) {
                    throw foreign(image, "they differ at %s (%s)".formatted(Hex.word(address), section.name));
                }
            }
        }
        requireCovered(image, segment, covered);
    }

    /** What no section covers can only be filling between sections. */
    private void requireCovered(FlashImage image, Segment segment, boolean[] covered) {
        for (int i = 0; i < covered.length; i++) {
            int octet = image.raw()[segment.offset() + i];
            if (!covered[i] && octet != 0 && octet != -1) {
                throw foreign(image, "it has nothing at " + Hex.word(segment.address() + i));
            }
        }
    }

    private ImageException foreign(FlashImage image, String seen) {
        return new ImageException("the ELF file of " + image.name(), name + " is another build's: " + seen,
            "hand in the .elf of the same build; crashes would be decoded wrongly");
    }

    private static boolean lies(Section section, Memory memory) {
        return (section.flags & FLAG_ALLOC) != 0 && memory.holds(section.address);
    }

    private static boolean loaded(Section section) {
        return section.type == SECTION_PROGBITS && (section.flags & FLAG_ALLOC) != 0;
    }

    private boolean inFile(Section section) {
        return section.offset >= 0 && section.size >= 0 && section.offset <= bytes.length - section.size;
    }

    private static boolean code(Section section) {
        return loaded(section) && (section.flags & FLAG_EXECUTABLE) != 0;
    }

    private static List<Section> sections(ByteBuffer data) {
        int table = data.getInt(32);
        int size = data.getShort(46) & 0xFFFF;
        int count = data.getShort(48) & 0xFFFF;
        int names = data.getShort(50) & 0xFFFF;
        int nameTable = count == 0 ? 0 : data.getInt(table + names * size + 16);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = table + i * size;
            sections.add(new Section(text(data, nameTable + data.getInt(at)), data.getInt(at + 4), data.getInt(at + 8),
                data.getInt(at + 12), data.getInt(at + 16), data.getInt(at + 20), data.getInt(at + 24)));
        }
        return sections;
    }

    private void readSymbols(ByteBuffer data, Section table) {
        int names = sections.get(table.link).offset;
        for (int at = table.offset; at + 16 <= table.offset + table.size; at += 16) {
            int type = data.get(at + 12) & 0xF;
            boolean global = data.get(at + 12) >> 4 != 0;
            Symbol symbol = new Symbol(text(data, names + data.getInt(at)), data.getInt(at + 4), data.getInt(at + 8), type);
            boolean defined = data.getShort(at + 14) != 0 && !symbol.name.isEmpty() && type <= SYMBOL_FUNCTION;
            if (defined && (global || !byName.containsKey(symbol.name))) {
                byName.put(symbol.name, symbol);
            }
            if (defined) {
                byAddress.merge(Integer.toUnsignedLong(symbol.address), symbol,
                    (known, other) -> other.betterThan(known) ? other : known);
            }
        }
    }

    private static String text(ByteBuffer data, int at) {
        int end = at;
        while (data.get(end) != 0) {
            end++;
        }
        byte[] chars = new byte[end - at];
        data.get(at, chars);
        return new String(chars, StandardCharsets.UTF_8);
    }
}
