package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static dev.espalier.emulator.isa.SpecialRegister.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Interrupts, the cycle counter and sleep, as facts sheet section 4 has them. */
class InterruptTest {

    private static final int UART = 5;
    private static final int FRC1 = 9;
    private static final int NMI = 14;

    private final Core core = new Core();

    @Test
    void an_enabled_input_interrupts_before_the_next_instruction_with_cause_4() {
        core.special(INTENABLE, 1 << UART).run(3, code -> code.op("nop").op("nop").op("nop").op("nop"));

        core.cpu.raise(UART);
        core.run(1);

        assertThat(core.special(EXCCAUSE)).isEqualTo(4);
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 9);
        assertThat(core.cpu.pc()).isEqualTo(Core.USER);
        assertThat(core.special(PS)).isEqualTo(CpuState.PS_UM | CpuState.PS_EXCM);
    }

    @Test
    void an_input_that_is_not_enabled_only_shows_in_interrupt() {
        core.run(1, code -> { });

        core.cpu.raise(UART);
        core.run(5);

        assertThat(core.cpu.pc()).isEqualTo(Core.CODE);
        assertThat(core.special(INTERRUPT)).isEqualTo(1 << UART);
    }

    @Test
    void a_level_input_follows_its_line() {
        core.cpu.raise(UART);
        core.cpu.lower(UART);

        assertThat(core.special(INTERRUPT)).isZero();
    }

    @Test
    @Covers({"rsr.interrupt", "wsr.intclear"})
    void an_edge_input_stays_latched_until_software_clears_it() {
        core.cpu.raise(FRC1);
        core.cpu.lower(FRC1);
        core.a(2, 1 << FRC1);

        core.run(10, code -> code.op("rsr.interrupt", 3).op("wsr.intclear", 2).op("rsr.interrupt", 4));

        assertThat(core.a(3)).isEqualTo(1 << FRC1);
        assertThat(core.a(4)).isZero();
    }

    @Test
    void intclear_leaves_level_inputs_alone() {
        core.cpu.raise(UART);

        core.special(INTCLEAR, ~0);

        assertThat(core.special(INTERRUPT)).isEqualTo(1 << UART);
    }

    @Test
    @Covers({"wsr.intset", "rsr.intenable", "wsr.intenable", "xsr.intenable"})
    void software_raises_interrupt_7_and_only_that_by_intset() {
        core.a(2, 0xFFFF).a(3, 0x80);

        core.run(10, code -> code.op("wsr.intset", 2).op("rsr.interrupt", 4).op("xsr.intenable", 2)
            .op("rsr.intenable", 5).op("wsr.intenable", 3));

        assertThat(core.a(4)).isEqualTo(0x80);
        assertThat(core.a(2)).isZero();
        assertThat(core.special(INTENABLE)).isEqualTo(0x7FFF);
        assertThat(core.special(EPC1)).as("taken right after XSR").isEqualTo(Core.CODE + 9);
        assertThat(core.a(5)).isZero();
    }

    @Test
    @Covers("rsil")
    void rsil_masks_level_1_and_gives_the_old_ps() {
        core.special(INTENABLE, 1 << UART);

        core.run(2, code -> code.op("rsil", 3, 15).op("nop").op("nop").op("wsr.ps", 3).op("nop"));
        core.cpu.raise(UART);
        core.run(1);
        int masked = core.cpu.pc();
        core.run(2);

        assertThat(core.a(3)).isEqualTo(CpuState.PS_UM);
        assertThat(masked).isEqualTo(Core.CODE + 9);
        assertThat(core.special(EPC1)).as("taken right after WSR.PS").isEqualTo(Core.CODE + 12);
    }

    @Test
    void exception_mode_masks_level_1() {
        core.special(INTENABLE, 1 << UART).special(PS, CpuState.PS_UM | CpuState.PS_EXCM);
        core.cpu.raise(UART);

        core.run(5, code -> code.op("nop"));

        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 3);
    }

    @Test
    @Covers("rfi")
    void the_nmi_is_taken_whatever_ps_says_and_rfi_3_returns() {
        core.special(PS, 0x2F).at(Core.NMI, code -> code.op("addi", 7, 7, 1).op("rfi", 3));
        core.run(2, code -> code.op("nop").op("nop").op("nop"));

        core.cpu.raise(NMI);
        core.run(1);
        int psInside = core.special(PS);
        core.run(2);

        assertThat(psInside).isEqualTo(CpuState.PS_UM | CpuState.PS_EXCM | 3);
        assertThat(core.special(EPC3)).isEqualTo(Core.CODE + 6);
        assertThat(core.special(EPS3)).isEqualTo(0x2F);
        assertThat(core.a(7)).as("taken once").isEqualTo(1);
        assertThat(core.special(PS)).isEqualTo(0x2F);
        assertThat(core.cpu.pc()).isEqualTo(Core.CODE + 9);
    }

    @Test
    @Covers("waiti")
    void waiti_sleeps_until_an_enabled_interrupt_and_returns_behind_itself() {
        core.special(INTENABLE, 1 << UART).special(PS, 0x2F);
        core.run(100, code -> code.op("nop").op("waiti", 0).op("nop"));
        long slept = core.clock.cycles();
        boolean waiting = core.cpu.waiting();

        core.cpu.raise(4);
        boolean wokenByAnother = !core.cpu.waiting();
        core.cpu.raise(UART);
        core.run(1);

        assertThat(waiting).isTrue();
        assertThat(slept).as("no cycle passes asleep; skipping time is the machine's business").isEqualTo(2);
        assertThat(wokenByAnother).isFalse();
        assertThat(core.cpu.waiting()).isFalse();
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 6);
    }

    @Test
    void waiti_does_not_sleep_when_an_interrupt_is_due_already() {
        core.special(INTENABLE, 1 << UART).special(PS, 0x2F);
        core.cpu.raise(UART);

        core.run(2, code -> code.op("waiti", 0));

        assertThat(core.cpu.waiting()).isFalse();
        assertThat(core.special(EPC1)).isEqualTo(Core.CODE + 3);
    }

    @Test
    @Covers({"rsr.ccount", "wsr.ccount", "xsr.ccount"})
    void ccount_counts_every_instruction() {
        core.a(4, 1000).a(6, -1);

        core.run(10, code -> code.op("rsr.ccount", 2).op("nop").op("rsr.ccount", 3).op("wsr.ccount", 4).op("rsr.ccount", 5)
            .op("xsr.ccount", 6).op("rsr.ccount", 7));

        assertThat(core.a(3) - core.a(2)).isEqualTo(2);
        assertThat(core.a(5)).isEqualTo(1001);
        assertThat(core.a(6)).isEqualTo(1002);
        assertThat(core.a(7)).isZero();
    }

    @Test
    void ccount_goes_on_while_time_is_skipped() {
        int before = core.special(CCOUNT);

        core.clock.skipTo(core.clock.nanos() + 1_000_000);

        assertThat(core.special(CCOUNT) - before).isEqualTo(52_000);
    }

    @Test
    @Covers({"rsr.ccompare0", "wsr.ccompare0", "xsr.ccompare0"})
    void the_timer_interrupts_when_ccount_reaches_ccompare0_and_writing_it_clears_the_interrupt() {
        core.a(2, 20).a(3, 0).a(4, 1 << 6);
        core.at(Core.USER, code -> code.op("rsr.ccount", 5).op("rsr.ccompare0", 6).op("rsr.interrupt", 8)
            .op("xsr.ccompare0", 2).op("rsr.interrupt", 9).label("end").op("j", to("end")));

        core.run(50, code -> code.op("wsr.ccount", 3).op("wsr.ccompare0", 2).op("wsr.intenable", 4)
            .label("loop").op("addi", 7, 7, 1).op("j", to("loop")));
        core.run(50);

        assertThat(core.special(EXCCAUSE)).isEqualTo(4);
        assertThat(core.a(5)).isEqualTo(20);
        assertThat(core.a(6)).isEqualTo(20);
        assertThat(core.a(8)).isEqualTo(1 << 6);
        assertThat(core.a(9)).isZero();
    }

    @Test
    void inputs_of_the_core_itself_cannot_be_raised_from_outside() {
        assertThatThrownBy(() -> core.cpu.raise(6))
            .hasMessage("interrupt input must be 0 to 5 or 8 to 14, got 6; 6 and 7 belong to the core");
    }

    @Test
    void a_saved_core_goes_on_as_it_was() throws IOException {
        core.special(INTENABLE, 1 << UART).special(PS, 0x2F).special(EXCSAVE1, 77).a(9, 1234);
        core.run(100, code -> code.op("waiti", 0).op("nop"));
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        core.cpu.save(new DataOutputStream(saved));
        core.clock.save(new DataOutputStream(saved));

        Core other = new Core();
        other.run(1, code -> code.op("waiti", 0).op("nop"));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.toByteArray()));
        other.cpu.load(in);
        other.clock.load(in);

        assertThat(in.available()).isZero();
        assertThat(other.cpu.waiting()).isTrue();
        assertThat(other.a(9)).isEqualTo(1234);
        assertThat(other.special(EXCSAVE1)).isEqualTo(77);
        assertThat(other.special(CCOUNT)).isEqualTo(core.special(CCOUNT));
        other.cpu.raise(UART);
        other.run(1);
        assertThat(other.special(EPC1)).isEqualTo(Core.CODE + 3);
    }
}
