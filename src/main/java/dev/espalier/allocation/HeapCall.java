package dev.espalier.allocation;

/**
 * One call of the allocator by the rest of the firmware.
 *
 * @param returnAddress where the caller goes on; the call instruction is the three bytes before it
 * @param cycles        CPU cycles since power-on
 * @param nanos         guest time since power-on
 * @param stackPointer  a1 at the call
 * @param stack         the first words of the stack from there, for a stack walk; fewer at the end of RAM
 */
public record HeapCall(int returnAddress, long cycles, long nanos, int stackPointer, int[] stack) {

    private static final int CALL_BYTES = 3;

    public HeapCall {
        stack = stack.clone();
    }

    /** Address of the call instruction: what file and line are asked of. */
    public int site() {
        return returnAddress - CALL_BYTES;
    }

    @Override
    public int[] stack() {
        return stack.clone();
    }
}
