package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.SpecialRegister;
import dev.espalier.emulator.isa.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The instructions that one translation covers: what can be reached from its entry by branches with
 * fixed targets, up to calls, returns and instructions that only the walker does.
 *
 * @param entry  address of the first instruction
 * @param blocks straight runs by their first address; control enters a run only at its beginning
 */
record Blueprint(int entry, SortedMap<Integer, List<Instruction>> blocks) {

    /** Collects at most {@code limit} instructions; empty when not even the first can be translated. */
    static Optional<Blueprint> collect(int entry, int limit, IntFunction<Optional<Instruction>> code) {
        TreeMap<Integer, Instruction> found = new TreeMap<>(Integer::compareUnsigned);
        TreeSet<Integer> leaders = new TreeSet<>(Integer::compareUnsigned);
        Deque<Integer> open = new ArrayDeque<>(List.of(entry));
        while (!open.isEmpty()) {
            int start = open.removeFirst();
            leaders.add(start);
            follow(start, limit, code, found, leaders, open);
        }
        if (!found.containsKey(entry)) {
            return Optional.empty();
        }
        return Optional.of(new Blueprint(entry, blocks(found, leaders)));
    }

    private static void follow(int start, int limit, IntFunction<Optional<Instruction>> code,
            TreeMap<Integer, Instruction> found, TreeSet<Integer> leaders, Deque<Integer> open) {
        int pc = start;
        while (found.size() < limit) {
            if (found.containsKey(pc)) {
                leaders.add(pc);
                return;
            }
            Optional<Instruction> next = decode(pc, code).filter(Blueprint::translatable);
            if (next.isEmpty()) {
                return;
            }
            Instruction instruction = next.get();
            found.put(pc, instruction);
            pc = instruction.nextAddress();
            branchTarget(instruction).ifPresent(open::add);
            if (isBranch(instruction)) {
                leaders.add(pc);
            }
            if (alwaysJumps(instruction)) {
                return;
            }
        }
    }

    private static Optional<Instruction> decode(int pc, IntFunction<Optional<Instruction>> code) {
        try {
            return code.apply(pc);
        } catch (GuestException unreadable) {
            return Optional.empty();
        }
    }

    private static SortedMap<Integer, List<Instruction>> blocks(TreeMap<Integer, Instruction> found, TreeSet<Integer> leaders) {
        SortedMap<Integer, List<Instruction>> blocks = new TreeMap<>(Integer::compareUnsigned);
        for (int leader : leaders) {
            List<Instruction> block = new ArrayList<>();
            for (Instruction at = found.get(leader); at != null; at = found.get(at.nextAddress())) {
                block.add(at);
                if (isBranch(at) || leaders.contains(at.nextAddress())) {
                    break;
                }
            }
            if (!block.isEmpty()) {
                blocks.put(leader, block);
            }
        }
        return blocks;
    }

    /** Whether the instruction may set another address than the next one. */
    static boolean isBranch(Instruction instruction) {
        return jump(instruction) != null;
    }

    static boolean alwaysJumps(Instruction instruction) {
        return instruction.row().meaning().stream().anyMatch(Operation.Jump.class::isInstance);
    }

    /** The jump of an instruction, conditional or not; null when it has none. */
    static Operation.Jump jump(Instruction instruction) {
        for (Operation operation : instruction.row().meaning()) {
            if (operation instanceof Operation.Jump jump) {
                return jump;
            }
            if (operation instanceof Operation.When when && when.operations().get(0) instanceof Operation.Jump jump) {
                return jump;
            }
        }
        return null;
    }

    /** The target to go on collecting at: a fixed one, unless it is a call's. */
    private static Optional<Integer> branchTarget(Instruction instruction) {
        Operation.Jump jump = jump(instruction);
        boolean call = instruction.row().meaning().stream().anyMatch(Operation.SetReturnAddress.class::isInstance);
        if (jump == null || call || !(jump.target() instanceof Value.Immediate target)) {
            return Optional.empty();
        }
        return Optional.of(instruction.value(target.operand()));
    }

    /** Whether translated code can do the instruction; what touches interrupts, time or exceptions it cannot. */
    static boolean translatable(Instruction instruction) {
        return instruction.row().meaning().stream().allMatch(Blueprint::translatable);
    }

    private static boolean translatable(Operation operation) {
        if (operation instanceof Operation.SetRegister set) {
            return translatable(set.value());
        }
        if (operation instanceof Operation.SetSpecial set) {
            return set.register() == SpecialRegister.SAR && translatable(set.value());
        }
        if (operation instanceof Operation.Exchange exchange) {
            return exchange.register() == SpecialRegister.SAR;
        }
        if (operation instanceof Operation.When when) {
            return when.operations().size() == 1 && when.operations().stream().allMatch(Blueprint::translatable);
        }
        if (operation instanceof Operation.Jump jump) {
            return translatable(jump.target());
        }
        return operation instanceof Operation.SetReturnAddress || operation instanceof Operation.Store;
    }

    private static boolean translatable(Value value) {
        if (value instanceof Value.Special special) {
            return special.register() == SpecialRegister.SAR || special.register() == SpecialRegister.LITBASE;
        }
        if (value instanceof Value.Unary unary) {
            return translatable(unary.argument());
        }
        if (value instanceof Value.Binary binary) {
            return translatable(binary.left()) && translatable(binary.right());
        }
        return true;
    }
}
