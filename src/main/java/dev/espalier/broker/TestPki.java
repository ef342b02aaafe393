package dev.espalier.broker;

import dev.espalier.EspalierException;
import dev.espalier.time.WallClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The certificates of the test network: a CA, another CA that is not trusted, and one server
 * certificate for each {@link ServerCertificate}. Made on first use, kept in a folder, made anew when
 * incomplete, damaged or within {@link #RENEW_BEFORE} of expiry. Everything is RSA-2048 with SHA-256,
 * which the smallest TLS stacks can verify.
 *
 * <p>An instance holds everything in memory, so that a renewal by another process does not disturb a
 * run under way.
 */
public final class TestPki {

    /** The broker's name in the test network. */
    public static final String HOST = "broker.test";

    /** The name in {@link ServerCertificate#WRONG_HOST}. */
    public static final String OTHER_HOST = "not-the-broker.test";

    /** The password of every PKCS#12 file; these keys protect nothing but tests. */
    public static final String STORE_PASSWORD = "espalier";

    /** A PKI with less than this left is made anew. */
    public static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private static final Object IN_THIS_PROCESS = new Object();

    private final X509Certificate ca;
    private final X509Certificate wrongCa;
    private final PrivateKey serverKey;
    private final Map<ServerCertificate, X509Certificate> servers;

    TestPki(
            X509Certificate ca,
            X509Certificate wrongCa,
            PrivateKey serverKey,
            Map<ServerCertificate, X509Certificate> servers) {
        this.ca = ca;
        this.wrongCa = wrongCa;
        this.serverKey = serverKey;
        this.servers = Map.copyOf(servers);
    }

    /**
     * The PKI in {@code folder}, made there when there is none that can be used.
     *
     * @throws EspalierException when the folder cannot be read or written
     */
    public static TestPki in(Path folder) {
        return in(folder, WallClock.utc());
    }

    /** As {@link #in(Path)}, with {@code now} instead of the machine's calendar. */
    public static TestPki in(Path folder, InstantSource now) {
        return exclusively(folder, () -> {
            Optional<TestPki> kept = PkiFolder.read(folder).filter(pki -> pki.usableAt(now));
            return kept.isPresent() ? kept.get() : PkiFolder.make(folder, now);
        });
    }

    /** Makes the PKI in {@code folder} anew, whatever is there. */
    public static TestPki renewed(Path folder) {
        return renewed(folder, WallClock.utc());
    }

    /** As {@link #renewed(Path)}, with {@code now} instead of the machine's calendar. */
    public static TestPki renewed(Path folder, InstantSource now) {
        return exclusively(folder, () -> PkiFolder.make(folder, now));
    }

    private interface Work {
        TestPki run() throws IOException;
    }

    private static TestPki exclusively(Path folder, Work work) {
        synchronized (IN_THIS_PROCESS) {
            try {
                Files.createDirectories(folder);
                try (var lock = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var held = lock.lock()) {
                    return work.run();
                }
            } catch (IOException e) {
                throw new EspalierException(
                        "a test PKI in " + folder.toAbsolutePath(),
                        "that failed: " + e.getMessage(),
                        "make the folder readable and writable, or name another one with "
                                + BrokerSettings.PKI_FOLDER,
                        e);
            }
        }
    }

    private boolean usableAt(InstantSource now) {
        var horizon = now.instant().plus(RENEW_BEFORE);
        boolean lastsLongEnough = horizon.isBefore(ca.getNotAfter().toInstant())
                && horizon.isBefore(certificate(ServerCertificate.GOOD).getNotAfter().toInstant());
        boolean hasBegun = !now.instant().isBefore(ca.getNotBefore().toInstant());
        boolean expiredIsPast = now.instant()
                .isAfter(certificate(ServerCertificate.EXPIRED).getNotAfter().toInstant());
        return lastsLongEnough && hasBegun && expiredIsPast;
    }

    /** The CA that the board trusts. */
    public X509Certificate ca() {
        return ca;
    }

    /** The CA's certificate as DER: the board's trust anchor. */
    public byte[] caDer() {
        return der(ca);
    }

    /** The CA that the board does not trust. */
    public X509Certificate wrongCa() {
        return wrongCa;
    }

    /** The certificate (no chain above it) that a broker shows. */
    public X509Certificate certificate(ServerCertificate kind) {
        return servers.get(kind);
    }

    /** The private key of every server certificate. */
    public PrivateKey serverKey() {
        return serverKey;
    }

    /** A certificate as PEM text. */
    public String certificatePem(ServerCertificate kind) {
        return Pem.of(certificate(kind));
    }

    /** The CA's certificate as PEM text. */
    public String caPem() {
        return Pem.of(ca);
    }

    /** The private key of every server certificate as PEM text (PKCS#8). */
    public String serverKeyPem() {
        return Pem.of(serverKey);
    }

    /** Key and certificate of one kind in a key store, protected by {@link #STORE_PASSWORD}. */
    public KeyStore keyStore(ServerCertificate kind) {
        return stored(store -> store.setKeyEntry(
                kind.fileStem(),
                serverKey,
                STORE_PASSWORD.toCharArray(),
                new X509Certificate[] {certificate(kind)}));
    }

    /** The CA in a key store: what a client on this machine should trust. */
    public KeyStore trustStore() {
        return stored(store -> store.setCertificateEntry("espalier-test-ca", ca));
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static KeyStore stored(Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a PKCS#12 store in memory", e);
        }
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }
}
