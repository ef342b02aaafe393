package dev.espalier.emulator.cpu;

import static dev.espalier.emulator.cpu.Assembler.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.clock.Clock;
import dev.espalier.emulator.isa.SpecialRegister;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every exception cause of the LX106, raised by real code, as facts sheet sections 2.6 and 4 have it. */
class ExceptionTest {

    private static final int CODE = 0x40100200;
    private static final int VECBASE = 0x40100000;
    private static final int USER_VECTOR = VECBASE + 0x50;

    private final TestMemory memory = TestMemory.chip();
    private final Clock clock = new Clock(52_000_000);
    private final Cpu cpu = new Cpu(memory, clock);

    @Test
    void illegal_instruction_is_cause_0() {
        run(code -> code.op("nop").label("fault").op("ill"));

        assertException(0);
    }

    @Test
    void short_illegal_instruction_is_cause_0() {
        run(code -> code.op("nop").label("fault").op("ill.n"));

        assertException(0);
    }

    @Test
    void an_encoding_that_is_no_instruction_is_cause_0() {
        int quos = 0xD23450;

        run(code -> code.op("nop").label("fault").raw(quos & ~0xF, 3));

        assertException(0);
    }

    @Test
    void syscall_is_cause_1() {
        run(code -> code.op("nop").label("fault").op("syscall"));

        assertException(1);
    }

    @Test
    void a_call_into_a_hole_is_cause_2_at_the_target() {
        cpu.register(3, 0x50000000);

        run(code -> code.label("call").op("callx0", 3));

        assertThat(cause()).isEqualTo(2);
        assertThat(epc1()).isEqualTo(0x50000000);
        assertThat(excvaddr()).isEqualTo(0x50000000);
    }

    @Test
    void a_byte_load_from_mapped_flash_is_cause_3() {
        cpu.register(2, 0x40201003);

        run(code -> code.label("fault").op("l8ui", 3, 2, 4));

        assertException(3, 0x40201007);
    }

    @Test
    void a_halfword_store_to_instruction_ram_is_cause_3() {
        cpu.register(2, 0x40108000);

        run(code -> code.label("fault").op("s16i", 3, 2, 2));

        assertException(3, 0x40108002);
    }

    @Test
    void an_unaligned_word_load_is_cause_9() {
        cpu.register(2, 0x3FFE8000);

        run(code -> code.op("addi", 2, 2, 2).label("fault").op("l32i", 3, 2, 8));

        assertException(9, 0x3FFE800A);
    }

    @Test
    void misalignment_is_noticed_before_the_address_is_judged() {
        cpu.register(2, 0x00000001);

        run(code -> code.label("fault").op("s32i", 3, 2, 0));

        assertException(9, 1);
    }

    @Test
    void an_unaligned_halfword_store_is_cause_9() {
        cpu.register(2, 0x3FFE8001);

        run(code -> code.label("fault").op("s16i", 3, 2, 0));

        assertException(9, 0x3FFE8001);
    }

    @Test
    void a_call_of_a_null_function_pointer_is_cause_20() {
        cpu.register(3, 0);

        run(code -> code.op("callx0", 3).label("after"));

        assertThat(cause()).isEqualTo(20);
        assertThat(epc1()).isZero();
        assertThat(excvaddr()).isZero();
        assertThat(cpu.register(0)).isEqualTo(CODE + 3);
    }

    @Test
    void a_load_through_null_is_cause_28() {
        cpu.register(2, 0);
        cpu.register(3, 77);

        run(code -> code.label("fault").op("l32i.n", 3, 2, 4));

        assertException(28, 4);
        assertThat(cpu.register(3)).isEqualTo(77);
    }

    @Test
    void a_store_through_null_is_cause_29() {
        cpu.register(2, 0);

        run(code -> code.op("nop.n").label("fault").op("s32i.n", 3, 2, 0));

        assertException(29, 0);
    }

    @Test
    void kernel_mode_takes_the_kernel_vector() {
        cpu.special(SpecialRegister.PS, 0);

        runFrom(code -> code.label("fault").op("syscall"), 1);

        assertThat(cpu.pc()).isEqualTo(VECBASE + 0x30);
    }

    @Test
    void an_exception_within_an_exception_is_a_double_one() {
        cpu.special(SpecialRegister.PS, CpuState.PS_EXCM | CpuState.PS_UM);
        cpu.special(SpecialRegister.EPC1, 0x1234);

        runFrom(code -> code.label("fault").op("syscall"), 1);

        assertThat(cpu.pc()).isEqualTo(VECBASE + 0x70);
        assertThat(cpu.special(SpecialRegister.DEPC)).isEqualTo(CODE);
        assertThat(epc1()).isEqualTo(0x1234);
        assertThat(cause()).isEqualTo(1);
    }

    @Test
    void rfe_continues_at_epc1_and_leaves_exception_mode() {
        Assembler vector = new Assembler(USER_VECTOR)
            .op("rsr.epc1", 4).op("addi", 4, 4, 3).op("wsr.epc1", 4).op("rfe");
        memory.put(USER_VECTOR, vector.bytes());
        cpu.special(SpecialRegister.PS, CpuState.PS_UM);

        runFrom(code -> code.op("syscall").op("movi", 5, 9).label("end").op("j", to("end")), 10);

        assertThat(cpu.register(5)).isEqualTo(9);
        assertThat(cpu.special(SpecialRegister.PS)).isEqualTo(CpuState.PS_UM);
    }

    @Test
    void after_a_reset_execution_begins_at_the_reset_vector_with_interrupts_masked() {
        cpu.reset();

        assertThat(cpu.pc()).isEqualTo(0x40000080);
        assertThat(cpu.special(SpecialRegister.PS)).isEqualTo(0x1F);
        assertThat(cpu.special(SpecialRegister.VECBASE)).isEqualTo(0x40000000);
    }

    private int fault;

    private void run(Consumer<Assembler> program) {
        cpu.special(SpecialRegister.PS, CpuState.PS_UM);
        Assembler sleep = new Assembler(USER_VECTOR).op("waiti", 0).label("end").op("j", to("end"));
        memory.put(USER_VECTOR, sleep.bytes());
        runFrom(program, 20);
        assertThat(cpu.waiting()).as("the user vector was reached").isTrue();
    }

    private void runFrom(Consumer<Assembler> program, int cycles) {
        Assembler code = new Assembler(CODE);
        program.accept(code);
        memory.put(CODE, code.bytes());
        cpu.special(SpecialRegister.VECBASE, VECBASE);
        cpu.pc(CODE);
        clock.beginSlice(cycles);
        cpu.run();
        fault = code.bytes().length == 0 ? CODE : faultLabel(code);
    }

    private static int faultLabel(Assembler code) {
        try {
            return code.address("fault");
        } catch (IllegalArgumentException none) {
            return 0;
        }
    }

    private void assertException(int cause) {
        assertThat(cause()).isEqualTo(cause);
        assertThat(epc1()).isEqualTo(fault);
    }

    private void assertException(int cause, int address) {
        assertException(cause);
        assertThat(excvaddr()).isEqualTo(address);
    }

    private int cause() {
        return cpu.special(SpecialRegister.EXCCAUSE);
    }

    private int epc1() {
        return cpu.special(SpecialRegister.EPC1);
    }

    private int excvaddr() {
        return cpu.special(SpecialRegister.EXCVADDR);
    }
}
