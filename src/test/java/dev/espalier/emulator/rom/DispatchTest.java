package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.isa.SpecialRegister;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Exceptions, interrupts and the task loop. {@code ets_set_user_start} serves as a handler that leaves its argument. */
class DispatchTest {

    private static final int USER_START = 0x3FFFDCD0;
    private static final int QUEUE = RomBench.SCRATCH;
    private static final int CODE = 0x40100200;
    private static final int SOFTWARE_INTERRUPT = 7;
    private static final int SYSCALL = 0x005000;
    private static final int RSIL_A4_15 = 0x006F40;
    private static final int JX_A3 = 0x0003A0;
    private static final int WAITI_15 = 0x007F00;
    private static final int WSR_A2_INTENABLE = 0x13E420;
    private static final int WSR_A2_INTSET = 0x13E220;
    private static final int FRAME = 256;
    private static final int CONTROL_BLOCK_OF_32 = 0x3FFFDCB0;

    private final RomBench rom = new RomBench();

    @Test
    void an_interrupt_calls_its_handler_and_leaves_every_register_as_it_was() {
        rom.call("ets_isr_attach", SOFTWARE_INTERRUPT, RomSymbols.address("ets_set_user_start"), 0x5151);
        rom.assemble(CODE, WSR_A2_INTENABLE, WSR_A2_INTSET, WAITI_15);
        Random random = new Random(3);
        int[] registers = random.ints(16).toArray();
        registers[2] = 1 << SOFTWARE_INTERRUPT;

        rom.runWithRegisters(CODE, registers);

        assertThat(rom.bus.load32(USER_START)).isEqualTo(0x5151);
        for (int i = 2; i < 16; i++) {
            assertThat(rom.cpu.register(i)).as("a%d", i).isEqualTo(registers[i]);
        }
        assertThat(rom.cpu.register(0)).isEqualTo(rom.stop());
        assertThat(rom.cpu.register(1)).isEqualTo(RomBench.STACK);
        assertThat(rom.cpu.special(SpecialRegister.INTERRUPT)).isZero();
    }

    @Test
    void handlers_and_tasks_return_where_stack_dumps_show_it() {
        rom.call("ets_isr_attach", SOFTWARE_INTERRUPT, rom.stop(), 0);
        rom.assemble(CODE, WSR_A2_INTENABLE, WSR_A2_INTSET, WAITI_15);
        rom.runWithRomVectors(CODE, 1 << SOFTWARE_INTERRUPT);
        assertThat(rom.cpu.register(0)).isEqualTo(0x4000050C);

        rom.call("ets_task", rom.stop(), 1, QUEUE, 4);
        rom.call("ets_post", 1, 0, 0);
        rom.call("ets_run");
        assertThat(rom.cpu.register(0)).isEqualTo(0x40000F49);
    }

    @Test
    void an_interrupt_of_the_idle_task_loop_finds_it_where_the_chips_own_does() {
        rom.call("ets_isr_attach", SOFTWARE_INTERRUPT, rom.stop(), 0);
        rom.assemble(CODE, RSIL_A4_15, WSR_A2_INTENABLE, WSR_A2_INTSET, JX_A3);

        rom.runWithRomVectors(CODE, 1 << SOFTWARE_INTERRUPT, RomSymbols.address("ets_run"));

        assertThat(rom.cpu.register(0)).as("in the handler").isEqualTo(0x4000050C);
        assertThat(rom.cpu.special(SpecialRegister.EPC1)).isEqualTo(0x40000F68);
    }

    @Test
    void an_exception_reaches_its_c_handler_with_the_frame() {
        rom.assemble(CODE, SYSCALL);
        rom.call("_xtos_set_exception_handler", 1, RomSymbols.address("ets_set_user_start"));
        assertThat(rom.bus.load32(0x3FFFC004)).isEqualTo(RomSymbols.address("_xtos_c_wrapper_handler"));
        assertThat(rom.call("_xtos_set_exception_handler", 1, rom.stop()))
            .as("the handler before").isEqualTo(RomSymbols.address("ets_set_user_start"));

        rom.runWithRomVectors(CODE, 0x22, 0x33);

        int frame = RomBench.STACK - FRAME;
        assertThat(rom.cpu.register(2)).as("first argument").isEqualTo(frame);
        assertThat(rom.cpu.register(3)).as("second argument").isEqualTo(1);
        assertThat(rom.bus.load32(frame)).as("pc").isEqualTo(CODE);
        assertThat(rom.bus.load32(frame + 16)).as("a0").isEqualTo(rom.stop());
        assertThat(rom.bus.load32(frame + 20)).as("a2").isEqualTo(0x22);
        assertThat(rom.bus.load32(frame + 24)).as("a3").isEqualTo(0x33);
        assertThat(rom.bus.load32(frame + 76)).as("cause").isEqualTo(1);
    }

    @Test
    void a_handler_of_null_restores_the_default() {
        rom.call("_xtos_set_exception_handler", 28, rom.stop());

        assertThat(rom.call("_xtos_set_exception_handler", 28, 0)).isEqualTo(rom.stop());

        assertThat(rom.bus.load32(0x3FFFC000 + 4 * 28)).isEqualTo(RomSymbols.address("_xtos_unhandled_exception"));
        assertThat(rom.call("_xtos_set_exception_handler", 64, rom.stop())).isZero();
    }

    @Test
    void the_highest_task_runs_first_with_its_oldest_event() {
        rom.call("ets_task", rom.stop(), 1, QUEUE, 4);
        rom.call("ets_task", rom.stop(), 32, QUEUE + 64, 4);
        assertThat(rom.call("ets_post", 1, 10, 11)).isZero();
        assertThat(rom.call("ets_post", 32, 20, 21)).isZero();
        assertThat(rom.call("ets_post", 32, 30, 31)).isZero();

        for (int[] expected : List.of(new int[] {20, 21}, new int[] {30, 31}, new int[] {10, 11})) {
            rom.call("ets_run");

            int event = rom.cpu.register(2);
            assertThat(rom.bus.load32(event)).isEqualTo(expected[0]);
            assertThat(rom.bus.load32(event + 4)).isEqualTo(expected[1]);
        }
    }

    @Test
    void a_full_queue_refuses_and_wraps_around() {
        rom.call("ets_task", rom.stop(), 5, QUEUE, 2);
        for (int round = 0; round < 5; round++) {
            assertThat(rom.call("ets_post", 5, round, 1)).isZero();
            assertThat(rom.call("ets_post", 5, round, 2)).isZero();
            assertThat(rom.call("ets_post", 5, round, 3)).isEqualTo(1);

            rom.call("ets_run");
            assertThat(rom.bus.load32(rom.cpu.register(2) + 4)).isEqualTo(1);
            rom.call("ets_run");
            assertThat(rom.bus.load32(rom.cpu.register(2) + 4)).isEqualTo(2);
        }
    }

    @Test
    void with_nothing_to_do_the_idle_function_is_called() {
        rom.call("ets_set_idle_cb", rom.stop(), 0x7777);

        rom.call("ets_run");

        assertThat(rom.cpu.register(2)).isEqualTo(0x7777);
    }

    @Test
    void only_priorities_from_1_to_32_exist() {
        for (int priority : new int[] {0, 33}) {
            assertThat(rom.call("ets_task", rom.stop(), priority, QUEUE, 2)).isEqualTo(1);
            assertThat(rom.call("ets_post", priority, 0, 0)).isEqualTo(1);
        }
    }

    @Test
    void the_control_block_of_a_priority_stands_where_the_vendor_s_library_counts_its_events() {
        rom.call("ets_task", rom.stop(), 32, QUEUE, 4);
        rom.call("ets_post", 32, 1, 2);
        rom.call("ets_post", 32, 3, 4);

        assertThat(rom.bus.load32(CONTROL_BLOCK_OF_32)).as("function").isEqualTo(rom.stop());
        assertThat(rom.bus.load32(CONTROL_BLOCK_OF_32 + 4)).as("queue").isEqualTo(QUEUE);
        assertThat(rom.bus.load8(CONTROL_BLOCK_OF_32 + 8)).as("size").isEqualTo(4);
        assertThat(rom.bus.load8(CONTROL_BLOCK_OF_32 + 11)).as("count").isEqualTo(2);
        rom.call("ets_run");
        assertThat(rom.bus.load8(CONTROL_BLOCK_OF_32 + 11)).as("count").isEqualTo(1);
    }

    @Test
    void interrupts_are_masked_and_unmasked_one_by_one() {
        rom.call("ets_isr_unmask", 0x20);
        assertThat(rom.cpu.special(SpecialRegister.INTENABLE)).isEqualTo(0x20);
    }
}
