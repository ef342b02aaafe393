package dev.espalier.emulator.peripheral;

/**
 * The radio front end at 60000400 and 60000500: registers of the transmit and receive chains. There is no radio
 * behind them; what the vendor's physical-layer code waits for is reported as done, all else is storage.
 */
public final class FrontEnd extends RegisterBlock {

    /** State of the bus to the analog front end. */
    private static final int PBUS_STATE = 0x1A0;

    /** The front end has gone into debug mode: the calibration waits for it before it takes over the chains. */
    private static final int DEBUG_MODE = 1 << 30;

    public FrontEnd() {
        super("RF front end", 0x200);
    }

    @Override
    public int read(int offset) {
        return offset == PBUS_STATE ? word(PBUS_STATE) | DEBUG_MODE : word(offset);
    }
}
