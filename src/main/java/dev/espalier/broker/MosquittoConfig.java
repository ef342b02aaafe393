package dev.espalier.broker;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The files that tell a Mosquitto 2 what to do (mosquitto.conf(5)).
 *
 * @param folder the folder as Mosquitto sees it
 * @param bind the address to listen on
 * @param systemUser the user to run as, when started as root
 */
record MosquittoConfig(String folder, String bind, int plainPort, int tlsPort, String systemUser) {

    static final String MAIN_FILE = "mosquitto.conf";

    /** Every line of Mosquitto's log that says both listeners are open. */
    static final String UP = " running";

    private static final String CERTIFICATE = "server.pem";
    private static final String KEY = "server.key";
    private static final String PASSWORDS = "passwords";
    private static final int HASH_ROUNDS = 101;

    /** File name to content. */
    Map<String, String> files(TlsBroker broker) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(CERTIFICATE, broker.pki().certificatePem(broker.certificate()));
        files.put(KEY, broker.pki().serverKeyPem());
        broker.login().ifPresent(user -> files.put(PASSWORDS, passwordLine(user)));
        files.put(MAIN_FILE, main(broker.login().isPresent(), broker.oldestTls()));
        return files;
    }

    private String main(boolean onlyKnownUsers, TlsVersion oldestTls) {
        StringBuilder text = new StringBuilder();
        line(text, "user", systemUser);
        line(text, "log_dest", "stderr");
        line(text, "log_type", "error");
        line(text, "log_type", "warning");
        line(text, "log_type", "notice");
        line(text, "log_type", "information");
        line(text, "log_timestamp_format", "%Y-%m-%dT%H:%M:%S");
        line(text, "persistence", "false");
        line(text, "set_tcp_nodelay", "true");
        line(text, "allow_anonymous", Boolean.toString(!onlyKnownUsers));
        if (onlyKnownUsers) {
            line(text, "password_file", folder + "/" + PASSWORDS);
        }
        line(text, "listener", plainPort + " " + bind);
        line(text, "listener", tlsPort + " " + bind);
        line(text, "certfile", folder + "/" + CERTIFICATE);
        line(text, "keyfile", folder + "/" + KEY);
        line(text, "tls_version", "tlsv" + oldestTls.text());
        if (oldestTls != TlsVersion.V1_2) {
            // OpenSSL 3 counts the hashes of older handshakes as broken, at every level but this.
            line(text, "ciphers", "DEFAULT:@SECLEVEL=0");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    /** One line of a password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it since 2.0. */
    private static String passwordLine(Login login) {
        byte[] salt = new byte[12];
        new SecureRandom().nextBytes(salt);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(login.password().toCharArray(), salt, HASH_ROUNDS, 64 * 8))
                    .getEncoded();
            Base64.Encoder text = Base64.getEncoder();
            return "%s:$7$%d$%s$%s\n".formatted(
                    login.user(), HASH_ROUNDS, text.encodeToString(salt), text.encodeToString(hash));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
