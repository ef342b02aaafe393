package dev.espalier.crash;

import dev.espalier.crash.Trail.End;
import dev.espalier.crash.Trail.Link;
import dev.espalier.crash.Trail.Position;
import dev.espalier.transcript.RomSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Goes from frame to frame as the code says, without guessing: where the code does not say, it ends. */
final class Unwinder {

    /** The ROM's loop over tasks: the bottom of the system's stack (facts 8, S13). */
    static final int TASK_LOOP = 0x40000F49;
    /** The ROM's interrupt handler calls the handlers from here, with its frame at the stack pointer (facts 2.4, 4). */
    static final int INTERRUPT_RETURN = 0x4000050C;
    /** The note of a place that an interrupt came at. */
    static final String INTERRUPTED = "interrupted here";
    private static final int INTERRUPT_FRAME_BYTES = 256;
    private static final int INTERRUPTED_PS = 4;
    private static final int INTERRUPTED_A0 = 16;
    /** Interrupt level, EXCM and UM: the core has no other bits of PS. */
    private static final int PS_BITS = 0x3F;
    /** Where the ROM waits for the next task. */
    private static final int IDLE = 0x40000F68;
    private static final int MOST_FRAMES = 100;

    private final MachineCode code;
    private final StackWords words;

    Unwinder(MachineCode code, StackWords words) {
        this.code = code;
        this.words = words;
    }

    /** What a frame says of its caller: the caller's place, or why it is not known. */
    private record Step(Optional<Link> link, boolean fits, Optional<Position> next, End end) {

        static Step to(Link link, boolean fits, Position next) {
            return new Step(Optional.of(link), fits, Optional.of(next), null);
        }

        static Step end(End why) {
            return new Step(Optional.empty(), false, Optional.empty(), why);
        }
    }

    /** Walks from a place as far as the code says. */
    Trail walk(Position from) {
        List<Link> links = new ArrayList<>();
        int confirmed = 0;
        Position at = from;
        for (int i = 0; i < MOST_FRAMES; i++) {
            Step step = step(at);
            step.link().ifPresent(links::add);
            confirmed += step.fits() ? 1 : 0;
            if (step.next().isEmpty()) {
                return new Trail(links, confirmed, step.end(), at);
            }
            at = step.next().get();
        }
        return new Trail(links, confirmed, End.BROKEN, at);
    }

    /** The stack pointer of a place's caller, where the place's function has a frame that is known. */
    OptionalInt entryStackPointer(Position at) {
        if (RomSymbols.isCode(at.address())) {
            return OptionalInt.of(at.sp());
        }
        return frame(at).filter(frame -> !frame.stackSwitched()).map(frame -> OptionalInt.of(at.sp() - frame.depth()))
            .orElse(OptionalInt.empty());
    }

    /** Whether nothing is above a return address. */
    boolean isBottom(int returnAddress) {
        return returnAddress == TASK_LOOP || code.isPlanted(returnAddress);
    }

    private Optional<FrameMap.Frame> frame(Position at) {
        return code.functionAt(at.instruction()).flatMap(function -> code.frames(function).at(at.instruction()));
    }

    private Step step(Position at) {
        if (at.behindCall() && isBottom(at.address())) {
            return Step.end(End.BOTTOM);
        }
        if (at.behindCall() && at.address() == INTERRUPT_RETURN) {
            return interrupted(at);
        }
        if (at.address() == IDLE) {
            return Step.end(End.BOTTOM);
        }
        Optional<MachineCode.Function> function = code.functionAt(at.instruction());
        Optional<FrameMap.Frame> frame = frame(at);
        if (frame.isEmpty() || RomSymbols.isCode(at.address())) {
            return at.behindCall() ? Step.end(End.BROKEN) : leaf(at, OptionalInt.empty(), at.sp());
        }
        if (frame.get().stackSwitched() && !at.ownStack()) {
            return stackSwitched(at);
        }
        int entry = at.sp() - frame.get().depth();
        if (frame.get().savedAt().isEmpty()) {
            return frame.get().inRegister() ? leaf(at, OptionalInt.of(function.get().start()), entry) : Step.end(lost(function.get()));
        }
        int slot = entry + frame.get().savedAt().getAsInt();
        OptionalInt saved = words.at(slot);
        return saved.isEmpty() ? Step.end(End.BEYOND_DUMP)
            : caller(function.get().start(), saved.getAsInt(), OptionalInt.of(slot), entry, at);
    }

    private Step leaf(Position at, OptionalInt function, int entry) {
        return at.a0().isEmpty() ? Step.end(End.LEAF)
            : caller(function.orElse(at.address()), at.a0().getAsInt(), OptionalInt.empty(), entry, at);
    }

    /** Goes on at a return address, if it is one. */
    private Step caller(int function, int returnAddress, OptionalInt slot, int entry, Position at) {
        Optional<MachineCode.Call> call = code.callBefore(returnAddress);
        boolean fits = call.isPresent() ? mayCall(call.get(), function)
            : (isBottom(returnAddress) || returnAddress == INTERRUPT_RETURN) && mayBePassedOn(function);
        if (!fits) {
            return Step.end(End.BROKEN);
        }
        boolean confirmed = call.isEmpty() || call.get().target().isPresent();
        return Step.to(Link.certain(returnAddress, slot), confirmed, Position.behind(returnAddress, entry, at.stack()));
    }

    /** Whether a call can have led to a function; one through a pointer can only lead to what pointers lead to. */
    private boolean mayCall(MachineCode.Call call, int function) {
        return call.target().isPresent() ? code.leadsTo(call.target().getAsInt(), function) : mayBePassedOn(function);
    }

    private boolean mayBePassedOn(int function) {
        return code.functionAt(function).isEmpty() || code.isPointedAt(function);
    }

    /**
     * The end for a function that has its caller's address nowhere any more. One that nobody calls was jumped to as the
     * first of a stack; one that is called just does not return.
     */
    private End lost(MachineCode.Function function) {
        return code.callsTo(function.start()).isEmpty() ? End.BOTTOM : End.BROKEN;
    }

    /** The handler's frame keeps everything of whom it interrupted, a0 too. */
    private Step interrupted(Position at) {
        OptionalInt pc = words.at(at.sp());
        OptionalInt a0 = words.at(at.sp() + INTERRUPTED_A0);
        OptionalInt ps = words.at(at.sp() + INTERRUPTED_PS);
        if (pc.isEmpty() || a0.isEmpty() || ps.isEmpty()) {
            return Step.end(End.BEYOND_DUMP);
        }
        boolean code = this.code.functionAt(pc.getAsInt()).isPresent() && !this.code.isInsideInstruction(pc.getAsInt())
            || RomSymbols.isCode(pc.getAsInt());
        if (!code || (ps.getAsInt() & ~PS_BITS) != 0) {
            return Step.end(End.BROKEN);
        }
        return Step.to(new Link(pc.getAsInt(), OptionalInt.of(at.sp()), Certainty.CERTAIN, INTERRUPTED), true,
            new Position(pc.getAsInt(), false, at.sp() + INTERRUPT_FRAME_BYTES, a0, at.stack(), false));
    }

    /** The second dump begins where the function left its own stack. */
    private Step stackSwitched(Position at) {
        if (at.stack() + 1 >= words.count()) {
            return Step.end(End.BOTTOM);
        }
        int next = at.stack() + 1;
        return new Step(Optional.empty(), false,
            Optional.of(new Position(at.address(), at.behindCall(), words.first(next), OptionalInt.empty(), next, true)), null);
    }
}
