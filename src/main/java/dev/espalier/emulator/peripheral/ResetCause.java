package dev.espalier.emulator.peripheral;

/** Why the chip started anew, as the RTC's cause register and the ROM banner number it. */
public enum ResetCause {
    POWER_ON(1),
    EXTERNAL(2),
    SOFTWARE(3),
    HARDWARE_WATCHDOG(4);

    private final int code;

    ResetCause(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
