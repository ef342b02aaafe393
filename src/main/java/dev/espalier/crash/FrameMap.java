package dev.espalier.crash;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a function's stack frame looks like at each of its instructions, followed along its branches from the entry:
 * how far the stack pointer has gone down, and whether the caller's address is in a0 or where it was stored. The
 * windowless ABI leaves no frame pointers, so this is the only way from a frame to its caller.
 */
final class FrameMap {

    /**
     * The frame at one instruction.
     *
     * @param depth the stack pointer relative to the entry's, 0 or negative
     * @param savedAt where the caller's address is, relative to the entry's stack pointer; empty while it is only in a0
     * @param inRegister whether a0 holds the caller's address
     * @param stackSwitched whether the function stands on another stack by now; then {@code depth} is that of its own
     */
    record Frame(int depth, OptionalInt savedAt, boolean inRegister, boolean stackSwitched) {
    }

    /** A step of the search: branches go before what follows a call, because not every call returns. */
    private record Step(int address, Registers registers) {
    }

    private final MachineCode code;
    private final MachineCode.Function function;
    private final TreeMap<Integer, Registers> states = new TreeMap<>();
    private final Deque<Step> near = new ArrayDeque<>();
    private final Deque<Step> behindCalls = new ArrayDeque<>();

    private FrameMap(MachineCode code, MachineCode.Function function) {
        this.code = code;
        this.function = function;
        near.add(new Step(function.start(), Registers.atEntry(code)));
        while (!near.isEmpty() || !behindCalls.isEmpty()) {
            visit(near.isEmpty() ? behindCalls.remove() : near.remove());
        }
    }

    static FrameMap of(MachineCode code, MachineCode.Function function) {
        return new FrameMap(code, function);
    }

    /** The instructions that branches lead to, and what is known before each. */
    Map<Integer, Registers> reached() {
        return states;
    }

    /** The frame before the instruction at an address is carried out. */
    Optional<Frame> at(int address) {
        Registers exact = states.get(address);
        // What only a jump table leads to was not visited: its frame is the one of the code before it.
        Map.Entry<Integer, Registers> before = states.floorEntry(address);
        Registers known = exact != null ? exact : before == null ? null : body().orElse(before.getValue());
        return Optional.ofNullable(known).map(FrameMap::frame);
    }

    /** Where the function keeps its caller's address once it calls others, relative to the entry's stack pointer. */
    OptionalInt savedAt() {
        return body().map(Registers::savedAt).orElse(OptionalInt.empty());
    }

    /** The state of the function's inside: the deepest one with the caller's address stored. */
    private Optional<Registers> body() {
        Registers deepest = null;
        for (Registers each : states.values()) {
            if (each.savedAt().isPresent() && !each.stackSwitched() && (deepest == null || each.depth() < deepest.depth())) {
                deepest = each;
            }
        }
        return Optional.ofNullable(deepest);
    }

    private static Frame frame(Registers registers) {
        return new Frame(registers.depth(), registers.savedAt(), registers.callerInRegister(), registers.stackSwitched());
    }

    private void visit(Step step) {
        if (step.address() < function.start() || step.address() >= function.end()) {
            return;
        }
        Registers known = states.get(step.address());
        if (known != null && !known.join(step.registers())) {
            return;
        }
        if (known == null) {
            known = step.registers().copy();
            states.put(step.address(), known);
        }
        Optional<Instruction> instruction = code.instruction(step.address());
        if (instruction.isPresent()) {
            follow(instruction.get(), known.copy());
        }
    }

    private void follow(Instruction instruction, Registers registers) {
        List<Integer> targets = new ArrayList<>();
        boolean call = MachineCode.isCall(instruction);
        boolean goesOn = true;
        for (Operation each : instruction.row().meaning()) {
            if (each instanceof Operation.Jump jump && !call) {
                goesOn = false;
                target(jump, instruction, registers).ifPresent(targets::add);
            } else if (each instanceof Operation.When when) {
                when.operations().stream().filter(Operation.Jump.class::isInstance)
                    .forEach(jump -> target((Operation.Jump) jump, instruction, registers).ifPresent(targets::add));
            } else if (each instanceof Operation.Raise) {
                goesOn = false;
            }
        }
        registers.run(instruction);
        targets.forEach(target -> near.add(new Step(target, registers.copy())));
        if (goesOn) {
            (call ? behindCalls : near).add(new Step(instruction.nextAddress(), registers));
        }
    }

    private static OptionalInt target(Operation.Jump jump, Instruction instruction, Registers registers) {
        return jump.target() instanceof Value.ReturnAddress ? OptionalInt.empty() : registers.constant(jump.target(), instruction);
    }
}
