package dev.espalier.emulator.isa;

/**
 * A field of an instruction and what its bits stand for.
 *
 * @param kind how the raw bits become a value and back
 * @param letters the pattern letters that hold the raw bits, most significant part first
 */
public record Operand(Kind kind, String letters) {

    /** Immediate values of BEQI, BNEI, BLTI, BGEI by field value (ISA, table B4CONST). */
    private static final int[] B4CONST = {-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256};
    /** Immediate values of BLTUI, BGEUI by field value (ISA, table B4CONSTU). */
    private static final int[] B4CONSTU = {32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256};

    /** What raw bits stand for. */
    public enum Kind {
        REGISTER, UNSIGNED, SIGNED,
        /** Offsets of halfword and word accesses. */
        TIMES_2, TIMES_4,
        /** ADDMI. */
        SIGNED_TIMES_256,
        /** SLLI stores 32 minus the amount. */
        THIRTY_TWO_MINUS,
        /** EXTUI stores the width less one. */
        PLUS_ONE,
        B4CONST, B4CONSTU,
        /** ADDI.N: 0 stands for -1. */
        ADDI_N,
        /** MOVI.N: -32 to 95. */
        MOVI_N,
        /** Branch and jump targets from the instruction's address + 4. */
        TARGET, TARGET_FORWARD,
        /** Call targets in words from the instruction's word + 4. */
        CALL_TARGET,
        /** L32R: words below the instruction's end. */
        LITERAL,
        /** L32R with LITBASE: the same field as a byte offset. */
        LITERAL_OFFSET
    }

    static Operand register(String letter) {
        return new Operand(Kind.REGISTER, letter);
    }

    /** The value of {@code raw}, a field of {@code width} bits in the instruction at {@code address}. */
    int decode(int raw, int width, int address) {
        int signed = raw << 32 - width >> 32 - width;
        return switch (kind) {
            case REGISTER, UNSIGNED -> raw;
            case SIGNED -> signed;
            case TIMES_2 -> raw << 1;
            case TIMES_4 -> raw << 2;
            case SIGNED_TIMES_256 -> signed << 8;
            case THIRTY_TWO_MINUS -> 32 - raw;
            case PLUS_ONE -> raw + 1;
            case B4CONST -> B4CONST[raw];
            case B4CONSTU -> B4CONSTU[raw];
            case ADDI_N -> raw == 0 ? -1 : raw;
            case MOVI_N -> raw >= 96 ? raw - 128 : raw;
            case TARGET -> address + 4 + signed;
            case TARGET_FORWARD -> address + 4 + raw;
            case CALL_TARGET -> (address & ~3) + 4 + (signed << 2);
            case LITERAL -> (address + 3 & ~3) + literalOffset(raw);
            case LITERAL_OFFSET -> literalOffset(raw);
        };
    }

    /** The raw field that stands for {@code value}, found by trying them when no formula is shorter. */
    int encode(int value, int width, int address) {
        int mask = (int) ((1L << width) - 1);
        int raw = switch (kind) {
            case REGISTER, UNSIGNED, SIGNED, MOVI_N -> value;
            case TIMES_2 -> value >> 1;
            case TIMES_4 -> value >> 2;
            case SIGNED_TIMES_256 -> value >> 8;
            case THIRTY_TWO_MINUS -> 32 - value;
            case PLUS_ONE -> value - 1;
            case B4CONST -> indexOf(B4CONST, value);
            case B4CONSTU -> indexOf(B4CONSTU, value);
            case ADDI_N -> value == -1 ? 0 : value;
            case TARGET, TARGET_FORWARD -> value - address - 4;
            case CALL_TARGET -> value - (address & ~3) - 4 >> 2;
            case LITERAL -> value - (address + 3 & ~3) >> 2;
            case LITERAL_OFFSET -> value >> 2;
        } & mask;
        if (decode(raw, width, address) != value) {
            throw new IllegalArgumentException(
                "operand %s cannot hold %d (0x%x) in %d bits at 0x%08x".formatted(kind, value, value, width, address));
        }
        return raw;
    }

    boolean isTarget() {
        return switch (kind) {
            case TARGET, TARGET_FORWARD, CALL_TARGET, LITERAL -> true;
            default -> false;
        };
    }

    private static int literalOffset(int raw) {
        return (raw | 0xFFFF0000) << 2;
    }

    private static int indexOf(int[] table, int value) {
        for (int i = 0; i < table.length; i++) {
            if (table[i] == value) {
                return i;
            }
        }
        return 0;
    }
}
