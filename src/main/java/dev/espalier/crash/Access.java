package dev.espalier.crash;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import java.util.Optional;

/**
 * How an instruction reaches into memory.
 *
 * @param store whether it writes
 * @param bytes how many at once: 1, 2 or 4
 * @param base the address register that holds the pointer; -1 when a constant stands for it
 * @param offset what is added to it
 */
record Access(boolean store, int bytes, int base, int offset) {

    /** What an instruction does to memory, if it does. */
    static Optional<Access> of(Instruction instruction) {
        for (Operation each : instruction.row().meaning()) {
            if (each instanceof Operation.Store store) {
                return Optional.of(of(true, store.width(), store.address(), instruction));
            }
            if (each instanceof Operation.SetRegister set && set.value() instanceof Value.Load load) {
                return Optional.of(of(false, load.width(), load.address(), instruction));
            }
        }
        return Optional.empty();
    }

    private static Access of(boolean store, Value.Width width, Value address, Instruction instruction) {
        if (address instanceof Value.Binary sum && sum.left() instanceof Value.Register base
            && sum.right() instanceof Value.Immediate offset) {
            return new Access(store, width.bytes(), instruction.value(base.operand()), instruction.value(offset.operand()));
        }
        return new Access(store, width.bytes(), -1, 0);
    }

    /** "stores 32 bits at a2 + 8". */
    String inWords() {
        String place = base < 0 ? "a constant's place" : offset == 0 ? "a" + base : "a%d + %d".formatted(base, offset);
        return "%s %d bits at %s".formatted(store ? "stores" : "loads", 8 * bytes, place);
    }
}
