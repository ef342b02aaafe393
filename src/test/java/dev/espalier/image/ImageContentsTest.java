package dev.espalier.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an image takes up, which TLS library is in it, and what it gives away of its build. */
class ImageContentsTest {

    private static final Path IMAGES = Path.of("firmware/images");

    private final FlashImage node = FlashImage.read(IMAGES.resolve("tls-node.bin"));
    private final ElfFile nodeElf = ElfFile.read(IMAGES.resolve("tls-node.elf"));

    @Test
    void an_image_has_the_sizes_of_its_segments_and_its_ELF_file_adds_what_is_cleared_at_the_start() {
        ImageSizes alone = ImageSizes.of(node, Optional.empty());
        ImageSizes told = ImageSizes.of(node, Optional.of(nodeElf));

        assertThat(alone.bss()).isEmpty();
        assertThat(told.bss().orElseThrow()).isGreaterThan(4_096);
        assertThat(told.ram()).isEqualTo(told.data() + told.bss().getAsInt()).isLessThan(81_920);
        assertThat(told.iram()).isPositive().isLessThan(32_768);
        // Segments are filled up to whole words.
        assertThat(alone.data()).isBetween(told.data(), told.data() + 16);
        assertThat(alone.iram()).isBetween(told.iram(), told.iram() + 16);
        assertThat(alone.flash()).isBetween(told.flash(), told.flash() + 16);
        assertThat(told.file()).isEqualTo(node.bytes().length).isGreaterThan(told.flash() + told.iram() + told.data());
    }

    @Test
    void symbols_come_biggest_first_each_once_in_plain_words_and_fit_into_their_memory() {
        for (Memory memory : Memory.values()) {
            List<SizedSymbol> symbols = nodeElf.sizedSymbols(memory);

            assertThat(symbols).as("%s", memory).isNotEmpty().isSortedAccordingTo((a, b) -> b.bytes() - a.bytes())
                .allSatisfy(symbol -> assertThat(memory.holds(symbol.address())).isTrue());
            assertThat(symbols).extracting(SizedSymbol::address).doesNotHaveDuplicates();
            assertThat(symbols.stream().mapToInt(SizedSymbol::bytes).sum()).isLessThanOrEqualTo(nodeElf.bytesIn(memory));
        }
        assertThat(nodeElf.sizedSymbols(Memory.RAM).get(0)).extracting(SizedSymbol::name, SizedSymbol::bytes)
            .containsExactly("g_cont", 4128);
        assertThat(nodeElf.sizedSymbols(Memory.FLASH)).extracting(SizedSymbol::name)
            .anyMatch(name -> name.startsWith("settings::judge(")).noneMatch(name -> name.startsWith("_ZN8settings"));
    }

    @Test
    void a_symbol_is_found_by_its_plain_name_by_the_compilers_and_by_its_beginning() {
        assertThat(Stream.of("settings::judge", "_ZN8settings5judgeEPKh", "br_ssl_client_*", "g_cont")).allMatch(nodeElf::hasSymbol);
        assertThat(Stream.of("settings::jud", "br_ssl_client_", "umm_*")).noneMatch(nodeElf::hasSymbol);
    }

    @Test
    void the_bundled_firmwares_library_is_told_by_symbols_and_by_texts() {
        assertThat(TlsLibrary.in(node, Optional.of(nodeElf))).containsExactly(TlsLibrary.BEARSSL);
        assertThat(TlsLibrary.in(node, Optional.empty())).containsExactly(TlsLibrary.BEARSSL);
        FlashImage hello = FlashImage.read(IMAGES.resolve("hello.bin"));
        assertThat(TlsLibrary.in(hello, Optional.of(ElfFile.read(IMAGES.resolve("hello.elf"))))).isEmpty();
        assertThat(TlsLibrary.in(hello, Optional.empty())).isEmpty();
    }

    /** Texts as public images hold them: the labels of the protocol, and what the library prints. */
    @ParameterizedTest
    @CsvSource({"master secret|expand 32-byte k,BEARSSL", "master secret|Alert: %d,AXTLS", "master secret|client handshake start.,VENDOR",
        "master secret,UNKNOWN"})
    void without_an_ELF_file_texts_tell_the_library(String texts, TlsLibrary library) {
        assertThat(TlsLibrary.in(holding(texts.split("\\|")), Optional.empty())).containsExactly(library);
    }

    @Test
    void a_library_that_speaks_no_TLS_is_none() {
        assertThat(TlsLibrary.in(holding("expand 32-byte k", "Alert: "), Optional.empty())).isEmpty();
    }

    @Test
    void what_a_debug_build_prints_gives_it_away() {
        FlashImage debug = holding("plain", ":wr %d %d\r\n", "wifi evt: %d\n");

        assertThat(Sign.DEBUG.stream().filter(sign -> sign.isIn(debug, Optional.empty()))).extracting(Sign::value)
            .containsExactly(":wr %d %d", "wifi evt: %d");
        assertThat(Sign.DEBUG).noneMatch(sign -> sign.isIn(node, Optional.of(nodeElf)));
    }

    @Test
    void a_symbol_is_a_sign_only_where_there_is_an_ELF_file() {
        Sign sign = Sign.symbol("settings::judge", "");

        assertThat(sign.isIn(node, Optional.of(nodeElf))).isTrue();
        assertThat(sign.isIn(node, Optional.empty())).isFalse();
        assertThat(sign).hasToString("the symbol \"settings::judge\"");
    }

    private static FlashImage holding(String... texts) {
        return FlashImage.parse("made.bin", ImageBytes.single(0x3FFE_8000,
            String.join("\0", texts).getBytes(StandardCharsets.US_ASCII), 0x4010_0000));
    }
}
