package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Condition;
import dev.espalier.emulator.isa.ExceptionCause;
import dev.espalier.emulator.isa.Instruction;
import dev.espalier.emulator.isa.Operation;
import dev.espalier.emulator.isa.SpecialRegister;
import dev.espalier.emulator.isa.Value;
import java.util.List;

/**
 * The reference engine: turns the meaning of one decoded instruction into a tree of nodes with the
 * operands filled in, to be walked.
 */
final class Walker {

    /** Computes a value. */
    interface Node {
        int eval(CpuState state);
    }

    /** Does a step. */
    interface Step {
        void run(CpuState state);
    }

    private final Instruction instruction;

    private Walker(Instruction instruction) {
        this.instruction = instruction;
    }

    static Step bind(Instruction instruction) {
        return new Walker(instruction).steps(instruction.row().meaning());
    }

    private Step steps(List<Operation> operations) {
        return switch (operations.size()) {
            case 0 -> state -> { };
            case 1 -> step(operations.get(0));
            case 2 -> {
                Step first = step(operations.get(0));
                Step second = step(operations.get(1));
                yield state -> {
                    first.run(state);
                    second.run(state);
                };
            }
            default -> throw new IllegalStateException(instruction.row().mnemonic() + " has more than two steps");
        };
    }

    private Step step(Operation operation) {
        if (operation instanceof Operation.SetRegister set) {
            return setRegister(instruction.value(set.operand()), set.value());
        }
        if (operation instanceof Operation.SetReturnAddress set) {
            return setRegister(0, set.value());
        }
        if (operation instanceof Operation.SetSpecial set) {
            return setSpecial(set.register(), node(set.value()));
        }
        if (operation instanceof Operation.Exchange exchange) {
            return exchange(instruction.value(exchange.operand()), exchange.register());
        }
        if (operation instanceof Operation.Store store) {
            return store(store.width(), node(store.address()), node(store.value()));
        }
        if (operation instanceof Operation.Jump jump) {
            Node target = node(jump.target());
            return state -> state.nextPc = target.eval(state);
        }
        if (operation instanceof Operation.When when) {
            return when(when.condition(), steps(when.operations()));
        }
        return exceptional(operation);
    }

    private Step exceptional(Operation operation) {
        if (operation instanceof Operation.Raise raise) {
            return state -> {
                throw new GuestException(raise.cause(), 0);
            };
        }
        if (operation instanceof Operation.RaiseDebug raise) {
            return state -> state.raiseDebug(raise.debugCause());
        }
        if (operation instanceof Operation.ReturnFromLevel back) {
            int level = instruction.value(back.level());
            return state -> state.returnFromLevel(level);
        }
        if (operation instanceof Operation.Sleep) {
            return CpuState::sleep;
        }
        throw new IllegalStateException("the walker does not know the step " + operation);
    }

    private Step setRegister(int number, Value value) {
        Node node = node(value);
        return state -> state.a[number] = node.eval(state);
    }

    private static Step setSpecial(SpecialRegister register, Node value) {
        if (register == SpecialRegister.SAR) {
            return state -> state.sar = value.eval(state) & 0x3F;
        }
        return state -> state.set(register, value.eval(state));
    }

    private static Step exchange(int number, SpecialRegister register) {
        return state -> {
            int old = state.get(register);
            state.set(register, state.a[number]);
            state.a[number] = old;
        };
    }

    private static Step store(Value.Width width, Node address, Node value) {
        return switch (width) {
            case BYTE -> state -> state.memory.store8(address.eval(state), value.eval(state));
            case HALF, HALF_SIGNED -> state -> state.memory.store16(aligned(address.eval(state), 1), value.eval(state));
            case WORD -> state -> state.memory.store32(aligned(address.eval(state), 3), value.eval(state));
        };
    }

    private static Node load(Value.Width width, Node address) {
        return switch (width) {
            case BYTE -> state -> state.memory.load8(address.eval(state));
            case HALF -> state -> state.memory.load16(aligned(address.eval(state), 1));
            case HALF_SIGNED -> state -> (short) state.memory.load16(aligned(address.eval(state), 1));
            case WORD -> state -> state.memory.load32(aligned(address.eval(state), 3));
        };
    }

    static int aligned(int address, int mask) {
        if ((address & mask) != 0) {
            throw new GuestException(ExceptionCause.LOAD_STORE_ALIGNMENT, address);
        }
        return address;
    }

    private Step when(Condition condition, Step then) {
        Node left = node(condition.left());
        Node right = node(condition.right());
        return switch (condition.comparison()) {
            case EQUAL -> state -> {
                if (left.eval(state) == right.eval(state)) {
                    then.run(state);
                }
            };
            case NOT_EQUAL -> state -> {
                if (left.eval(state) != right.eval(state)) {
                    then.run(state);
                }
            };
            default -> state -> {
                if (condition.comparison().test(left.eval(state), right.eval(state))) {
                    then.run(state);
                }
            };
        };
    }

    private Node node(Value value) {
        if (value instanceof Value.Constant constant) {
            int number = constant.number();
            return state -> number;
        }
        if (value instanceof Value.Immediate immediate) {
            int number = instruction.value(immediate.operand());
            return state -> number;
        }
        if (value instanceof Value.Register register) {
            int number = instruction.value(register.operand());
            return state -> state.a[number];
        }
        if (value instanceof Value.ReturnAddress) {
            return state -> state.a[0];
        }
        if (value instanceof Value.NextAddress) {
            int next = instruction.nextAddress();
            return state -> next;
        }
        if (value instanceof Value.Special special) {
            return special.register() == SpecialRegister.SAR ? state -> state.sar : state -> state.get(special.register());
        }
        return compound(value);
    }

    private Node compound(Value value) {
        if (value instanceof Value.Unary unary) {
            return unary(unary.operator(), node(unary.argument()));
        }
        if (value instanceof Value.Binary binary) {
            return binary(binary.operator(), node(binary.left()), node(binary.right()));
        }
        if (value instanceof Value.Funnel funnel) {
            Node high = node(funnel.high());
            Node low = node(funnel.low());
            Node amount = node(funnel.amount());
            return state -> (int) (((long) high.eval(state) << 32 | low.eval(state) & 0xFFFFFFFFL) >>> amount.eval(state));
        }
        if (value instanceof Value.Choice choice) {
            Node left = node(choice.condition().left());
            Node right = node(choice.condition().right());
            Node whenTrue = node(choice.whenTrue());
            Node whenFalse = node(choice.whenFalse());
            Condition.Comparison comparison = choice.condition().comparison();
            return state -> (comparison.test(left.eval(state), right.eval(state)) ? whenTrue : whenFalse).eval(state);
        }
        if (value instanceof Value.Load load) {
            return load(load.width(), node(load.address()));
        }
        throw new IllegalStateException("the walker does not know the value " + value);
    }

    private static Node unary(Value.UnaryOperator operator, Node argument) {
        return switch (operator) {
            case NEGATE -> state -> -argument.eval(state);
            case NOT -> state -> ~argument.eval(state);
            case ABSOLUTE -> state -> Math.abs(argument.eval(state));
            case LEADING_ZEROS -> state -> Integer.numberOfLeadingZeros(argument.eval(state));
            case REDUNDANT_SIGNS -> state -> {
                int number = argument.eval(state);
                return Integer.numberOfLeadingZeros(number ^ number >> 31) - 1;
            };
            case SIGN_EXTEND_16 -> state -> (short) argument.eval(state);
            case ZERO_EXTEND_16 -> state -> argument.eval(state) & 0xFFFF;
        };
    }

    private static Node binary(Value.BinaryOperator operator, Node left, Node right) {
        return switch (operator) {
            case ADD -> state -> left.eval(state) + right.eval(state);
            case SUBTRACT -> state -> left.eval(state) - right.eval(state);
            case MULTIPLY -> state -> left.eval(state) * right.eval(state);
            case AND -> state -> left.eval(state) & right.eval(state);
            case OR -> state -> left.eval(state) | right.eval(state);
            case XOR -> state -> left.eval(state) ^ right.eval(state);
            case SHIFT_LEFT -> state -> left.eval(state) << right.eval(state);
            case SHIFT_RIGHT -> state -> left.eval(state) >>> right.eval(state);
            case SHIFT_RIGHT_SIGNED -> state -> left.eval(state) >> right.eval(state);
        };
    }
}
