package dev.espalier.image;

import java.util.List;
import java.util.Optional;

/**
 * Something in an image that tells of how it was built: a symbol of its ELF file, or a text in the image.
 *
 * @param kind which of the two
 * @param value the symbol's name, which may end with a star, or the text
 * @param meaning what its presence means, for people; may be empty
 */
public record Sign(Kind kind, String value, String meaning) {

    /** What the Arduino core and its libraries leave in an image only when their debug output is on. */
    public static final List<Sign> DEBUG = List.of(
        text(":ur %d", "TCP debug output of the Arduino core (DEBUG_ESP_CORE)"),
        text(":wr %d %d", "TCP debug output of the Arduino core (DEBUG_ESP_CORE)"),
        text("wifi evt: %d", "Wi-Fi debug output of the Arduino core (DEBUG_ESP_WIFI or DEBUG_ESP_CORE)"),
        text("[HTTP-Client]", "debug output of HTTPClient (DEBUG_ESP_HTTP_CLIENT)"),
        text("[httpUpdate]", "debug output of HTTPUpdate (DEBUG_ESP_HTTP_UPDATE)"),
        symbol("umm_poison_malloc", "heap with guard words (UMM_POISON_CHECK)"),
        symbol("malloc_loc", "allocations with file and line (DEBUG_ESP_OOM)"),
        symbol("gdbstub_init", "the debugger's stub (GDBStub)"));

    /** Where to look for it. */
    public enum Kind { SYMBOL, TEXT }

    /** A symbol. */
    public static Sign symbol(String name, String meaning) {
        return new Sign(Kind.SYMBOL, name, meaning);
    }

    /** A text. */
    public static Sign text(String text, String meaning) {
        return new Sign(Kind.TEXT, text, meaning);
    }

    /** Whether it is there; a symbol is never seen without an ELF file. */
    public boolean isIn(FlashImage image, Optional<ElfFile> elf) {
        return kind == Kind.TEXT ? image.holdsText(value) : elf.isPresent() && elf.get().hasSymbol(value);
    }

    @Override
    public String toString() {
        return "%s \"%s\"%s".formatted(kind == Kind.TEXT ? "the text" : "the symbol", value,
            meaning.isEmpty() ? "" : ": " + meaning);
    }
}
