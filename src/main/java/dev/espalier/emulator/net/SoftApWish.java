package dev.espalier.emulator.net;

/** What the soft AP's client looks for; null stands for whatever the board offers. */
record SoftApWish(String ssid, String password) {

    /** Joins whatever the board offers, as a person who reads name and password off the label. */
    static final SoftApWish ANY = new SoftApWish(null, null);

    boolean accepts(String offeredSsid, String neededPassword) {
        return (ssid == null || ssid.equals(offeredSsid))
            && (password == null || neededPassword.isEmpty() || password.equals(neededPassword));
    }
}
