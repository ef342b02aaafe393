package dev.espalier.broker;

import java.util.Arrays;
import java.util.Optional;

/** A version of TLS that a broker may be told to accept as its oldest. */
public enum TlsVersion {
    /** Forbidden since 2021 (RFC 8996), and all that axTLS of ESP8266 cores up to 2.3 speaks. */
    V1_1("1.1"),
    /** What every broker here accepts unless told otherwise. */
    V1_2("1.2");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** The version as profiles write it, for example {@code 1.1}. */
    public String text() {
        return text;
    }

    /** The version that is written so. */
    public static Optional<TlsVersion> of(String text) {
        return Arrays.stream(values()).filter(version -> version.text.equals(text)).findFirst();
    }
}
