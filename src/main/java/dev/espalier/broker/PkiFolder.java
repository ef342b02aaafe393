package dev.espalier.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@link TestPki} as files. The list of digests is written last, so a folder without it, or with a
 * file that does not match, counts as empty.
 */
final class PkiFolder {

    private static final String DIGESTS = "digests.txt";
    private static final String CA = "ca.pem";
    private static final String WRONG_CA = "wrong-ca-issuer.pem";
    private static final String SERVER_KEY = "server.key";

    private PkiFolder() {}

    /** The PKI kept in {@code folder}, nothing when there is none or not all of it. */
    static Optional<TestPki> read(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (!Files.isRegularFile(folder.resolve(DIGESTS))) {
            return Optional.empty();
        }
        for (String line : Files.readAllLines(folder.resolve(DIGESTS))) {
            String[] digestAndName = line.split(" +", 2);
            if (digestAndName.length < 2 || !Files.isRegularFile(folder.resolve(digestAndName[1]))) {
                return Optional.empty();
            }
            byte[] content = Files.readAllBytes(folder.resolve(digestAndName[1]));
            if (!sha256(content).equals(digestAndName[0])) {
                return Optional.empty();
            }
            files.put(digestAndName[1], content);
        }
        return parse(files);
    }

    private static Optional<TestPki> parse(Map<String, byte[]> files) {
        Map<ServerCertificate, X509Certificate> servers = new EnumMap<>(ServerCertificate.class);
        try {
            for (ServerCertificate kind : ServerCertificate.values()) {
                servers.put(kind, Pem.certificate(content(files, kind.fileStem() + ".pem")));
            }
            return Optional.of(new TestPki(
                    Pem.certificate(content(files, CA)),
                    Pem.certificate(content(files, WRONG_CA)),
                    Pem.rsaKey(content(files, SERVER_KEY)),
                    servers));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] content(Map<String, byte[]> files, String name) throws GeneralSecurityException {
        byte[] content = files.get(name);
        if (content == null) {
            throw new GeneralSecurityException("no " + name);
        }
        return content;
    }

    /** Makes a new PKI and replaces what is in {@code folder} by it. */
    static TestPki make(Path folder, InstantSource now) throws IOException {
        TestPki pki = new CertificateMaker(now.instant()).make();
        Map<String, byte[]> files = contents(pki);
        Files.deleteIfExists(folder.resolve(DIGESTS));
        StringBuilder digests = new StringBuilder();
        for (var file : files.entrySet()) {
            write(folder, file.getKey(), file.getValue());
            digests.append(sha256(file.getValue())).append("  ").append(file.getKey()).append('\n');
        }
        write(folder, DIGESTS, ascii(digests.toString()));
        return pki;
    }

    private static Map<String, byte[]> contents(TestPki pki) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put(CA, ascii(pki.caPem()));
        files.put("ca.der", pki.caDer());
        files.put(WRONG_CA, ascii(Pem.of(pki.wrongCa())));
        files.put(SERVER_KEY, ascii(pki.serverKeyPem()));
        for (ServerCertificate kind : ServerCertificate.values()) {
            files.put(kind.fileStem() + ".pem", ascii(pki.certificatePem(kind)));
            files.put(kind.fileStem() + ".p12", pkcs12(pki, kind));
        }
        return files;
    }

    private static byte[] pkcs12(TestPki pki, ServerCertificate kind) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            pki.keyStore(kind).store(bytes, TestPki.STORE_PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("PKCS#12 for " + kind, e);
        }
        return bytes.toByteArray();
    }

    private static void write(Path folder, String name, byte[] content) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        boolean isSecret = name.endsWith(".key") || name.endsWith(".p12");
        if (isSecret && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(fresh, content);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
