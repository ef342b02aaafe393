package dev.espalier.transcript;

/** What the straps GPIO15, GPIO0 and GPIO2 told the ROM to do (facts 2.1). */
public enum BootMode {
    UART_DOWNLOAD, FLASH, OTHER;

    /** The mode for the first number of {@code boot mode:(a,b)}. */
    static BootMode of(int straps) {
        return switch (straps) {
            case 1 -> UART_DOWNLOAD;
            case 3 -> FLASH;
            default -> OTHER;
        };
    }
}
