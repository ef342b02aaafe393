package dev.espalier.board;

import dev.espalier.flasher.FlasherSettings;
import dev.espalier.transcript.CrashReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a bench sets a board up.
 *
 * @param network around the board
 * @param flasher how it is flashed
 * @param transcript where its transcript goes
 * @param crashReader says what crashes mean, usually with the firmware's ELF file
 * @param trustAnchor DER of the certificate that the firmware is given unless a test says otherwise
 */
public record BoardSetup(BoardNetwork network, FlasherSettings flasher, Optional<Path> transcript, CrashReader crashReader,
                         Optional<byte[]> trustAnchor) {

    /** The usual flasher settings, no transcript, no names, no anchor. */
    public static BoardSetup of(BoardNetwork network) {
        return new BoardSetup(network, FlasherSettings.DEFAULT, Optional.empty(), CrashReader.plain(), Optional.empty());
    }

    /** The same with other flasher settings. */
    public BoardSetup flasher(FlasherSettings settings) {
        return new BoardSetup(network, settings, transcript, crashReader, trustAnchor);
    }

    /** The same with a transcript. */
    public BoardSetup transcript(Path file) {
        return new BoardSetup(network, flasher, Optional.of(file), crashReader, trustAnchor);
    }

    /** The same with somebody who says what crashes mean. */
    public BoardSetup crashReader(CrashReader reader) {
        return new BoardSetup(network, flasher, transcript, reader, trustAnchor);
    }

    /** The same with a trust anchor. */
    public BoardSetup trustAnchor(byte[] der) {
        return new BoardSetup(network, flasher, transcript, crashReader, Optional.of(der.clone()));
    }
}
