package dev.espalier.broker;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the keys and certificates of a {@link TestPki}, in memory. */
final class CertificateMaker {

    private static final int RSA_BITS = 2048;
    private static final Duration LIFE = Duration.ofDays(365);
    /** Boards set their clocks late or wrongly by hours; a certificate made today must hold there too. */
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);
    /** Long past for any clock that is merely skewed. */
    private static final Duration EXPIRED_SINCE = Duration.ofDays(30);

    private static final X500Name CA_NAME = new X500Name("O=Espalier,CN=Espalier Test CA");
    private static final GeneralNames BROKER = new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.dNSName, TestPki.HOST),
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
    });
    private static final GeneralNames ANOTHER =
            new GeneralNames(new GeneralName(GeneralName.dNSName, TestPki.OTHER_HOST));

    private final SecureRandom random = new SecureRandom();
    private final Instant begin;
    private final Instant now;

    CertificateMaker(Instant now) {
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.begin = this.now.minus(CLOCK_SKEW);
    }

    TestPki make() {
        try {
            KeyPair ca = rsaKeys();
            KeyPair wrongCa = rsaKeys();
            KeyPair server = rsaKeys();
            Instant end = now.plus(LIFE);
            Instant past = now.minus(EXPIRED_SINCE);
            Map<ServerCertificate, X509Certificate> servers = new EnumMap<>(ServerCertificate.class);
            servers.put(ServerCertificate.GOOD, server(server, ca, TestPki.HOST, BROKER, begin, end));
            servers.put(ServerCertificate.WRONG_CA, server(server, wrongCa, TestPki.HOST, BROKER, begin, end));
            servers.put(ServerCertificate.EXPIRED,
                    server(server, ca, TestPki.HOST, BROKER, past.minus(LIFE), past));
            servers.put(ServerCertificate.WRONG_HOST,
                    server(server, ca, TestPki.OTHER_HOST, ANOTHER, begin, end));
            return new TestPki(authority(ca, end), authority(wrongCa, end), server.getPrivate(), servers);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("RSA certificates in memory", e);
        }
    }

    private KeyPair rsaKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS, random);
        return generator.generateKeyPair();
    }

    private X509Certificate authority(KeyPair keys, Instant end)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder = builder(CA_NAME, keys, begin, end);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.subjectKeyIdentifier, false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return signed(builder, keys);
    }

    private X509Certificate server(
            KeyPair keys, KeyPair issuer, String name, GeneralNames names, Instant from, Instant to)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var builder = builder(new X500Name("O=Espalier,CN=" + name), keys, from, to);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        builder.addExtension(Extension.authorityKeyIdentifier, false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublic()));
        return signed(builder, issuer);
    }

    private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair keys, Instant from, Instant to) {
        BigInteger serial = new BigInteger(64, random).setBit(63);
        return new JcaX509v3CertificateBuilder(
                CA_NAME, serial, Date.from(from), Date.from(to), subject, keys.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
