package dev.espalier.emulator.net;

import dev.espalier.emulator.net.wire.Ipv4Address;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The hosts of the virtual network by name and by address, and the router itself. Any thread. */
final class HostTable {

    private static final int FIRST_HOST = 200;
    private static final int LAST_HOST = 254;

    private final Ipv4Address router;
    private final Set<String> routerNames = ConcurrentHashMap.newKeySet();
    private final Map<String, VirtualHost> byName = new ConcurrentHashMap<>();
    private final Map<Ipv4Address, VirtualHost> byAddress = new ConcurrentHashMap<>();
    private final Consumer<VirtualHost> cut;

    HostTable(Ipv4Address router, Consumer<VirtualHost> cut) {
        this.router = router;
        this.cut = cut;
    }

    /** Makes the router known under a further name, for example as somebody's time server. */
    void nameRouter(String name) {
        routerNames.add(name.toLowerCase(Locale.ROOT));
    }

    /** The host of that name, made on first use. */
    synchronized VirtualHost host(String name) {
        return byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> {
            int octet = FIRST_HOST + byName.size();
            if (octet > LAST_HOST) {
                throw new IllegalStateException("the virtual network has room for 55 hosts; \"" + name + "\" is one more");
            }
            VirtualHost host = new VirtualHost(key, router.withHost(octet), cut);
            byAddress.put(host.address(), host);
            return host;
        });
    }

    Optional<Ipv4Address> resolve(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (routerNames.contains(key)) {
            return Optional.of(router);
        }
        return Optional.ofNullable(byName.get(key)).map(VirtualHost::address);
    }

    boolean owns(Ipv4Address address) {
        return address.equals(router) || byAddress.containsKey(address);
    }

    boolean silent(Ipv4Address address) {
        VirtualHost host = byAddress.get(address);
        return host != null && host.silent();
    }

    Optional<InetSocketAddress> target(Ipv4Address address, int port) {
        return Optional.ofNullable(byAddress.get(address)).flatMap(host -> host.target(port));
    }

    /** What a person calls that address. */
    String nameOf(Ipv4Address address) {
        VirtualHost host = byAddress.get(address);
        return host == null ? address.toString() : host.name();
    }
}
