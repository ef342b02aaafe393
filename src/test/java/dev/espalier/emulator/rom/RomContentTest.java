package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands at the ROM's documented addresses, against the lists beside its sources. */
class RomContentTest {

    private static final Path FOLDER = Path.of("firmware", "rom");
    private static final int ROM = 0x40000000;
    private static final int PHY_TABLE_POINTER = 0x3FFFC730;
    private static final int PHY_TABLE = 0x3FFFC734;
    /** Places of the table that the chip leaves empty. */
    private static final List<Integer> EMPTY_PLACES = List.of(5, 23, 24);
    private static final int PLACES = 70;

    private final RomBench rom = new RomBench();

    @Test
    void every_provided_function_has_code_at_its_address() throws IOException {
        Map<Integer, String> provided = list("FUNCTIONS.md", "\\| ([0-9a-f]{8}) \\| `(\\S+)` \\|");

        assertThat(provided).hasSizeGreaterThan(290);
        provided.forEach((address, name) -> {
            if (address >= ROM) {
                assertThat(rom.bus.load32(address & ~3)).as("%s at %08x", name, address).isNotZero();
                assertThat(rom.cpu.disassemble(address)).as("%s at %08x", name, address).isNotIn("?", "ill");
            }
            assertThat(RomSymbols.address(name)).as(name).isEqualTo(address);
        });
    }

    @Test
    void where_a_function_is_not_provided_there_are_zeros() throws IOException {
        Map<Integer, String> reserved = list("reserved.txt", "0x([0-9a-f]{8}) (\\S+)");

        assertThat(reserved).containsEntry(0x40001D14, "eprintf");
        reserved.forEach((address, name) -> {
            assertThat(rom.bus.load32(address)).as("%s at %08x", name, address).isZero();
            assertThat(RomSymbols.all()).doesNotContainKey(name);
        });
    }

    private static Map<Integer, String> list(String file, String line) throws IOException {
        Map<Integer, String> functions = new TreeMap<>();
        Pattern.compile(line).matcher(Files.readString(FOLDER.resolve(file))).results()
            .forEach(m -> functions.put(Integer.parseUnsignedInt(m.group(1), 16), m.group(2)));
        return functions;
    }

    @Test
    void the_physical_layer_s_table_holds_its_functions_by_address() {
        assertThat(rom.call("phy_get_romfuncs")).isEqualTo(PHY_TABLE).isEqualTo(rom.bus.load32(PHY_TABLE_POINTER));

        List<Integer> table = IntStream.range(0, PLACES).mapToObj(i -> rom.bus.load32(PHY_TABLE + 4 * i)).toList();

        List<Integer> filled = table.stream().filter(address -> address != 0).toList();
        assertThat(filled).isSorted().doesNotHaveDuplicates().isSubsetOf(RomSymbols.all().values());
        assertThat(filled.get(0)).isEqualTo(RomSymbols.address("rom_abs_temp"));
        assertThat(filled.get(filled.size() - 1)).isEqualTo(RomSymbols.address("rom_set_txiq_cal"));
        assertThat(IntStream.range(0, PLACES).filter(i -> table.get(i) == 0).boxed().toList()).isEqualTo(EMPTY_PLACES);
    }

    @Test
    void texts_that_the_vendor_s_printf_reads_stand_at_their_addresses() {
        assertThat(rom.text(0x3FFFD848)).isEqualTo("0123456789abcdef");
        assertThat(rom.text(0x3FFFD85C)).isEqualTo("0123456789ABCDEF");
        assertThat(rom.text(0x3FFFD870)).isEqualTo("<null>");
    }
}
