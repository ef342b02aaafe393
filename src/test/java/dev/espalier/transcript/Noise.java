package dev.espalier.transcript;

import java.util.Random;

/** What else is in a log. */
final class Noise {

    private static final String[] LINES = {
        "", "   ", "heap 23144", "connected with shed, channel 6", "WebSocket #0 disconnected", "Blink countdown:3...2...1...",
        "dhcp client start...", "Panic button pressed", "temperature 3", "value=3ff", "GET /?request=GetSensors HTTP/1.1",
        "e", "connecting to d", "epc", "[12:01:44] mqtt: published 197 bytes", "ctx", "reconnect failed, rc=-2 try again in 5 seconds",
        "Unhandled message", "3fff", "sp", "load average: 3", "Soft", "-----", ">>>", "<", "S", "cafe cafe cafe",
        "The exception proves the rule (29).", "he said Exception (3) was thrown"};

    private Noise() {
    }

    /** A line that no report has. */
    static String line(Random random) {
        return LINES[random.nextInt(LINES.length)];
    }

    /** Bytes at random, as they come while a board talks at another rate. */
    static String bytes(Random random, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }
}
