package dev.espalier.emulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.emulator.bus.MemoryFault;
import dev.espalier.emulator.cpu.Redirects;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Which of several images' boundaries is in force, as the memory tells. */
class RadioBoundariesTest {

    private static final int CODE = 0x4020_1010;
    private static final int CODE_BYTES = 0x4000;
    private static final int FIRST_WORD = 4;

    private final SdkTable sdk = SdkTable.bundled().get(0);
    private final Image first = new Image(sdk, CODE + 0x100, 1);
    private final Image second = new Image(sdk, CODE + 0x800, 2);
    private final List<Redirects> told = new ArrayList<>();
    private Image onTheBoard = first;

    /** An image of the SDK: its functions from an address on, and code filled with a number. */
    private record Image(SdkTable sdk, Map<String, Integer> addresses, byte[] code) implements GuestSymbols {

        Image(SdkTable sdk, int from, int filling) {
            this(sdk, new HashMap<>(), new byte[CODE_BYTES]);
            Arrays.fill(code, (byte) filling);
            sdk.redirects().keySet().forEach(symbol -> addresses.computeIfAbsent(symbol, any -> from + 0x20 * addresses.size()));
            sdk.symbols().values().forEach(symbol -> addresses.computeIfAbsent(symbol, any -> from + 0x20 * addresses.size()));
        }

        @Override
        public OptionalInt addressOf(String symbol) {
            Integer address = addresses.get(symbol);
            return address == null ? OptionalInt.empty() : OptionalInt.of(address);
        }

        @Override
        public byte[] bytesAt(int address, int length) {
            int inside = address - CODE;
            return inside < 0 || inside >= code.length ? new byte[0] : Arrays.copyOfRange(code, inside, Math.min(code.length, inside + length));
        }

        @Override
        public boolean holdsText(String text) {
            return text.equals(sdk.versions().get(0));
        }
    }

    @Test
    void the_image_named_first_is_in_force_until_flash_shows_another() {
        SymbolWindow window = window(List.of(first, second));
        int before = window.read(FIRST_WORD);

        onTheBoard = second;
        assertThat(window.read(FIRST_WORD)).as("until somebody looks").isEqualTo(before);
        window.look();

        assertThat(window.read(FIRST_WORD)).isEqualTo(RadioBoundary.of(second).window()[FIRST_WORD / 4]).isNotEqualTo(before);
        assertThat(told).containsExactly(RadioBoundary.of(first).redirects(), RadioBoundary.of(second).redirects());
    }

    @Test
    void an_image_without_the_SDK_has_nothing_redirected() {
        Image none = new Image(sdk, new HashMap<>(), new byte[CODE_BYTES]);
        SymbolWindow window = window(List.of(first, none));

        onTheBoard = none;
        window.look();

        assertThat(window.read(0)).isZero();
        assertThat(told).last().isEqualTo(Redirects.NONE);
    }

    @Test
    void what_the_image_tool_writes_after_linking_tells_nothing() {
        Image alike = new Image(sdk, new HashMap<>(first.addresses), first.code.clone());
        alike.code[0] = 9;
        SymbolWindow window = window(List.of(first, alike));

        window.look();

        assertThat(told).hasSize(1);
    }

    @Test
    void an_image_that_nobody_knows_and_flash_that_does_not_answer_change_nothing() {
        SymbolWindow window = window(List.of(first, second));
        onTheBoard = second;
        window.look();

        onTheBoard = new Image(sdk, CODE, 3);
        window.look();
        onTheBoard = null;
        window.look();

        assertThat(told).hasSize(2).last().isEqualTo(RadioBoundary.of(second).redirects());
    }

    @Test
    void a_snapshot_keeps_which_one_is_in_force() throws IOException {
        SymbolWindow window = window(List.of(first, second));
        onTheBoard = second;
        window.look();
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        window.save(new DataOutputStream(saved));

        SymbolWindow restored = window(List.of(first, second));
        restored.load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        assertThat(restored.read(FIRST_WORD)).isEqualTo(window.read(FIRST_WORD));
        assertThat(told).last().isEqualTo(RadioBoundary.of(second).redirects());
        assertThatThrownBy(() -> window(List.of(first)).load(new DataInputStream(new ByteArrayInputStream(saved.toByteArray()))))
            .isInstanceOf(IOException.class).hasMessage("the snapshot is of a board that knows of more images: number 2 of 1");
    }

    @Test
    void what_was_written_down_chooses_as_before() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        RadioBoundaries.of(List.of(first, second)).save(new DataOutputStream(written));
        RadioBoundaries read = RadioBoundaries.load(new DataInputStream(new ByteArrayInputStream(written.toByteArray())));

        onTheBoard = second;
        SymbolWindow window = new SymbolWindow(read, this::word, told::add);
        window.look();

        assertThat(told).containsExactly(RadioBoundary.of(first).redirects(), RadioBoundary.of(second).redirects());
        assertThat(window.read(FIRST_WORD)).isEqualTo(RadioBoundary.of(second).window()[FIRST_WORD / 4]);
        byte[] half = Arrays.copyOf(written.toByteArray(), written.size() / 2);
        assertThatThrownBy(() -> RadioBoundaries.load(new DataInputStream(new ByteArrayInputStream(half)))).isInstanceOf(IOException.class);
    }

    private SymbolWindow window(List<Image> images) {
        return new SymbolWindow(RadioBoundaries.of(images), this::word, told::add);
    }

    private int word(int address) {
        if (onTheBoard == null) {
            throw new MemoryFault(MemoryFault.Kind.ERROR, address);
        }
        byte[] word = onTheBoard.bytesAt(address, 4);
        return word[0] & 0xFF | (word[1] & 0xFF) << 8 | (word[2] & 0xFF) << 16 | word[3] << 24;
    }
}
