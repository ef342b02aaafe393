package dev.espalier.emulator.tape;

/**
 * One entry of a tape.
 *
 * @param cycles cycle count of the guest at which it took effect
 * @param number see {@link Kind}
 * @param value  see {@link Kind}
 * @param data   bytes of {@link Kind#SERIAL} and {@link Kind#STORED}, else empty
 */
public record Entry(Kind kind, long cycles, int number, int value, byte[] data) {

    @Override
    public String toString() {
        return "%s(%x, %x) at cycle %d".formatted(kind, number, value, cycles);
    }
}
