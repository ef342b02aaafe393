package dev.espalier.emulator.cpu;

/** Translated code in one core: which words it was made from, and whether they still hold. */
final class Translation {

    final TranslatedCode code;
    private final CodePage.Entry entry;
    private final int[] words;
    /** A page it was made from was set aside. */
    boolean doubtful;
    boolean dropped;

    /** @param words addresses of the words it was made from */
    Translation(TranslatedCode code, CodePage.Entry entry, int[] words) {
        this.code = code;
        this.entry = entry;
        this.words = words;
    }

    int[] words() {
        return words;
    }

    boolean madeFrom(int from, int to) {
        for (int address : words) {
            if (address >= from && address < to) {
                return true;
            }
        }
        return false;
    }

    void drop() {
        dropped = true;
        if (entry.translation == this) {
            entry.translation = null;
            entry.heat = 0;
        }
    }
}
