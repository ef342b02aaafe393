package dev.espalier.crash;

import dev.espalier.bytes.LittleEndian;
import dev.espalier.image.ElfFile;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The addresses that stand somewhere in the image as a word: pointers to functions are among them. */
final class PointedAt {

    private final Set<Integer> addresses = new HashSet<>();

    private PointedAt() {
    }

    /**
     * Reads all aligned words.
     *
     * @param literals addresses of the constants that code loads
     * @param passedOn how often code loads a constant, less the loads that only say where a call goes
     */
    static PointedAt of(List<ElfFile.Block> blocks, Set<Integer> literals, Map<Integer, Integer> passedOn) {
        PointedAt found = new PointedAt();
        passedOn.forEach((constant, times) -> {
            if (times > 0) {
                found.addresses.add(constant);
            }
        });
        for (ElfFile.Block block : blocks) {
            for (int at = -block.address() & 3; at + 4 <= block.bytes().length; at += 4) {
                if (!literals.contains(block.address() + at)) {
                    found.addresses.add(LittleEndian.get32(block.bytes(), at));
                }
            }
        }
        return found;
    }

    boolean holds(int address) {
        return addresses.contains(address);
    }
}
