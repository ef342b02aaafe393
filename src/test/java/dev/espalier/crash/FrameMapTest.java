package dev.espalier.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import dev.espalier.image.ElfFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against the one thing that is known of every function: where it returns, its frame is gone and a0 is its caller's address. */
class FrameMapTest {

    private static final Path IMAGES = Path.of("firmware/images");
    /** They take another stack, or return to somebody else's caller, on purpose; written in assembler. */
    private static final Set<String> SWITCHERS = Set.of("cont_run", "cont_yield", "stack_call");

    @ParameterizedTest
    @ValueSource(strings = {"tls-node.elf", "core-probe.elf", "any-sketch.elf"})
    void at_every_return_the_frame_is_gone_and_the_callers_address_is_back(String file) {
        MachineCode code = MachineCode.of(ElfFile.read(IMAGES.resolve(file)));
        List<String> wrong = new ArrayList<>();
        int returns = 0;

        for (MachineCode.Function function : code.functions()) {
            for (Map.Entry<Integer, Registers> each : code.frames(function).reached().entrySet()) {
                if (!isReturn(code.instruction(each.getKey()).orElse(null)) || SWITCHERS.contains(function.name())) {
                    continue;
                }
                returns++;
                Registers at = each.getValue();
                if (at.stackSwitched() || at.depth() != 0 || !at.callerInRegister()) {
                    wrong.add("%s at %08x: depth %d".formatted(function.name(), each.getKey(), at.depth()));
                }
            }
        }

        assertThat(wrong).as("of %d returns", returns).isEmpty();
        assertThat(returns).isGreaterThan(200);
    }

    @Test
    void a_frame_too_big_for_one_addition_is_followed_too() {
        MachineCode code = MachineCode.of(ElfFile.read(IMAGES.resolve("core-probe.elf")));
        MachineCode.Function loop = code.functions().stream().filter(f -> f.name().equals("loop")).findFirst().orElseThrow();

        FrameMap.Frame entry = code.frames(loop).at(loop.start()).orElseThrow();
        int bodyDepth = code.frames(loop).reached().values().stream().mapToInt(Registers::depth).min().orElseThrow();

        assertThat(entry.depth()).isZero();
        assertThat(entry.inRegister()).isTrue();
        assertThat(bodyDepth).as("its prologue is movi and sub: addi reaches -128 only").isLessThan(-128);
        assertThat(code.frames(loop).savedAt()).hasValue(-4);
    }

    @Test
    void every_call_is_known_by_where_it_returns_to() {
        MachineCode code = MachineCode.of(ElfFile.read(IMAGES.resolve("core-probe.elf")));
        MachineCode.Function delay = code.functions().stream().filter(f -> f.name().equals("delay")).findFirst().orElseThrow();

        List<MachineCode.Call> calls = code.callsTo(delay.start());

        assertThat(calls).isNotEmpty().allSatisfy(call ->
            assertThat(code.callBefore(call.returnAddress())).contains(call));
        assertThat(code.callBefore(delay.start())).isEmpty();
    }

    private static boolean isReturn(Instruction instruction) {
        return instruction != null && instruction.row().meaning().stream()
            .anyMatch(each -> each instanceof Operation.Jump jump && jump.target() instanceof Value.ReturnAddress);
    }
}
