package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.flash.NorFlash;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlashFunctionsTest {

    private static final int BUFFER = RomBench.SCRATCH;
    private static final int SECTOR = NorFlash.SECTOR_BYTES;

    private final RomBench rom = new RomBench();
    private final Random random = new Random(25);

    @Test
    void what_is_written_across_pages_is_read_back() {
        byte[] data = new byte[700];
        random.nextBytes(data);
        rom.put(BUFFER, data);
        int address = 0x12344;

        assertThat(rom.call("SPIWrite", address, BUFFER, data.length)).isZero();
        assertThat(Arrays.copyOfRange(rom.flash.cells(), address, address + data.length)).isEqualTo(data);

        rom.call("memset", BUFFER, 0, data.length);
        assertThat(rom.call("SPIRead", address, BUFFER, data.length)).isZero();
        assertThat(rom.bytes(BUFFER, data.length)).isEqualTo(data);
    }

    @Test
    void a_write_only_clears_bits() {
        rom.flash(0x1000, new byte[] {0x0F, 0x0F, 0x0F, 0x0F});
        rom.put(BUFFER, (byte) 0x3C, (byte) 0x3C, (byte) 0x3C, (byte) 0x3C);

        rom.call("SPIWrite", 0x1000, BUFFER, 4);

        assertThat(Arrays.copyOfRange(rom.flash.cells(), 0x1000, 0x1004)).containsOnly(0x0C);
    }

    @Test
    void lengths_and_addresses_outside_the_chip_are_refused() {
        assertThat(rom.call("SPIWrite", 0, BUFFER, 6)).isEqualTo(1);
        assertThat(rom.call("SPIWrite", 0x3FFFFC, BUFFER, 8)).isEqualTo(1);
        assertThat(rom.call("SPIRead", 0x3FFFFC, BUFFER, 8)).isEqualTo(1);
        assertThat(rom.call("SPIRead", 0x400000, BUFFER, 4)).isEqualTo(1);
        assertThat(rom.call("SPIEraseSector", 0x400)).isEqualTo(1);
        assertThat(rom.call("SPIEraseBlock", 0x40)).isEqualTo(1);
    }

    @Test
    void a_sector_erase_touches_that_sector_only() {
        fillWithZeros();

        assertThat(rom.call("SPIEraseSector", 5)).isZero();

        assertThat(erased()).isEqualTo(1);
        assertThat(rom.flash.cells()[5 * SECTOR]).isEqualTo((byte) 0xFF);
    }

    @ParameterizedTest(name = "from sector {0}, {1} sectors")
    @CsvSource({"0, 1", "0, 3", "0, 8", "0, 16", "0, 40", "3, 5", "15, 1", "15, 2", "7, 30", "100, 33"})
    void an_area_erase_takes_its_head_twice_as_the_chip_does(int start, int sectors) {
        fillWithZeros();
        int head = Math.min(16 - start % 16, sectors);

        assertThat(rom.call("SPIEraseArea", start * SECTOR, sectors * SECTOR)).isZero();

        assertThat(erased()).isEqualTo(sectors + head);
        assertThat(rom.flash.cells()[start * SECTOR]).isEqualTo((byte) 0xFF);
        assertThat(rom.flash.cells()[(start + sectors + head) * SECTOR]).isZero();
    }

    @Test
    void a_locked_chip_takes_no_writes_until_it_is_unlocked() {
        rom.call("SPILock");
        rom.put(BUFFER, new byte[4]);
        rom.call("SPIWrite", 0x1000, BUFFER, 4);
        assertThat(rom.flash.cells()[0x1000]).isEqualTo((byte) 0xFF);

        rom.call("SPIUnlock");
        rom.call("SPIWrite", 0x1000, BUFFER, 4);
        assertThat(rom.flash.cells()[0x1000]).isZero();
    }

    @Test
    void the_cache_maps_a_megabyte_and_lets_go_of_it() {
        rom.flash.preload(0x1000, new byte[] {1, 2, 3, 4});
        rom.flash.preload(0x101000, new byte[] {5, 6, 7, 8});

        rom.call("Cache_Read_Enable", 0, 0, 0);
        assertThat(rom.bus.load32(0x40201000)).isEqualTo(0x04030201);

        rom.call("Cache_Read_Disable");
        rom.call("Cache_Read_Enable", 1, 0, 1);
        assertThat(rom.bus.load32(0x40201000)).isEqualTo(0x08070605);
    }

    @Test
    void the_flash_record_is_where_the_sdk_looks_and_can_be_changed() {
        int record = rom.bus.load32(0x3FFFC714);
        assertThat(rom.bus.load32(record)).isEqualTo(NorFlash.JEDEC_ID);
        assertThat(rom.bus.load32(record + 4)).isEqualTo(NorFlash.SIZE_BYTES);

        rom.call("SPIParamCfg", 1, 0x80000, 3, 4, 5, 0xFF);

        assertThat(rom.bus.load32(record + 4)).isEqualTo(0x80000);
        assertThat(rom.bus.load32(record + 20)).isEqualTo(0xFF);
    }

    private void fillWithZeros() {
        rom.flash(0, new byte[NorFlash.SIZE_BYTES]);
    }

    private int erased() {
        int count = 0;
        for (int at = 0; at < NorFlash.SIZE_BYTES; at += SECTOR) {
            count += rom.flash.cells()[at] == (byte) 0xFF ? 1 : 0;
        }
        return count;
    }
}
