package dev.espalier.emulator.net;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which access points the board's radio hears. Any thread. */
final class Air {

    private final Map<String, AccessPoint> known = new ConcurrentHashMap<>();
    private final Map<String, AccessPoint> audible = new ConcurrentHashMap<>();

    void add(AccessPoint accessPoint) {
        known.put(accessPoint.ssid(), accessPoint);
        audible.put(accessPoint.ssid(), accessPoint);
    }

    void lose(String ssid) {
        require(ssid);
        audible.remove(ssid);
    }

    void bringBack(String ssid) {
        audible.put(ssid, require(ssid));
    }

    Optional<AccessPoint> hear(String ssid) {
        return Optional.ofNullable(audible.get(ssid));
    }

    /** All that can be heard, sorted by name. */
    List<AccessPoint> audible() {
        return audible.values().stream().sorted(Comparator.comparing(AccessPoint::ssid)).toList();
    }

    private AccessPoint require(String ssid) {
        AccessPoint accessPoint = known.get(ssid);
        if (accessPoint == null) {
            throw new IllegalArgumentException("wanted one of the access points " + known.keySet()
                + ", seen \"" + ssid + "\"; add it with accessPoint(...) first");
        }
        return accessPoint;
    }
}
