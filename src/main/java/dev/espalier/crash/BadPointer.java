package dev.espalier.crash;

import dev.espalier.bytes.Hex;
import java.util.Optional;

/** What a pointer that led nowhere looks like. */
final class BadPointer {

    /** A member of a null struct or an element of a null array is not farther away than this. */
    private static final int NEAR_NULL = 0x1000;
    private static final int STACK_GUARD = 0xFEEFEFFE;
    private static final int FREED_OR_FILLED = 0xA5A5A5A5;

    private BadPointer() {
    }

    /** A few words for the address that was used, as the pointer that it was made from. */
    static String of(int address, Optional<Access> access) {
        int offset = access.filter(a -> a.base() >= 0).map(Access::offset).orElse(0);
        int pointer = address - offset;
        if (address == 0 && pointer == 0) {
            return "a null pointer";
        }
        if (pointer == 0) {
            return "a null pointer, at offset %d of what it should point to".formatted(offset);
        }
        if (address >= 0 && address < NEAR_NULL) {
            return access.isPresent() ? "a pointer that is nearly null (%s): an element or a member of something null".formatted(Hex.word(pointer))
                : "a null pointer, at offset %d of what it should point to".formatted(address);
        }
        if (pointer == STACK_GUARD) {
            return "a pointer that was never set: its value is the stack's filling (%s)".formatted(Hex.word(pointer));
        }
        if (pointer == -1 || pointer == FREED_OR_FILLED) {
            return "a pointer of %s: erased flash or EEPROM taken for data, or freed memory".formatted(Hex.word(pointer));
        }
        Optional<String> text = text(pointer);
        return text.isPresent() ? "a pointer that was overwritten with the text \"%s\"".formatted(text.get())
            : "a wild pointer (%s)".formatted(Hex.word(pointer));
    }

    private static Optional<String> text(int word) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            char c = (char) (word >>> 8 * i & 0xFF);
            if (c < 0x20 || c > 0x7E) {
                return Optional.empty();
            }
            text.append(c);
        }
        return Optional.of(text.toString());
    }
}
