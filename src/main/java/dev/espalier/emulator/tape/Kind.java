package dev.espalier.emulator.tape;

/** What an entry of a tape says. The order is part of the format. */
public enum Kind {

    /** The machine looked after its alarms between two entries of one cycle. */
    TURN(Class.OUTSIDE),
    /** Bytes for the serial line; number: baud rate. */
    SERIAL(Class.OUTSIDE),
    /** Modem lines; number: bit 0 DTR, bit 1 RTS, bit 2 EN was let rise first. */
    LINES(Class.OUTSIDE),
    /** A pin; number: GPIO, value: 0 low, 1 high, 2 released. */
    PIN(Class.OUTSIDE),
    /** A0; number: the reading. */
    ANALOG(Class.OUTSIDE),
    /** The power was taken and given back. */
    POWER(Class.OUTSIDE),
    /** The network device's interrupt lines; number: those that are up, one bit each. */
    INTERRUPT(Class.OUTSIDE),
    /** An alarm of the network was due, number cycles ago: no wait was skipped beyond that cycle. */
    ALARM(Class.OUTSIDE),
    /** The end of the tape. */
    END(Class.OUTSIDE),
    /** The guest read a register of the network device; number: its offset, value: what it read. */
    READ(Class.GUEST),
    /** The guest wrote one; number: its offset. */
    WRITE(Class.GUEST),
    /** The chip was reset, and the network device with it. */
    RESET(Class.GUEST),
    /** The board sent a byte on the serial line; number: the byte, value: baud rate. */
    SENT(Class.GUEST),
    /** The network device stored bytes into memory while the guest accessed it; number: the address. */
    STORED(Class.EFFECT),
    /** Its interrupt lines changed by the access; number: those that are up. */
    LEVEL(Class.EFFECT);

    private enum Class { OUTSIDE, GUEST, EFFECT }

    private final Class is;

    Kind(Class is) {
        this.is = is;
    }

    /** Whether it happens to the guest at its cycle, whatever the guest does. */
    public boolean comesFromOutside() {
        return is == Class.OUTSIDE;
    }

    /** Whether it belongs to the access before it. */
    public boolean isEffect() {
        return is == Class.EFFECT;
    }
}
