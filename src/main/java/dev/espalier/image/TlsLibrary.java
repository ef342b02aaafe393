package dev.espalier.image;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The TLS libraries that ESP8266 firmware is linked with, and what gives each away: a symbol that every
 * program has that uses it, or, where there is no ELF file, texts. Symbols end with a star where any that begins so will do.
 */
public enum TlsLibrary {
    /** BearSSL, the Arduino core's since 2.5. */
    BEARSSL("BearSSL", List.of("br_ssl_client_*", "br_ssl_server_*"), List.of("expand 32-byte k")),
    /** axTLS, the Arduino core's up to 2.4 ({@code -laxtls}). */
    AXTLS("axTLS", List.of("ssl_client_new", "ssl_server_new"), List.of("Alert: ")),
    /** The SDK's own, a relative of axTLS ({@code -lssl}); the Arduino core's classes do not work with it. */
    VENDOR("the SDK's libssl", List.of("SSLClient_new", "espconn_secure_*"), List.of("client handshake start.")),
    /** mbed TLS, the SDK's since 2.0. */
    MBEDTLS("mbed TLS", List.of("mbedtls_ssl_handshake"), List.of("TLS-RSA-WITH-AES-128-CBC-SHA")),
    /** One that only the labels of the protocol give away. */
    UNKNOWN("a TLS library of unknown kind", List.of(), List.of("master secret"));

    private final String title;
    private final List<String> symbols;
    private final List<String> texts;

    TlsLibrary(String title, List<String> symbols, List<String> texts) {
        this.title = title;
        this.symbols = symbols;
        this.texts = texts;
    }

    /** The libraries in an image: by the symbols of its ELF file, else by texts. None: it speaks no TLS. */
    public static Set<TlsLibrary> in(FlashImage image, Optional<ElfFile> elf) {
        EnumSet<TlsLibrary> found = EnumSet.noneOf(TlsLibrary.class);
        boolean speaksTls = UNKNOWN.texts.stream().anyMatch(image::holdsText);
        for (TlsLibrary library : values()) {
            boolean isIn = elf.map(known -> library.symbols.stream().anyMatch(known::hasSymbol))
                .orElseGet(() -> speaksTls && library.texts.stream().anyMatch(image::holdsText));
            if (isIn) {
                found.add(library);
            }
        }
        if (found.isEmpty() && speaksTls) {
            found.add(UNKNOWN);
        } else if (found.size() > 1) {
            found.remove(UNKNOWN);
        }
        return found;
    }

    /** The library that a profile calls so: its constant's name in small letters. */
    public static Optional<TlsLibrary> named(String name) {
        return Arrays.stream(values()).filter(library -> library != UNKNOWN && library.name().equalsIgnoreCase(name)).findFirst();
    }

    /** What people call it. */
    public String title() {
        return title;
    }
}
