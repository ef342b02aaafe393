/**
 * Frame and packet formats of the virtual network as values: Ethernet II, ARP, IPv4, ICMP, UDP, TCP,
 * DHCP. In: bytes. Out: records, and bytes again with their checksums. A format that does not hold
 * comes back as an empty Optional, never as an exception: guests send anything.
 *
 * <p>May use: nothing.
 */
package dev.espalier.emulator.net.wire;
