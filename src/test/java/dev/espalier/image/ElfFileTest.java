package dev.espalier.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.dwarf.SourceFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElfFileTest {

    private static final Path IMAGES = Path.of("firmware/images");

    @Test
    void every_bundled_image_is_proven_to_be_of_its_elf() throws IOException {
        try (var files = Files.list(IMAGES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".elf")).toList()).isNotEmpty().allSatisfy(file ->
                ElfFile.read(file).requireBelongsTo(FlashImage.read(Path.of(file.toString().replace(".elf", ".bin")))));
        }
    }

    @Test
    void another_builds_elf_is_refused() {
        ElfFile foreign = ElfFile.read(IMAGES.resolve("tls-node-leak.elf"));
        FlashImage image = FlashImage.read(IMAGES.resolve("tls-node.bin"));

        assertThatThrownBy(() -> foreign.requireBelongsTo(image)).isInstanceOf(ImageException.class)
            .hasMessageStartingWith("wanted: the ELF file of tls-node.bin; seen: tls-node-leak.elf is another build's: ")
            .hasMessageEndingWith("; try: hand in the .elf of the same build; crashes would be decoded wrongly");
    }

    @Test
    void one_changed_byte_of_code_is_noticed() throws IOException {
        byte[] bytes = Files.readAllBytes(IMAGES.resolve("hello.bin"));
        Segment code = FlashImage.parse("hello.bin", bytes).application().orElseThrow().segments().get(0);
        int last = bytes.length - 1;
        bytes[code.offset() + code.length() / 2] ^= 1;
        bytes[last] ^= 1;
        FlashImage changed = FlashImage.parse("hello.bin", bytes);

        assertThatThrownBy(() -> ElfFile.read(IMAGES.resolve("hello.elf")).requireBelongsTo(changed))
            .isInstanceOf(ImageException.class);
    }

    @Test
    void an_address_inside_a_function_is_named_with_its_offset() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("hello.elf"));
        int main = elf.addressOf("main").orElseThrow();

        assertThat(elf.symbolAt(main)).contains("main");
        assertThat(elf.symbolAt(main + 6)).contains("main+0x6");
        assertThat(elf.symbolAt(0)).isEmpty();
    }

    @Test
    void an_instruction_has_its_source_line_and_the_lines_it_was_inlined_into() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("tls-node.elf"));
        int setup = elf.addressOf("setup").orElseThrow();

        List<SourceFrame> first = elf.framesAt(setup);
        List<List<SourceFrame>> all = IntStream.range(setup, setup + 600).mapToObj(elf::framesAt).toList();

        assertThat(first).last().satisfies(frame -> {
            assertThat(frame.function()).isEqualTo("setup");
            assertThat(frame.file()).isEqualTo("./tls-node/tls-node.ino");
            assertThat(frame.line()).isPositive();
            assertThat(frame.inlined()).isFalse();
        });
        assertThat(all).anySatisfy(frames -> {
            assertThat(frames).extracting(SourceFrame::function).containsSequence("Print::print(__FlashStringHelper const*)", "join", "setup");
            assertThat(frames).extracting(SourceFrame::inlined).containsExactly(true, true, false);
        });
        assertThat(elf.debugTrouble()).isEmpty();
    }

    @Test
    void data_has_a_symbol_and_no_source_line() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("tls-node.elf"));
        int serial = elf.addressOf("Serial").orElseThrow();

        assertThat(elf.symbolAt(serial + 1)).contains("Serial+0x1");
        assertThat(elf.framesAt(serial + 1)).isEmpty();
        assertThat(elf.framesAt(0)).isEmpty();
    }

    @Test
    void assembly_without_sizes_is_named_by_the_label_before_it() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("tls-node.elf"));
        int entry = elf.addressOf("core_exception_entry").orElseThrow();

        assertThat(elf.framesAt(entry + 6)).singleElement().satisfies(frame -> {
            assertThat(frame.function()).isEqualTo("core_exception_entry");
            assertThat(frame.file()).isEqualTo("./src/vectors.S");
        });
    }

    @Test
    void debug_sections_that_lie_outside_of_the_file_are_said_to_be_missing() throws IOException {
        byte[] bytes = Files.readAllBytes(IMAGES.resolve("hello.elf"));
        int table = LittleEndian.get32(bytes, 32);
        int main = ElfFile.read(IMAGES.resolve("hello.elf")).addressOf("main").orElseThrow();
        for (int at = table + 5 * 40; at < table + 13 * 40; at += 40) {
            LittleEndian.put32(bytes, at + 16, 0x7FFFFFF0);
        }

        ElfFile elf = ElfFile.parse("x.elf", bytes);

        assertThat(elf.framesAt(main)).isEmpty();
        assertThat(elf.symbolAt(main)).contains("main");
        assertThat(elf.debugTrouble()).contains("it has no section .debug_info");
    }

    @Test
    void every_name_of_an_address_is_known() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("tls-node.elf"));

        // Two names of one constructor, as every C++ compiler makes them.
        assertThat(elf.addressOf("_ZN6StringC1EPKc")).isPresent().isEqualTo(elf.addressOf("_ZN6StringC2EPKc"));
        assertThat(elf.addressOf("no such symbol")).isEmpty();
    }

    @Test
    void bytes_and_texts_are_found_where_the_linker_put_them() {
        ElfFile elf = ElfFile.read(IMAGES.resolve("hello.elf"));
        FlashImage image = FlashImage.read(IMAGES.resolve("hello.bin"));
        Segment code = image.application().orElseThrow().segments().get(0);

        byte[] found = elf.bytesAt(code.address() + 16, 16);

        assertThat(found).isEqualTo(Arrays.copyOfRange(image.raw(), code.offset() + 16, code.offset() + 32));
        assertThat(elf.bytesAt(0, 16)).isEmpty();
        assertThat(elf.holdsText("tick %")).isTrue();
        assertThat(elf.holdsText("no such text")).isFalse();
    }

    @Test
    void what_is_no_elf_or_a_cut_one_is_refused() throws IOException {
        byte[] bytes = Files.readAllBytes(IMAGES.resolve("hello.elf"));

        assertThatThrownBy(() -> ElfFile.parse("x.elf", new byte[100])).hasMessageContaining("x.elf does not begin like one");
        assertThatThrownBy(() -> ElfFile.parse("x.elf", Arrays.copyOf(bytes, 200))).isInstanceOf(ImageException.class)
            .hasMessageContaining("it is truncated");
        bytes[18] = 3;
        assertThatThrownBy(() -> ElfFile.parse("x.elf", bytes)).hasMessageContaining("x.elf is for another machine (3)");
    }
}
