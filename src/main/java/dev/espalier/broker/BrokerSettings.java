package dev.espalier.broker;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What may be set about brokers from outside, as a system property or an environment variable; the
 * property wins.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>property</th><th>variable</th><th>meaning</th><th>default</th></tr>
 * <tr><td>{@value #IMAGE}</td><td>ESPALIER_BROKER_IMAGE</td><td>Docker image of Mosquitto 2, or one
 * built to the same paths</td><td>{@value #DEFAULT_IMAGE}</td></tr>
 * <tr><td>{@value #PULL}</td><td>ESPALIER_BROKER_PULL</td><td>{@code false}: use the image only when
 * it is on this machine</td><td>{@code true}</td></tr>
 * <tr><td>{@value #MOSQUITTO}</td><td>ESPALIER_BROKER_MOSQUITTO</td><td>the {@code mosquitto} program
 * (2.0 or newer)</td><td>found on PATH, then in /usr/sbin, /usr/local/sbin, /opt/homebrew/sbin</td></tr>
 * <tr><td>{@value #PKI_FOLDER}</td><td>ESPALIER_PKI_FOLDER</td><td>folder of the test
 * PKI</td><td>{@code broker-certs} in the current folder</td></tr>
 * </table>
 *
 * @param image Docker image name with its tag
 * @param mayPull whether to fetch the image when it is not on this machine
 * @param mosquitto the local program, when one was named
 * @param pkiFolder where the certificates are kept
 * @param oldestTls the oldest version of TLS that the broker accepts; set by a profile, not from outside
 */
public record BrokerSettings(String image, boolean mayPull, Optional<Path> mosquitto, Path pkiFolder,
                             TlsVersion oldestTls) {

    /** Names the Docker image. */
    public static final String IMAGE = "espalier.broker.image";

    /** Whether the image may be pulled. */
    public static final String PULL = "espalier.broker.pull";

    /** Names the local Mosquitto program. */
    public static final String MOSQUITTO = "espalier.broker.mosquitto";

    /** Names the folder of the test PKI. */
    public static final String PKI_FOLDER = "espalier.pki.folder";

    /** The image used unless another is named. */
    public static final String DEFAULT_IMAGE = "eclipse-mosquitto:2.0.22";

    /** The settings in force in this process. */
    public static BrokerSettings current() {
        return from(System.getProperties(), System.getenv());
    }

    static BrokerSettings from(Properties properties, Map<String, String> environment) {
        return new BrokerSettings(
                setting(properties, environment, IMAGE).orElse(DEFAULT_IMAGE),
                !setting(properties, environment, PULL).orElse("true").equalsIgnoreCase("false"),
                setting(properties, environment, MOSQUITTO).map(Path::of),
                Path.of(setting(properties, environment, PKI_FOLDER).orElse("broker-certs")),
                TlsVersion.V1_2);
    }

    /** The same settings with another folder for the test PKI. */
    public BrokerSettings withPkiFolder(Path folder) {
        return new BrokerSettings(image, mayPull, mosquitto, folder, oldestTls);
    }

    /** The same settings with brokers that accept TLS from this version on. */
    public BrokerSettings withOldestTls(TlsVersion version) {
        return new BrokerSettings(image, mayPull, mosquitto, pkiFolder, version);
    }

    private static Optional<String> setting(Properties properties, Map<String, String> environment, String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(properties.getProperty(name, environment.get(variable)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
