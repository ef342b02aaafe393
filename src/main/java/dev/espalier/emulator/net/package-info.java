/**
 * The virtual NIC and the user-mode network behind it: virtual access points, ARP, DHCP, DNS, NTP,
 * ICMP, TCP and UDP to loopback sockets, forwards from loopback to the guest and to multicast groups,
 * and a client of the board's own soft AP. In: frames by DMA, register accesses, loopback sockets. Out: frames by DMA,
 * an interrupt level, loopback sockets.
 *
 * <p>May use: time, emulator.bus, emulator.clock, emulator.cpu, emulator.net.wire, emulator.state.
 */
package dev.espalier.emulator.net;
