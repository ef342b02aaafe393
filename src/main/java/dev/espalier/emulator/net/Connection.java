package dev.espalier.emulator.net;

/**
 * A TCP connection between the guest and the outside, as it stood when asked for.
 *
 * @param over           the interface of the NIC
 * @param peer           the host's name, or the address of the forward's client, with its port
 * @param guest          the guest's address and port
 * @param state          what the network's own end is doing
 * @param bytesToGuest   bytes that the guest has acknowledged
 * @param bytesFromGuest bytes taken from the guest
 */
public record Connection(NicInterface over, String peer, String guest, String state, long bytesToGuest,
                         long bytesFromGuest) {
}
