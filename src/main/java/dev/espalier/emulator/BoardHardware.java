package dev.espalier.emulator;

import dev.espalier.emulator.flash.NorFlash;
import dev.espalier.emulator.peripheral.PinListener;
import dev.espalier.emulator.peripheral.Uart;

/**
 * What is soldered around the chip, and who looks at its pins. Listeners are called on the guest thread:
 * they must be quick and must not call the board.
 *
 * @param flashBytes        size of the flash chip, a power of two from 512 KB to 16 MB; its JEDEC id follows
 * @param wakesFromDeepSleep whether the RTC's wake pulse on GPIO16 reaches RST. On boards that is a wire,
 *                          which also resets the chip whenever a sketch drives GPIO16 low; here it
 *                          carries nothing but the wake pulse, so that a light may sit on the pin too
 * @param serial1           told of every byte that UART1 (GPIO2) sends, with its baud rate
 * @param pins              told of every change of level on GPIO0 to GPIO16
 */
public record BoardHardware(int flashBytes, boolean wakesFromDeepSleep, Uart.Output serial1, PinListener pins) {

    /** The usual module: 4 MB of flash, GPIO16 wired to RST, nobody at UART1 and the pins. */
    public static BoardHardware usual() {
        return new BoardHardware(NorFlash.SIZE_BYTES, true, (value, baud) -> { }, (pin, high, nanos) -> { });
    }

    /** The same with a flash chip of this size. */
    public BoardHardware withFlashBytes(int bytes) {
        return new BoardHardware(bytes, wakesFromDeepSleep, serial1, pins);
    }

    /** The same with GPIO16 wired to RST or not. */
    public BoardHardware withWakeFromDeepSleep(boolean wired) {
        return new BoardHardware(flashBytes, wired, serial1, pins);
    }

    /** The same with this listener at UART1. */
    public BoardHardware withSerial1(Uart.Output listener) {
        return new BoardHardware(flashBytes, wakesFromDeepSleep, listener, pins);
    }

    /** The same with this listener at the pins. */
    public BoardHardware withPins(PinListener listener) {
        return new BoardHardware(flashBytes, wakesFromDeepSleep, serial1, listener);
    }
}
