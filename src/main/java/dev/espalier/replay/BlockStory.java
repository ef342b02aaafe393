package dev.espalier.replay;

import dev.espalier.allocation.HeapBlock;
import dev.espalier.emulator.FlightRecorder.Write;
import java.util.Optional;

/**
 * A block of heap memory that the faulting instruction had to do with.
 *
 * @param pointer   what led there: {@code address} for the one that could not be accessed, or a register
 * @param address   where it points
 * @param block     the latest block that held that byte
 * @param lastWrite who stored into it last; empty when nobody did in the stretch looked at
 */
public record BlockStory(String pointer, int address, HeapBlock block, Optional<Write> lastWrite) {
}
