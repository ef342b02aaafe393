package dev.espalier.emulator.cpu;

import java.util.Arrays;

/**
 * One place where the core takes another way: at {@code address} it jumps to {@code target}, as a flash
 * patch unit would make it, as long as the bytes there are the expected ones. Loads see the true bytes.
 *
 * @param address  of the first instruction of a function
 * @param expected the bytes that must be there, so that no other code is redirected; as many as
 *                 {@link #MOST_BYTES} at most, and none beyond the 4 KB page of {@code address}
 * @param target   where the core goes on
 */
public record Redirect(int address, byte[] expected, int target) {

    /** More would prove no more. */
    public static final int MOST_BYTES = 16;
    private static final int PAGE_BYTES = 4096;

    public Redirect {
        int most = Math.min(MOST_BYTES, PAGE_BYTES - (address & PAGE_BYTES - 1));
        if (expected.length == 0) {
            throw new IllegalArgumentException("a redirect at %08x needs at least one expected byte".formatted(address));
        }
        expected = Arrays.copyOf(expected, Math.min(expected.length, most));
    }

    @Override
    public byte[] expected() {
        return expected.clone();
    }

    /** The address behind the last expected byte. */
    int end() {
        return address + expected.length;
    }

    /** The expected byte at {@code at}, between {@link #address} and {@link #end}. */
    int expectedAt(int at) {
        return expected[at - address] & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Redirect that && address == that.address && target == that.target
            && Arrays.equals(expected, that.expected);
    }

    @Override
    public int hashCode() {
        return 31 * address + target;
    }

    @Override
    public String toString() {
        return "%08x -> %08x".formatted(address, target);
    }
}
