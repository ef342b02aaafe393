package dev.espalier.bench;

import dev.espalier.emulator.vendor.GuestSymbols;
import dev.espalier.image.ElfFile;
import java.util.OptionalInt;

/**
 * An ELF file as the virtual board wants to know it.
 *
 * @param elf the file, which belongs to the image on the board
 */
public record ElfSymbols(ElfFile elf) implements GuestSymbols {

    @Override
    public OptionalInt addressOf(String symbol) {
        return elf.addressOf(symbol).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    @Override
    public byte[] bytesAt(int address, int length) {
        return elf.bytesAt(address, length);
    }

    @Override
    public boolean holdsText(String text) {
        return elf.holdsText(text);
    }
}
