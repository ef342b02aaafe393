package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.isa.SpecialRegister.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.isa.InstructionRow;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.SpecialRegister;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instructions that no differential run can prove: returns, debug, region protection, special registers. */
class SystemInstructionTest {

    private final Core core = new Core();

    @Test
    @Covers({"ill", "ill.n", "simcall", "rfdo", "rfdd"})
    void what_a_chip_refuses_is_an_illegal_instruction() {
        for (String mnemonic : List.of("ill", "ill.n", "simcall", "rfdo", "rfdd")) {
            InstructionRow row = InstructionSet.row(mnemonic);
            Core fresh = new Core().run(2, code -> code.op("nop").raw(row.match(), row.length()));

            assertThat(fresh.special(EXCCAUSE)).as(mnemonic).isZero();
            assertThat(fresh.special(EPC1)).as(mnemonic).isEqualTo(Core.CODE + 3);
            assertThat(fresh.cpu.pc()).as(mnemonic).isEqualTo(Core.USER);
        }
    }

    @Test
    void rfi_of_a_level_without_its_own_registers_is_illegal() {
        core.special(EXCCAUSE, 9).run(1, code -> code.op("rfi", 1));

        assertThat(core.special(EXCCAUSE)).isZero();
    }

    @Test
    @Covers("syscall")
    void syscall_leaves_its_own_address_in_epc1() {
        core.run(1, code -> code.op("syscall"));

        assertThat(core.special(EXCCAUSE)).isEqualTo(1);
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE);
    }

    @Test
    @Covers({"break", "break.n"})
    void break_enters_the_debug_vector_at_level_2() {
        core.run(2, code -> code.op("nop").op("break", 1, 15));

        assertThat(core.cpu.pc()).isEqualTo(Core.DEBUG);
        assertThat(core.special(EPC2)).isEqualTo(Core.CODE + 3);
        assertThat(core.special(EPS2)).isEqualTo(CpuState.PS_UM);
        assertThat(core.special(PS)).isEqualTo(CpuState.PS_UM | CpuState.PS_EXCM | 2);
        assertThat(core.special(DEBUGCAUSE)).isEqualTo(8);

        Core other = new Core().run(1, code -> code.op("break.n", 0));

        assertThat(other.special(DEBUGCAUSE)).isEqualTo(0x10);
    }

    @Test
    void break_is_nothing_at_level_2_and_above() {
        core.special(PS, 2).run(2, code -> code.op("break", 0, 0).op("nop"));

        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 6);
    }

    @Test
    void rfi_2_returns_from_the_debug_vector() {
        core.at(Core.DEBUG, code -> code.op("rsr.epc2", 2).op("addi", 2, 2, 3).op("wsr.epc2", 2).op("rfi", 2));

        core.run(6, code -> code.op("break", 0, 0).op("movi", 3, 5));

        assertThat(core.a(3)).isEqualTo(5);
        assertThat(core.special(PS)).isEqualTo(CpuState.PS_UM);
    }

    @Test
    @Covers("rfe")
    void rfe_continues_at_epc1_outside_exception_mode() {
        core.special(EPC1, Core.USER).special(PS, CpuState.PS_UM | CpuState.PS_EXCM).run(1, code -> code.op("rfe"));

        assertThat(core.cpu.pc()).isEqualTo(Core.USER);
        assertThat(core.special(PS)).isEqualTo(CpuState.PS_UM);
    }

    @Test
    @Covers("rfde")
    void rfde_continues_at_depc_still_in_exception_mode() {
        core.special(DEPC, Core.KERNEL).special(PS, CpuState.PS_EXCM).run(1, code -> code.op("rfde"));

        assertThat(core.cpu.pc()).isEqualTo(Core.KERNEL);
        assertThat(core.special(PS)).isEqualTo(CpuState.PS_EXCM);
    }

    @Test
    @Covers({"rer", "wer"})
    void no_external_register_is_attached() {
        core.a(2, 0x100).a(3, 5).run(2, code -> code.op("wer", 3, 2).op("rer", 3, 2));

        assertThat(core.a(3)).isZero();
        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "d"})
    @Covers({"ritlb0", "ritlb1", "rdtlb0", "rdtlb1", "pitlb", "pdtlb", "witlb", "wdtlb", "iitlb", "idtlb"})
    void region_protection_keeps_four_bits_for_each_half_gigabyte(String side) {
        core.a(2, 0x61234567).a(3, 0xF).a(4, 0x40000000);

        core.run(20, code -> code.op("w" + side + "tlb", 3, 2)
            .op("r" + side + "tlb1", 5, 2).op("r" + side + "tlb1", 6, 4).op("r" + side + "tlb0", 7, 2)
            .op("p" + side + "tlb", 8, 2).op("i" + side + "tlb", 2));

        assertThat(core.a(5)).isEqualTo(0x6000000F);
        assertThat(core.a(6)).as("as after reset").isEqualTo(0x40000002);
        assertThat(core.a(7)).isEqualTo(0x60000000);
        assertThat(core.a(8) & 0xE0000000).isEqualTo(0x60000000);
        assertThat(core.a(2)).isEqualTo(0x61234567);
    }

    @Test
    @Covers({"rsr.litbase", "wsr.litbase", "xsr.litbase"})
    void litbase_moves_literals_when_its_bit_0_is_set() {
        core.at(0x40140000 - 0x40000, code -> code.word(4711));
        core.a(2, 0x40140FFF).a(3, 0);

        core.run(10, code -> code.label("start").op("wsr.litbase", 2).op("rsr.litbase", 4)
            .raw(0x000051, 3).op("xsr.litbase", 3));

        assertThat(core.a(4)).as("bits 31:12 and 0 exist").isEqualTo(0x40140001);
        assertThat(core.a(5)).isEqualTo(4711);
        assertThat(core.a(3)).isEqualTo(0x40140001);
        assertThat(core.special(LITBASE)).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = {"PS", "VECBASE", "EXCCAUSE", "DEBUGCAUSE", "ICOUNT", "ICOUNTLEVEL",
        "IBREAKENABLE", "IBREAKA0", "DBREAKA0", "DBREAKC0", "DDR", "EPS2", "EPS3"})
    @Covers({"rsr.ps", "wsr.ps", "xsr.ps", "rsr.vecbase", "wsr.vecbase", "xsr.vecbase", "rsr.exccause", "wsr.exccause",
        "xsr.exccause", "rsr.debugcause", "wsr.debugcause", "xsr.debugcause", "rsr.icount", "wsr.icount", "xsr.icount",
        "rsr.icountlevel", "wsr.icountlevel", "xsr.icountlevel", "rsr.ibreakenable", "wsr.ibreakenable", "xsr.ibreakenable",
        "rsr.ibreaka0", "wsr.ibreaka0", "xsr.ibreaka0", "rsr.dbreaka0", "wsr.dbreaka0", "xsr.dbreaka0", "rsr.dbreakc0",
        "wsr.dbreakc0", "xsr.dbreakc0", "rsr.ddr", "wsr.ddr", "xsr.ddr", "rsr.eps2", "wsr.eps2", "xsr.eps2", "rsr.eps3",
        "wsr.eps3", "xsr.eps3"})
    void a_special_register_holds_the_bits_it_has(SpecialRegister register) {
        String name = register.name().toLowerCase(Locale.ROOT);
        core.a(2, 0xFFFFFFFF).a(3, 0x12345678);

        core.run(10, code -> code.op("wsr." + name, 2).op("rsr." + name, 4).op("xsr." + name, 3).op("rsr." + name, 5));

        assertThat(core.a(4)).isEqualTo(register.writable());
        assertThat(core.a(3)).isEqualTo(register.writable());
        assertThat(core.a(5)).isEqualTo(0x12345678 & register.writable());
    }

    @Test
    @Covers({"rsr.176", "wsr.176", "rsr.208", "rsr.prid", "wsr.mmid"})
    void identity_registers_tell_the_configuration_and_cannot_be_changed() {
        core.a(2, 1);

        core.run(10, code -> code.op("wsr.176", 2).op("wsr.mmid", 2).op("rsr.176", 3).op("rsr.208", 4).op("rsr.prid", 5));

        assertThat(core.a(3)).isEqualTo(0xC28CDAFA);
        assertThat(core.a(4)).isEqualTo(0x1082B6F6);
        assertThat(core.a(5)).isZero();
    }
}
