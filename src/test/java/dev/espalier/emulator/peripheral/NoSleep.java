package dev.espalier.emulator.peripheral;

/** A chip that has nothing to put to sleep. */
final class NoSleep implements SleepSwitch {

    @Override
    public void powerOff() {
    }

    @Override
    public void stopClocks(boolean timed) {
    }

    @Override
    public void startClocks() {
    }
}
