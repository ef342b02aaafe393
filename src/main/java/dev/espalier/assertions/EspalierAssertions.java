package dev.espalier.assertions;

import dev.espalier.board.Board;
import dev.espalier.eeprom.EepromImage;

/** Entry point: {@code import static dev.espalier.assertions.EspalierAssertions.assertThat}. */
public final class EspalierAssertions {

    private EspalierAssertions() {
    }

    /** About a board. */
    public static BoardAssert assertThat(Board board) {
        return new BoardAssert(board);
    }

    /** About the settings that a board keeps. */
    public static EepromAssert assertThat(EepromImage eeprom) {
        return new EepromAssert(eeprom);
    }
}
