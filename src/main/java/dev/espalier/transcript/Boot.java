package dev.espalier.transcript;

import java.util.List;
import java.util.Optional;

/**
 * One start of the chip, as far as the ROM and the second-stage loader tell.
 *
 * @param banner the ROM's first line; absent when it went by at another baud rate
 * @param watchdog whether the ROM said {@code wdt reset}
 * @param loads segments that the ROM loaded
 * @param loaderVersion what the second-stage loader printed after {@code v}
 * @param failure what stopped the start, for example a wrong checksum
 * @param handedOver whether the second-stage loader went on to the application
 */
public record Boot(Optional<BootBanner> banner, boolean watchdog, List<LoadLine> loads,
                   Optional<String> loaderVersion, Optional<String> failure, boolean handedOver) {

    public Boot {
        loads = List.copyOf(loads);
    }

    /** Why the chip started. */
    public ResetCause cause() {
        return banner.map(BootBanner::cause).orElse(watchdog ? ResetCause.WATCHDOG : ResetCause.NOT_SEEN);
    }
}
