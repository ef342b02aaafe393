package dev.espalier.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A walk from one place on the stack to its end: the return addresses on the way, and how well they fit.
 *
 * @param links return addresses, the innermost first
 * @param confirmed how many of them follow a call of the very function that kept them
 * @param end why it went no further
 * @param stopped where it went no further
 */
record Trail(List<Link> links, int confirmed, End end, Position stopped) {

    /** Why a walk went no further. */
    enum End {
        /** At the task loop, or at the bottom of a stack that was dumped whole. */
        BOTTOM,
        /** The function keeps its caller's address in a0 only, and that is in no dump. */
        LEAF,
        /** The next frame is not in the dump. */
        BEYOND_DUMP,
        /** What should be a return address is none. */
        BROKEN
    }

    /**
     * A return address.
     *
     * @param at where on the stack it is; empty when it was in a register
     * @param note what else is to be said of it, or empty
     */
    record Link(int address, OptionalInt at, Certainty certainty, String note) {

        static Link certain(int address, OptionalInt at) {
            return new Link(address, at, Certainty.CERTAIN, "");
        }

        /** The same, as something that was looked for. */
        Link likely(String why) {
            return new Link(address, at, Certainty.LIKELY, why);
        }
    }

    /**
     * A place in a walk.
     *
     * @param address of the instruction, or behind a call
     * @param behindCall whether {@code address} is a return address
     * @param sp the stack pointer there
     * @param a0 the return address in a0, if it is known
     * @param stack which of the dumped stacks this is
     * @param ownStack whether the function's frame is on this stack although it has switched to another
     */
    record Position(int address, boolean behindCall, int sp, OptionalInt a0, int stack, boolean ownStack) {

        static Position behind(int returnAddress, int sp, int stack) {
            return new Position(returnAddress, true, sp, OptionalInt.empty(), stack, false);
        }

        /** The instruction that is or was being carried out. */
        int instruction() {
            return behindCall ? address - MachineCode.CALL_BYTES : address;
        }
    }

    /** Whether it reached the end of the stack. */
    boolean whole() {
        return end == End.BOTTOM;
    }

    /** More is better: the bottom above all, then links that fit. */
    int score() {
        return (whole() ? 1000 : 0) + confirmed;
    }

    /** The same way with other words on its links. */
    Trail with(List<Link> others) {
        return new Trail(others, confirmed, end, stopped);
    }

    /** This, with a link before the first. */
    Trail after(Link link, boolean fits) {
        List<Link> all = new ArrayList<>(List.of(link));
        all.addAll(links);
        return new Trail(all, confirmed + (fits ? 1 : 0), end, stopped);
    }
}
