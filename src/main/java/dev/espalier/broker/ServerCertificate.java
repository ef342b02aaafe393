package dev.espalier.broker;

import java.util.Locale;

/** What a broker shows when a client asks who it is. */
public enum ServerCertificate {
    /** Signed by the test CA, in date, for {@value TestPki#HOST}, localhost and 127.0.0.1. */
    GOOD,
    /** As good, but signed by another CA that carries the same name as the right one. */
    WRONG_CA,
    /** As good, but its last day has passed. */
    EXPIRED,
    /** As good, but for another host and no address. */
    WRONG_HOST;

    /** The stem of its files in the PKI folder: {@code good}, {@code wrong-ca}, and so on. */
    public String fileStem() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
