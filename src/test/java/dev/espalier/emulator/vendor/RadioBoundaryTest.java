package dev.espalier.emulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import dev.espalier.emulator.cpu.Redirect;
import dev.espalier.emulator.cpu.Redirects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RadioBoundaryTest {

    private static final int FIRST = 0x4020_1000;
    private static final int APART = 0x40;

    /** An image that holds every symbol of a table, at made-up addresses. */
    private static final class Complete implements GuestSymbols {

        private final Map<String, Integer> addresses = new HashMap<>();
        private final String version;

        Complete(SdkTable table) {
            version = table.versions().get(0);
            List<String> names = new ArrayList<>(table.redirects().keySet());
            names.addAll(table.symbols().values());
            names.forEach(name -> addresses.computeIfAbsent(name, any -> FIRST + APART * addresses.size()));
        }

        Complete without(String symbol) {
            addresses.remove(symbol);
            return this;
        }

        @Override
        public OptionalInt addressOf(String symbol) {
            Integer address = addresses.get(symbol);
            return address == null ? OptionalInt.empty() : OptionalInt.of(address);
        }

        @Override
        public byte[] bytesAt(int address, int length) {
            return new byte[] {(byte) (address >> 8), 2, 3, 4};
        }

        @Override
        public boolean holdsText(String text) {
            return text.equals(version);
        }
    }

    static List<SdkTable> tables() {
        return SdkTable.bundled();
    }

    @Test
    void an_image_without_the_vendors_sdk_has_no_boundary() {
        RadioBoundary boundary = RadioBoundary.of(GuestSymbols.NONE);

        assertThat(boundary.sdk()).isEmpty();
        assertThat(boundary.redirects()).isEqualTo(Redirects.NONE);
        assertThat(new SymbolWindow(boundary).read(0)).isZero();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void every_redirect_leads_to_the_drivers_jump_table(SdkTable table) {
        Complete image = new Complete(table);
        DriverNumbers driver = DriverNumbers.bundled();

        RadioBoundary boundary = RadioBoundary.of(image);

        assertThat(boundary.sdk()).contains(table.name());
        List<Redirect> expected = table.redirects().entrySet().stream()
            .map(each -> new Redirect(image.addresses.get(each.getKey()),
                image.bytesAt(image.addresses.get(each.getKey()), 16), driver.entry(each.getValue())))
            .toList();
        assertThat(boundary.redirects()).isEqualTo(Redirects.of(expected));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void the_window_holds_the_magic_number_every_address_and_every_offset(SdkTable table) {
        Complete image = new Complete(table);
        DriverNumbers driver = DriverNumbers.bundled();

        SymbolWindow window = new SymbolWindow(RadioBoundary.of(image));
        window.write(4, 0xBAD);

        assertThat(window.read(0)).isEqualTo(0x4553_5653);
        assertThat(table.symbols()).allSatisfy((word, symbol) ->
            assertThat(window.read(4 * driver.word(word))).isEqualTo(image.addresses.get(symbol)));
        assertThat(table.numbers()).allSatisfy((word, number) ->
            assertThat(window.read(4 * driver.word(word))).isEqualTo(number));
        assertThat(table.symbols().size() + table.numbers().size()).as("words that the table fills")
            .isEqualTo(driver.words() - 1);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void a_missing_symbol_is_said_by_name(SdkTable table) {
        String symbol = table.symbols().values().stream().filter(name -> !table.optional().contains(name)).findFirst().orElseThrow();
        Complete image = new Complete(table).without(symbol);

        assertThatThrownBy(() -> RadioBoundary.of(image)).isInstanceOf(EspalierException.class)
            .hasMessage("wanted: the symbols of SDK %s in the ELF file; seen: it lacks %s; try: the ELF that the linker wrote, "
                .formatted(table.name(), symbol) + "not stripped; or run without it: everything but Wi-Fi works then");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void a_symbol_that_an_image_may_lack_is_no_fault(SdkTable table) {
        Complete image = new Complete(table);
        table.optional().forEach(image::without);

        assertThat(RadioBoundary.of(image).sdk()).contains(table.name());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void an_image_alone_tells_its_sdk(SdkTable table) {
        String image = "code" + table.versions().get(0) + "code";

        assertThat(RadioBoundary.sdkIn(image::contains)).contains(table.name());
        assertThat(RadioBoundary.sdkIn("another image"::contains)).isEmpty();
    }

    @Test
    void an_sdk_that_nobody_knows_is_said() {
        GuestSymbols unknown = new Complete(new SdkTable("9", List.of("9.9.9(0123456)"), Map.of("register_chipv6_phy", "return-zero"),
            Set.of(), Map.of(), Map.of()));

        assertThatThrownBy(() -> RadioBoundary.of(unknown)).isInstanceOf(EspalierException.class)
            .hasMessageContaining("wanted: an image of an SDK whose Wi-Fi boundary is known: ")
            .hasMessageContaining("; seen: an image of the vendor's SDK that holds none of these version texts; ")
            .hasMessageEndingWith("or run without the ELF file: everything but Wi-Fi works then");
    }
}
