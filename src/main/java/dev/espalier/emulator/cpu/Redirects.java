package dev.espalier.emulator.cpu;

import dev.espalier.emulator.isa.Instruction;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** All {@link Redirect}s of a core, by address. Immutable. */
public final class Redirects {

    /** None. */
    public static final Redirects NONE = new Redirects(Map.of());

    private final Map<Integer, Redirect> byAddress;

    private Redirects(Map<Integer, Redirect> byAddress) {
        this.byAddress = byAddress;
    }

    /**
     * These redirects.
     *
     * @throws IllegalArgumentException when two lead away from the same address
     */
    public static Redirects of(Collection<Redirect> all) {
        Map<Integer, Redirect> byAddress = new HashMap<>();
        for (Redirect redirect : all) {
            Redirect other = byAddress.put(redirect.address(), redirect);
            if (other != null) {
                throw new IllegalArgumentException("two redirects from one address: %s and %s".formatted(other, redirect));
            }
        }
        return new Redirects(Map.copyOf(byAddress));
    }

    /** Each of them. */
    public Collection<Redirect> all() {
        return byAddress.values();
    }

    /** How far behind its own address the meaning of an address may depend on memory, in bytes. */
    int reach() {
        return byAddress.isEmpty() ? 2 : Redirect.MOST_BYTES - 1;
    }

    /** The end of the bytes that decide what the instruction at {@code address} is; its own end where there is no redirect. */
    int endOf(Instruction instruction) {
        Redirect redirect = byAddress.get(instruction.address());
        return redirect == null ? instruction.nextAddress() : Math.max(redirect.end(), instruction.nextAddress());
    }

    /**
     * The jump to execute at {@code pc} instead of what is there.
     *
     * @param word fetches a word by its address
     */
    Optional<Instruction> at(int pc, IntUnaryOperator word) {
        Redirect redirect = byAddress.get(pc);
        if (redirect == null || !inForce(redirect, word)) {
            return Optional.empty();
        }
        return Optional.of(Instruction.farJump(pc, redirect.target()));
    }

    private static boolean inForce(Redirect redirect, IntUnaryOperator word) {
        for (int at = redirect.address(); at < redirect.end(); at++) {
            if ((word.applyAsInt(at & ~3) >>> (at & 3) * 8 & 0xFF) != redirect.expectedAt(at)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Redirects that && byAddress.equals(that.byAddress);
    }

    @Override
    public int hashCode() {
        return byAddress.hashCode();
    }
}
