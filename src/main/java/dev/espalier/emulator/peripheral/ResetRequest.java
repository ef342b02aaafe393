package dev.espalier.emulator.peripheral;

/** The way to the reset line for blocks inside the chip; the reset happens after the present instruction. */
@FunctionalInterface
public interface ResetRequest {

    void reset(ResetCause cause);
}
