package dev.espalier.emulator.net;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which access points the board's radio hears. Any thread. */
final class Air {

    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 64;

    private final Map<String, AccessPoint> known = new ConcurrentHashMap<>();
    private final Map<String, AccessPoint> audible = new ConcurrentHashMap<>();
    /** Names that were taken on because a station asked for them. */
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private volatile boolean takesAnyName;
    private volatile boolean silent;

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

    /** All access points fall silent, or are heard again as before. */
    void silence(boolean all) {
        silent = all;
    }

    /** Whether an access point takes on any name that a station asks for, with the password that it offers. */
    void takeAnyName(boolean any) {
        takesAnyName = any;
    }

    Optional<AccessPoint> hear(String ssid) {
        return silent ? Optional.empty() : Optional.ofNullable(audible.get(ssid));
    }

    /** The access point that a station finds when it asks for a name. */
    Optional<AccessPoint> answer(String ssid, String password) {
        boolean stranger = !known.containsKey(ssid) || taken.contains(ssid);
        if (takesAnyName && !silent && stranger && !ssid.isEmpty()) {
            boolean usable = password.length() >= SHORTEST_PASSWORD && password.length() <= LONGEST_PASSWORD;
            taken.add(ssid);
            add(AccessPoint.of(ssid, usable ? password : ""));
        }
        return hear(ssid);
    }

    /** All that can be heard, sorted by name. */
    List<AccessPoint> audible() {
        return silent ? List.of() : audible.values().stream().sorted(Comparator.comparing(AccessPoint::ssid)).toList();
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
