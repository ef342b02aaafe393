package dev.espalier.crash;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import dev.espalier.image.ElfFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** An ELF file's machine code: its functions, their instructions, and who calls whom. */
final class MachineCode {

    /** Call instructions of the LX106 have no short form. */
    static final int CALL_BYTES = 3;
    /** A function whose size the assembler did not say ends at the next one, and is not longer than this. */
    private static final int LONGEST_UNSIZED = 0x400;

    /** Jumps in a row from one function's end to the next one's start. */
    private static final int LONGEST_TAIL = 3;
    private static final int MOST_WAYS = 16;

    /**
     * A function.
     *
     * @param end the address behind its last byte
     */
    record Function(String name, int start, int end) {
    }

    /**
     * A call instruction, or a jump out of a function to the start of another, which leaves no trace on the stack.
     *
     * @param target where it goes, if the code before it says so
     */
    record Call(int address, OptionalInt target, Function caller) {

        int returnAddress() {
            return address + CALL_BYTES;
        }

        boolean goesTo(int wanted) {
            return target.isPresent() && target.getAsInt() == wanted;
        }
    }

    private final ElfFile elf;
    private final TreeMap<Integer, ElfFile.Block> code = new TreeMap<>();
    private final TreeMap<Integer, Function> functions = new TreeMap<>();
    private final Map<Integer, Call> callsByReturnAddress = new HashMap<>();
    private final Map<Integer, List<Call>> callsByTarget = new HashMap<>();
    private final Map<Integer, List<Call>> tailJumpsByTarget = new HashMap<>();
    private final List<Call> openCalls = new ArrayList<>();
    private final Set<Integer> planted = new HashSet<>();
    /** Constants that the code loads, by address. */
    private final Set<Integer> literals = new HashSet<>();
    /** How often the code loads a constant, less the loads that only say where a call goes. */
    private final Map<Integer, Integer> passedOn = new HashMap<>();
    private final PointedAt pointedAt;
    private final Map<Integer, FrameMap> frames = new HashMap<>();

    // Every function is read once at the start, because its callers may be anywhere.
    private MachineCode(ElfFile elf) {
        this.elf = elf;
        List<ElfFile.Block> blocks = elf.blocks();
        blocks.stream().filter(ElfFile.Block::code).forEach(block -> code.put(block.address(), block));
        readFunctions();
        functions.values().forEach(this::readCalls);
        pointedAt = PointedAt.of(blocks, literals, passedOn);
    }

    private void readFunctions() {
        List<ElfFile.Function> all = elf.functions().stream().filter(each -> isCode(each.address())).toList();
        for (int i = 0; i < all.size(); i++) {
            ElfFile.Function each = all.get(i);
            int size = each.size();
            if (size == 0) {
                size = i + 1 < all.size() ? Math.min(LONGEST_UNSIZED, all.get(i + 1).address() - each.address()) : LONGEST_UNSIZED;
            }
            functions.put(each.address(), new Function(each.name(), each.address(), each.address() + size));
        }
        for (Function each : List.copyOf(functions.values())) {
            readUnnamed(each);
        }
    }

    /** Static functions of libraries without their symbols: what takes room on the stack between two functions begins one. */
    private void readUnnamed(Function before) {
        Map.Entry<Integer, Function> higher = functions.higherEntry(before.start());
        ElfFile.Block block = block(before.start()).orElseThrow();
        int blockEnd = block.address() + block.bytes().length;
        int end = higher == null ? blockEnd : Math.min(blockEnd, higher.getKey());
        int start = 0;
        for (int at = before.end() + 3 & ~3; at < end; at += 4) {
            if (instruction(at).filter(MachineCode::takesStack).isPresent()) {
                if (start != 0) {
                    functions.put(start, new Function("static code behind " + before.name(), start, at));
                }
                start = at;
            }
        }
        if (start != 0) {
            functions.put(start, new Function("static code behind " + before.name(), start, end));
        }
    }

    private static boolean takesStack(Instruction instruction) {
        Registers registers = Registers.atEntry(null);
        return instruction.row().mnemonic().startsWith("addi") && lowers(instruction, registers);
    }

    private static boolean lowers(Instruction instruction, Registers registers) {
        registers.run(instruction);
        return !registers.stackSwitched() && registers.depth() < 0;
    }

    /** Reads all functions of an ELF file. */
    static MachineCode of(ElfFile elf) {
        return new MachineCode(elf);
    }

    ElfFile elf() {
        return elf;
    }

    /** The instruction at an address, if code of the ELF file is there and the core knows it. */
    Optional<Instruction> instruction(int address) {
        Optional<ElfFile.Block> block = block(address);
        if (block.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = block.get().bytes();
        int at = address - block.get().address();
        int left = bytes.length - at;
        int length = InstructionSet.length(bytes[at]);
        if (length > left) {
            return Optional.empty();
        }
        int word = bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (length > 2 ? (bytes[at + 2] & 0xFF) << 16 : 0);
        return InstructionSet.decode(word, address);
    }

    /** The constant that stands in the code at an address. */
    OptionalInt constant(int address) {
        return block(address).filter(block -> address - block.address() + 4 <= block.bytes().length)
            .map(block -> OptionalInt.of(LittleEndian.get32(block.bytes(), address - block.address()))).orElse(OptionalInt.empty());
    }

    /** Whether an address lies among machine code and its constants. */
    boolean isCode(int address) {
        return block(address).isPresent();
    }

    private Optional<ElfFile.Block> block(int address) {
        Map.Entry<Integer, ElfFile.Block> floor = code.floorEntry(address);
        return floor == null || address - floor.getKey() >= floor.getValue().bytes().length ? Optional.empty()
            : Optional.of(floor.getValue());
    }

    /** All functions, by address. */
    Collection<Function> functions() {
        return functions.values();
    }

    /** The function that holds an address. */
    Optional<Function> functionAt(int address) {
        Map.Entry<Integer, Function> floor = functions.floorEntry(address);
        return floor == null || address >= floor.getValue().end() ? Optional.empty() : Optional.of(floor.getValue());
    }

    /** The call that returns to an address. */
    Optional<Call> callBefore(int returnAddress) {
        return Optional.ofNullable(callsByReturnAddress.get(returnAddress));
    }

    /** Every call of a function by its address. */
    List<Call> callsTo(int target) {
        return callsByTarget.getOrDefault(target, List.of());
    }

    /** Every jump from another function to this one's start. */
    List<Call> tailJumpsTo(int target) {
        return tailJumpsByTarget.getOrDefault(target, List.of());
    }

    /** Calls through a pointer: the code before them does not say where they go. */
    List<Call> openCalls() {
        return openCalls;
    }

    /**
     * Whether code somewhere puts this address into a0 itself before it jumps, instead of calling: how the first function
     * on a stack of its own is started, so nothing is above it.
     */
    boolean isPlanted(int returnAddress) {
        return planted.contains(returnAddress);
    }

    /** Whether a call that goes to {@code from} may end up in {@code to} by jumps that leave no trace. */
    boolean leadsTo(int from, int to) {
        return leadsTo(from, to, LONGEST_TAIL);
    }

    private boolean leadsTo(int from, int to, int jumps) {
        return from == to || jumps > 0 && tailJumpsTo(to).stream().anyMatch(jump -> leadsTo(from, jump.caller().start(), jumps - 1));
    }

    /** Every call that goes to a function, directly or by jumps that leave no trace. */
    List<Call> waysTo(int target) {
        List<Call> ways = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(target));
        Set<Integer> seen = new HashSet<>();
        while (!open.isEmpty()) {
            int next = open.remove();
            if (seen.add(next) && seen.size() <= MOST_WAYS) {
                ways.addAll(callsTo(next));
                tailJumpsTo(next).forEach(jump -> open.add(jump.caller().start()));
            }
        }
        return ways;
    }

    /** Whether somewhere a pointer to a function is kept or passed on, so that calls through pointers may come there. */
    boolean isPointedAt(int function) {
        return isPointedAt(function, LONGEST_TAIL);
    }

    private boolean isPointedAt(int function, int jumps) {
        return pointedAt.holds(function)
            || jumps > 0 && tailJumpsTo(function).stream().anyMatch(jump -> isPointedAt(jump.caller().start(), jumps - 1));
    }

    /** Whether an address is in the middle of an instruction that branches lead to. */
    boolean isInsideInstruction(int address) {
        return functionAt(address).filter(function -> {
            Map<Integer, Registers> reached = frames(function).reached();
            return !reached.containsKey(address) && IntStream.of(address - 1, address - 2).anyMatch(before -> reached.containsKey(before)
                && instruction(before).filter(known -> known.nextAddress() > address).isPresent());
        }).isPresent();
    }

    /** What a function does with its stack. */
    FrameMap frames(Function function) {
        return frames.get(function.start());
    }

    /** Along its branches; then, in memory order, what only jump tables lead to. */
    private void readCalls(Function function) {
        FrameMap map = FrameMap.of(this, function);
        frames.put(function.start(), map);
        map.reached().forEach((address, registers) -> instruction(address)
            .ifPresent(instruction -> read(instruction, registers, function)));
        Registers registers = new Registers(this);
        int at = function.start();
        while (at < function.end()) {
            Optional<Instruction> found = instruction(at);
            if (map.reached().containsKey(at) || found.isEmpty()) {
                registers.forget();
            } else {
                read(found.get(), registers, function);
                registers.run(found.get());
            }
            at += found.map(instruction -> instruction.row().length()).orElse(1);
        }
    }

    private void read(Instruction instruction, Registers registers, Function function) {
        if (instruction.row().mnemonic().equals("l32r")) {
            int literal = instruction.value(instruction.row().operands().get(1));
            literals.add(literal);
            constant(literal).ifPresent(constant -> passedOn.merge(constant, 1, Integer::sum));
        }
        List<Operation> meaning = instruction.row().meaning();
        if (!meaning.isEmpty() && meaning.get(0) instanceof Operation.Jump jump && !(jump.target() instanceof Value.ReturnAddress)) {
            readJump(instruction, jump, registers, function);
        }
    }

    private void readJump(Instruction instruction, Operation.Jump jump, Registers registers, Function function) {
        OptionalInt target = registers.constant(jump.target(), instruction);
        boolean throughRegister = jump.target() instanceof Value.Register;
        if (throughRegister && target.isPresent()) {
            passedOn.merge(target.getAsInt(), -1, Integer::sum);
        }
        Call call = new Call(instruction.address(), target, function);
        if (isCall(instruction)) {
            callsByReturnAddress.put(call.returnAddress(), call);
            if (target.isPresent()) {
                callsByTarget.computeIfAbsent(target.getAsInt(), key -> new ArrayList<>()).add(call);
            } else {
                openCalls.add(call);
            }
            return;
        }
        if (throughRegister) {
            registers.returnAddress().stream().filter(this::isCode).forEach(planted::add);
        }
        if (target.isPresent() && (target.getAsInt() < function.start() || target.getAsInt() >= function.end())) {
            tailJumpsByTarget.computeIfAbsent(target.getAsInt(), key -> new ArrayList<>()).add(call);
        }
    }

    /** Whether an instruction leaves a return address. */
    static boolean isCall(Instruction instruction) {
        return instruction.row().meaning().stream().anyMatch(Operation.SetReturnAddress.class::isInstance);
    }
}
