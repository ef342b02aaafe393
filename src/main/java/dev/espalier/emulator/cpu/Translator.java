package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operand;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.Value;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The fast engine: turns the meaning of a blueprint's instructions into one method of JVM bytecode, with
 * operands as constants and registers in local variables.
 *
 * <p>The method counts cycles a straight run at a time and leaves before a run that would pass the limit;
 * the walker then does the rest, so the clock's horizon is met exactly.
 */
final class Translator {

    /** HotSpot does not compile methods above 8000 bytes. */
    static final int LARGEST_METHOD = 7_900;

    private static final String PACKAGE = "dev/espalier/emulator/cpu/";
    static final String STATE = PACKAGE + "CpuState";
    private static final String BASE = PACKAGE + "TranslatedCode";

    private final Blueprint blueprint;
    private final MethodVisitor method;
    private final Values values;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final Label leave = new Label();
    /** Registers that the code reads or changes, SAR as number 16. */
    private final TreeSet<Integer> used = new TreeSet<>();
    private final TreeSet<Integer> changed = new TreeSet<>();

    private Translator(Blueprint blueprint, Literals literals, MethodVisitor method) {
        this.blueprint = blueprint;
        this.method = method;
        this.values = new Values(method, literals);
        blueprint.blocks().keySet().forEach(address -> labels.put(address, new Label()));
        for (List<Instruction> block : blueprint.blocks().values()) {
            for (Instruction instruction : block) {
                Registers.used(instruction, used);
                Registers.changed(instruction, changed);
            }
        }
        used.addAll(changed);
    }

    /** Translates; null when the method would be too large for HotSpot to compile. */
    static TranslatedCode translate(Blueprint blueprint, Literals literals) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL, PACKAGE + "Guest$" + Integer.toHexString(blueprint.entry()), null, BASE, null);
        MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, BASE, "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
        MethodVisitor run = writer.visitMethod(0, "run", "(L" + STATE + ";)V", null, null);
        if (new Translator(blueprint, literals, run).emit() > LARGEST_METHOD) {
            return null;
        }
        writer.visitEnd();
        return define(writer.toByteArray());
    }

    private static TranslatedCode define(byte[] bytes) {
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, false);
            return (TranslatedCode) hidden.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("translated code was refused by the JVM", e);
        }
    }

    private int emit() {
        Label body = new Label();
        Label refused = new Label();
        Label end = new Label();
        method.visitCode();
        method.visitTryCatchBlock(body, leave, refused, "java/lang/RuntimeException");
        values.loadState("executed", "I");
        method.visitVarInsn(Opcodes.ISTORE, Values.COUNTED);
        values.constant(blueprint.entry());
        method.visitVarInsn(Opcodes.ISTORE, Values.PC);
        for (int register : used) {
            loadRegister(register);
        }
        method.visitLabel(body);
        method.visitJumpInsn(Opcodes.GOTO, labels.get(blueprint.entry()));
        blueprint.blocks().forEach(this::emitBlock);
        method.visitLabel(leave);
        storeRegisters();
        storeField("pc", Values.PC);
        storeField("executed", Values.COUNTED);
        method.visitInsn(Opcodes.RETURN);
        method.visitLabel(refused);
        storeRegisters();
        method.visitInsn(Opcodes.ATHROW);
        method.visitLabel(end);
        method.visitMaxs(0, 0);
        method.visitEnd();
        return end.getOffset();
    }

    private void loadRegister(int register) {
        if (register == Registers.SAR) {
            values.loadState("sar", "I");
        } else {
            values.loadState("a", "[I");
            values.constant(register);
            method.visitInsn(Opcodes.IALOAD);
        }
        method.visitVarInsn(Opcodes.ISTORE, Values.local(register));
    }

    private void storeRegisters() {
        for (int register : changed) {
            if (register == Registers.SAR) {
                storeField("sar", Values.local(register));
            } else {
                values.loadState("a", "[I");
                values.constant(register);
                method.visitVarInsn(Opcodes.ILOAD, Values.local(register));
                method.visitInsn(Opcodes.IASTORE);
            }
        }
    }

    private void storeField(String field, int local) {
        method.visitVarInsn(Opcodes.ALOAD, Values.STATE_LOCAL);
        method.visitVarInsn(Opcodes.ILOAD, local);
        method.visitFieldInsn(Opcodes.PUTFIELD, STATE, field, "I");
    }

    private void emitBlock(int address, List<Instruction> block) {
        method.visitLabel(labels.get(address));
        Label room = new Label();
        method.visitVarInsn(Opcodes.ILOAD, Values.COUNTED);
        values.constant(block.size());
        method.visitInsn(Opcodes.IADD);
        values.loadState("limit", "I");
        method.visitJumpInsn(Opcodes.IF_ICMPLE, room);
        leaveAt(address);
        method.visitLabel(room);
        method.visitIincInsn(Values.COUNTED, block.size());
        values.beginBlock();
        for (int i = 0; i < block.size(); i++) {
            emitInstruction(block.get(i), block.size() - i);
        }
        Instruction last = block.get(block.size() - 1);
        if (!Blueprint.alwaysJumps(last)) {
            goTo(last.nextAddress());
        }
    }

    /** @param ahead cycles counted already for this instruction and the rest of its run */
    private void emitInstruction(Instruction instruction, int ahead) {
        values.at(instruction, ahead);
        Operation.Jump pending = null;
        for (Operation operation : instruction.row().meaning()) {
            if (operation instanceof Operation.Jump jump) {
                pending = jump;
                prepare(jump);
            } else {
                emitOperation(operation, instruction, ahead);
            }
        }
        if (pending != null) {
            Integer target = values.known(pending.target());
            if (target != null) {
                goTo(target);
            } else {
                method.visitJumpInsn(Opcodes.GOTO, leave);
            }
        }
    }

    /** A target from a register is read before the instruction's other steps change it. */
    private void prepare(Operation.Jump jump) {
        if (values.known(jump.target()) == null) {
            values.push(jump.target());
            method.visitVarInsn(Opcodes.ISTORE, Values.PC);
        }
    }

    private void emitOperation(Operation operation, Instruction instruction, int ahead) {
        if (operation instanceof Operation.SetRegister set) {
            boolean loads = set.value() instanceof Value.Load && values.known(set.value()) == null;
            values.push(set.value());
            method.visitVarInsn(Opcodes.ISTORE, Values.local(instruction.value(set.operand())));
            if (loads && ahead > 1) {
                leaveIfLimitMoved(instruction, ahead);
            }
        } else if (operation instanceof Operation.SetReturnAddress set) {
            values.push(set.value());
            method.visitVarInsn(Opcodes.ISTORE, Values.local(0));
        } else if (operation instanceof Operation.SetSpecial set) {
            values.setShift(set.value());
        } else if (operation instanceof Operation.Exchange exchange) {
            values.exchangeShift(instruction.value(exchange.operand()));
        } else if (operation instanceof Operation.Store store) {
            emitStore(store, instruction, ahead);
        } else if (operation instanceof Operation.When when) {
            emitWhen(when, instruction, ahead);
        } else {
            throw new IllegalStateException("the translator does not know the step " + operation);
        }
    }

    /** A device's register may have raised an interrupt, or let time pass, when it was read. */
    private void leaveIfLimitMoved(Instruction instruction, int ahead) {
        Label on = new Label();
        method.visitVarInsn(Opcodes.ILOAD, Values.COUNTED);
        values.loadState("limit", "I");
        method.visitJumpInsn(Opcodes.IF_ICMPLE, on);
        method.visitIincInsn(Values.COUNTED, 1 - ahead);
        leaveAt(instruction.nextAddress());
        method.visitLabel(on);
    }

    private void emitStore(Operation.Store store, Instruction instruction, int ahead) {
        Label done = new Label();
        values.store(store);
        method.visitJumpInsn(Opcodes.IFEQ, done);
        method.visitIincInsn(Values.COUNTED, 1 - ahead);
        leaveAt(instruction.nextAddress());
        method.visitLabel(done);
    }

    private void emitWhen(Operation.When when, Instruction instruction, int ahead) {
        Label otherwise = new Label();
        values.jumpUnless(when.condition(), otherwise);
        Operation then = when.operations().get(0);
        if (then instanceof Operation.Jump jump) {
            goTo(values.known(jump.target()));
        } else {
            emitOperation(then, instruction, ahead);
        }
        method.visitLabel(otherwise);
    }

    private void goTo(int target) {
        Label inside = labels.get(target);
        if (inside != null) {
            method.visitJumpInsn(Opcodes.GOTO, inside);
        } else {
            leaveAt(target);
        }
    }

    private void leaveAt(int address) {
        values.constant(address);
        method.visitVarInsn(Opcodes.ISTORE, Values.PC);
        method.visitJumpInsn(Opcodes.GOTO, leave);
    }

    /** Which address registers an instruction reads and changes. */
    static final class Registers {
        /** The number under which SAR goes. */
        static final int SAR = 16;

        private Registers() {
        }

        static void used(Instruction instruction, TreeSet<Integer> into) {
            for (Operand operand : instruction.row().operands()) {
                if (operand.kind() == Operand.Kind.REGISTER) {
                    into.add(instruction.value(operand));
                }
            }
            instruction.row().meaning().forEach(operation -> special(operation, into));
        }

        private static void special(Operation operation, TreeSet<Integer> into) {
            if (operation instanceof Operation.SetRegister set && set.value() instanceof Value.Funnel
                || operation instanceof Operation.SetRegister read && read.value() instanceof Value.Special) {
                into.add(SAR);
            }
            if (operation instanceof Operation.Jump jump && jump.target() instanceof Value.ReturnAddress) {
                into.add(0);
            }
        }

        static void changed(Instruction instruction, TreeSet<Integer> into) {
            instruction.row().meaning().forEach(operation -> changed(operation, instruction, into));
        }

        private static void changed(Operation operation, Instruction instruction, TreeSet<Integer> into) {
            if (operation instanceof Operation.SetRegister set) {
                into.add(instruction.value(set.operand()));
            } else if (operation instanceof Operation.SetReturnAddress) {
                into.add(0);
            } else if (operation instanceof Operation.SetSpecial) {
                into.add(SAR);
            } else if (operation instanceof Operation.Exchange exchange) {
                into.add(SAR);
                into.add(instruction.value(exchange.operand()));
            } else if (operation instanceof Operation.When when) {
                when.operations().forEach(inner -> changed(inner, instruction, into));
            }
        }
    }
}
