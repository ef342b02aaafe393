package dev.espalier.flasher;

/**
 * Works around the ROM's erase bug (facts 1.5): asked for n sectors it erases n and, once more, those
 * up to the next 64 KB boundary, but at most n of them.
 *
 * @param sent sectors to ask for
 * @param erased sectors that the ROM will then erase: as many as wanted, or one less
 */
record EraseSize(int sent, int erased) {

    private static final int SECTORS_PER_BLOCK = 16;

    /**
     * The largest request that erases no sector behind the region.
     *
     * @param first sector of the region
     * @param wanted sectors of the region
     */
    static EraseSize of(int first, int wanted) {
        int head = Math.min(SECTORS_PER_BLOCK - first % SECTORS_PER_BLOCK, wanted);
        int sent = wanted < 2 * head ? wanted / 2 : wanted - head;
        return new EraseSize(sent, sent + Math.min(head, sent));
    }
}
