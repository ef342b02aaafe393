package dev.espalier.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debug information that was damaged: fewer frames, never an exception, and an end. */
class DamagedDwarfTest {

    /** Code of the bundled image hello, in IRAM and in mapped flash. */
    private static final int[] ADDRESSES = {0x40100000, 0x40100020, 0x40201018, 0x40201080, 0x40201100};

    private static Map<String, byte[]> whole;

    @BeforeAll
    static void readTheSections() throws IOException {
        whole = ElfSections.debugSections(Path.of("firmware/images/hello.elf"));
    }

    @Test
    void the_whole_sections_give_frames() {
        assertThat(frames(whole)).anyMatch(frames -> frames.size() > 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {".debug_info", ".debug_abbrev", ".debug_line", ".debug_str", ".debug_line_str", ".debug_rnglists"})
    void a_section_that_is_cut_anywhere_throws_nothing(String name) {
        for (int length = 0; length < whole.get(name).length; length++) {
            Map<String, byte[]> cut = new HashMap<>(whole);
            cut.put(name, Arrays.copyOf(whole.get(name), length));

            assertThatCode(() -> frames(cut)).as("%s cut to %d bytes", name, length).doesNotThrowAnyException();
        }
    }

    @Test
    void changed_bytes_throw_nothing() {
        Random random = new Random(29);
        List<String> names = List.copyOf(whole.keySet());
        for (int round = 0; round < 5_000; round++) {
            Map<String, byte[]> changed = new HashMap<>(whole);
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                String name = names.get(random.nextInt(names.size()));
                byte[] bytes = changed.get(name).clone();
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
                changed.put(name, bytes);
            }

            assertThatCode(() -> frames(changed)).as("round %d", round).doesNotThrowAnyException();
        }
    }

    @Test
    void a_missing_section_costs_only_what_stood_in_it() {
        Map<String, byte[]> noLines = new HashMap<>(whole);
        noLines.remove(".debug_line");

        assertThat(frames(noLines)).anySatisfy(frames -> assertThat(frames).isNotEmpty()
            .allSatisfy(frame -> assertThat(frame.function()).isNotEmpty()).anyMatch(frame -> frame.line() == 0));
    }

    @Test
    void a_list_of_ranges_without_an_end_is_given_up() {
        Map<String, byte[]> endless = new HashMap<>(whole);
        // Base address entries of 5 bytes each: 16 MB of them name no range.
        byte[] entries = new byte[16 << 20];
        for (int at = 0; at < entries.length; at += 5) {
            entries[at] = 5;
        }
        endless.put(".debug_rnglists", entries);

        assertThatCode(() -> frames(endless)).doesNotThrowAnyException();
    }

    @Test
    void a_section_that_unpacks_to_more_than_any_firmware_has_is_refused() {
        byte[] packed = header(1, 1 << 30, deflated(new byte[1 << 20]));

        assertThatThrownBy(() -> new DebugSection(".debug_info", packed, true).content()).isInstanceOf(DwarfException.class)
            .hasMessageStartingWith(".debug_info says that 1073741824 bytes were packed into ");
    }

    @Test
    void a_section_of_another_compression_is_said_to_be_so() {
        DebugInfo info = DebugInfo.of(name -> name.equals(".debug_info")
            ? Optional.of(new DebugSection(name, header(2, 100, new byte[50]), true)) : Optional.empty(), address -> Optional.empty());

        assertThat(info.framesAt(ADDRESSES[0])).isEmpty();
        assertThat(info.trouble()).contains(".debug_info is compressed by other means than zlib");
    }

    @Test
    void a_packed_section_that_is_cut_is_said_to_be_so() {
        byte[] plain = new byte[5_000];
        new Random(7).nextBytes(plain);
        byte[] packed = header(1, plain.length, deflated(plain));

        assertThat(new DebugSection(".debug_info", packed, true).content()).isEqualTo(plain);
        assertThatThrownBy(() -> new DebugSection(".debug_info", Arrays.copyOf(packed, packed.length - 100), true).content())
            .isInstanceOf(DwarfException.class).hasMessageContaining(".debug_info ends after ");
    }

    private static List<List<SourceFrame>> frames(Map<String, byte[]> sections) {
        DebugInfo info = DebugInfo.of(name -> Optional.ofNullable(sections.get(name))
            .map(bytes -> new DebugSection(name, bytes, false)), address -> Optional.empty());
        List<List<SourceFrame>> frames = Arrays.stream(ADDRESSES).mapToObj(info::framesAt).toList();
        info.trouble();
        return frames;
    }

    private static byte[] header(int type, int size, byte[] packed) {
        return ByteBuffer.allocate(12 + packed.length).order(ByteOrder.LITTLE_ENDIAN).putInt(type).putInt(size).putInt(1)
            .put(packed).array();
    }

    private static byte[] deflated(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(plain);
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
