package dev.espalier.crash;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.InstructionSet;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import dev.espalier.image.ElfFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** An ELF file's machine code: its functions, their instructions, and who calls whom. */
final class MachineCode {

    /** Call instructions of the LX106 have no short form. */
    static final int CALL_BYTES = 3;
    /** A function whose size the assembler did not say ends at the next one, and is not longer than this. */
    private static final int LONGEST_UNSIZED = 0x400;

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
    private final TreeMap<Integer, Function> functions = new TreeMap<>();
    private final Map<Integer, Call> callsByReturnAddress = new HashMap<>();
    private final Map<Integer, List<Call>> callsByTarget = new HashMap<>();
    private final Map<Integer, List<Call>> tailJumpsByTarget = new HashMap<>();
    private final List<Call> openCalls = new ArrayList<>();
    private final Map<Integer, FrameMap> frames = new HashMap<>();

    private MachineCode(ElfFile elf) {
        this.elf = elf;
        List<ElfFile.Function> all = elf.functions().stream().filter(each -> elf.isCode(each.address())).toList();
        for (int i = 0; i < all.size(); i++) {
            ElfFile.Function each = all.get(i);
            int size = each.size();
            if (size == 0) {
                size = i + 1 < all.size() ? Math.min(LONGEST_UNSIZED, all.get(i + 1).address() - each.address()) : LONGEST_UNSIZED;
            }
            functions.put(each.address(), new Function(each.name(), each.address(), each.address() + size));
        }
        functions.values().forEach(this::readCalls);
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
        byte[] bytes = elf.bytesAt(address, CALL_BYTES);
        if (bytes.length < 2 || !elf.isCode(address)) {
            return Optional.empty();
        }
        int word = bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8 | (bytes.length > 2 ? (bytes[2] & 0xFF) << 16 : 0);
        return InstructionSet.length(word) > bytes.length ? Optional.empty() : InstructionSet.decode(word, address);
    }

    /** The constant that stands in the code at an address. */
    OptionalInt constant(int address) {
        byte[] bytes = elf.bytesAt(address, 4);
        return bytes.length < 4 || !elf.isCode(address) ? OptionalInt.empty()
            : OptionalInt.of(bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | bytes[3] << 24);
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

    /** What a function does with its stack. */
    FrameMap frames(Function function) {
        return frames.computeIfAbsent(function.start(), start -> FrameMap.of(this, function));
    }

    /** In memory order, which is where compilers put a call's address: right before it. */
    private void readCalls(Function function) {
        Registers registers = new Registers(this);
        int at = function.start();
        while (at < function.end()) {
            Optional<Instruction> found = instruction(at);
            if (found.isEmpty()) {
                registers.forget();
                at += CALL_BYTES;
                continue;
            }
            readCall(found.get(), registers, function);
            registers.run(found.get());
            at = found.get().nextAddress();
        }
    }

    private void readCall(Instruction instruction, Registers registers, Function function) {
        List<Operation> meaning = instruction.row().meaning();
        if (meaning.isEmpty() || !(meaning.get(0) instanceof Operation.Jump jump) || jump.target() instanceof Value.ReturnAddress) {
            return;
        }
        OptionalInt target = registers.constant(jump.target(), instruction);
        Call call = new Call(instruction.address(), target, function);
        if (isCall(instruction)) {
            callsByReturnAddress.put(call.returnAddress(), call);
            if (target.isPresent()) {
                callsByTarget.computeIfAbsent(target.getAsInt(), key -> new ArrayList<>()).add(call);
            } else {
                openCalls.add(call);
            }
        } else if (target.isPresent() && (target.getAsInt() < function.start() || target.getAsInt() >= function.end())) {
            tailJumpsByTarget.computeIfAbsent(target.getAsInt(), key -> new ArrayList<>()).add(call);
        }
    }

    /** Whether an instruction leaves a return address. */
    static boolean isCall(Instruction instruction) {
        return instruction.row().meaning().stream().anyMatch(Operation.SetReturnAddress.class::isInstance);
    }
}
