package dev.espalier.emulator.cpu;

/**
 * The core's fifteen interrupt inputs (0 MAC, 1 SLC, 2 SPI, 3 RTC, 4 GPIO, 5 UART, 8 WDT, 9 FRC1,
 * 10 FRC2, 14 NMI). Inputs 0 to 5 follow their level; 8 to 14 latch an edge in INTERRUPT until
 * software writes INTCLEAR. 6 and 7 belong to the core itself (CCOMPARE0, software).
 */
public interface InterruptLines {

    /** Asserts input {@code number}; for an edge input, latches it. */
    void raise(int number);

    /** Releases level input {@code number}; an edge already latched stays. */
    void lower(int number);
}
