package dev.espalier.emulator.peripheral;

/** What the RTC does to the rest of the chip when software sleeps; after the present instruction. */
public interface SleepSwitch {

    /** Deep sleep: takes the power from all but the RTC, until a reset. */
    void powerOff();

    /**
     * Light sleep: stops the clock of the core and the peripherals.
     *
     * @param timed whether the RTC will start them again
     */
    void stopClocks(boolean timed);

    /** Ends a light sleep. */
    void startClocks();
}
