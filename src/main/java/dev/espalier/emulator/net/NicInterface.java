package dev.espalier.emulator.net;

/** The two interfaces of the virtual NIC. */
public enum NicInterface {
    /** The board as a station of an access point. */
    STATION,
    /** The board's own access point. */
    SOFT_AP
}
