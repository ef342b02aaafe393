package dev.espalier.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.EspalierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPkiTest {

    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");

    @TempDir
    Path folder;

    @Test
    void is_made_on_first_use_and_kept() {
        TestPki made = TestPki.in(folder, at(NOW));
        TestPki again = TestPki.in(folder, at(NOW.plus(Duration.ofDays(100))));

        assertThat(again.caDer()).isEqualTo(made.caDer());
        assertThat(again.serverKey()).isEqualTo(made.serverKey());
        assertThat(folder.resolve("ca.der")).hasBinaryContent(made.caDer());
        assertThat(folder.resolve("good.pem")).hasContent(made.certificatePem(ServerCertificate.GOOD));
    }

    @Test
    void the_ca_signed_all_but_the_certificate_of_the_wrong_ca() throws Exception {
        TestPki pki = TestPki.in(folder, at(NOW));
        PublicKey ca = pki.ca().getPublicKey();

        pki.certificate(ServerCertificate.GOOD).verify(ca);
        pki.certificate(ServerCertificate.EXPIRED).verify(ca);
        pki.certificate(ServerCertificate.WRONG_HOST).verify(ca);
        pki.certificate(ServerCertificate.WRONG_CA).verify(pki.wrongCa().getPublicKey());
        assertThatThrownBy(() -> pki.certificate(ServerCertificate.WRONG_CA).verify(ca))
                .isInstanceOf(SignatureException.class);
        assertThat(pki.wrongCa().getSubjectX500Principal())
                .as("an impostor bears the right name")
                .isEqualTo(pki.ca().getSubjectX500Principal());
    }

    @Test
    void dates_are_relative_to_now_and_begin_a_day_early_for_boards_with_slow_clocks() throws Exception {
        TestPki pki = TestPki.in(folder, at(NOW));
        var good = pki.certificate(ServerCertificate.GOOD);
        var expired = pki.certificate(ServerCertificate.EXPIRED);

        assertThat(good.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(good.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThat(pki.ca().getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(expired.getNotAfter().toInstant()).isEqualTo(NOW.minus(Duration.ofDays(30)));
    }

    @Test
    void names_the_broker_and_loopback_except_where_the_host_is_meant_to_be_wrong() throws Exception {
        TestPki pki = TestPki.in(folder, at(NOW));

        assertThat(pki.certificate(ServerCertificate.GOOD).getSubjectAlternativeNames())
                .containsExactly(List.of(2, "broker.test"), List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        assertThat(pki.certificate(ServerCertificate.WRONG_HOST).getSubjectAlternativeNames())
                .containsExactly(List.of(2, "not-the-broker.test"));
    }

    @Test
    void everything_is_rsa_2048_with_sha_256_and_the_key_fits_the_certificates() throws Exception {
        TestPki pki = TestPki.in(folder, at(NOW));
        byte[] message = {1, 2, 3};
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pki.serverKey());
        signer.update(message);
        byte[] signature = signer.sign();

        for (ServerCertificate kind : ServerCertificate.values()) {
            var certificate = pki.certificate(kind);
            Signature judge = Signature.getInstance("SHA256withRSA");
            judge.initVerify(certificate);
            judge.update(message);

            assertThat(judge.verify(signature)).as("key of %s", kind).isTrue();
            assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
            assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength()).isEqualTo(2048);
        }
    }

    @Test
    void pkcs12_files_hold_key_and_certificate() throws Exception {
        TestPki pki = TestPki.in(folder, at(NOW));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("expired.p12"))) {
            store.load(in, TestPki.STORE_PASSWORD.toCharArray());
        }

        assertThat(store.getCertificate("expired")).isEqualTo(pki.certificate(ServerCertificate.EXPIRED));
        assertThat(store.getKey("expired", TestPki.STORE_PASSWORD.toCharArray())).isEqualTo(pki.serverKey());
    }

    @Test
    void is_made_anew_when_it_comes_near_its_end() {
        TestPki made = TestPki.in(folder, at(NOW));

        TestPki shortly = TestPki.in(folder, at(NOW.plus(Duration.ofDays(334))));
        TestPki tooLate = TestPki.in(folder, at(NOW.plus(Duration.ofDays(336))));

        assertThat(shortly.caDer()).isEqualTo(made.caDer());
        assertThat(tooLate.caDer()).isNotEqualTo(made.caDer());
    }

    @Test
    void is_made_anew_on_a_machine_whose_calendar_is_before_it() {
        TestPki made = TestPki.in(folder, at(NOW));

        assertThat(TestPki.in(folder, at(NOW.minus(Duration.ofDays(2)))).caDer()).isNotEqualTo(made.caDer());
    }

    @Test
    void is_made_anew_on_request() {
        TestPki made = TestPki.in(folder, at(NOW));

        TestPki renewed = TestPki.renewed(folder, at(NOW));

        assertThat(renewed.caDer()).isNotEqualTo(made.caDer());
        assertThat(TestPki.in(folder, at(NOW)).caDer()).isEqualTo(renewed.caDer());
    }

    @Test
    void a_half_written_or_damaged_folder_counts_as_empty() throws IOException {
        TestPki made = TestPki.in(folder, at(NOW));
        Files.delete(folder.resolve("server.key"));
        TestPki second = TestPki.in(folder, at(NOW));
        Files.writeString(folder.resolve("good.pem"), "cut sho");
        TestPki third = TestPki.in(folder, at(NOW));
        Files.delete(folder.resolve("digests.txt"));
        TestPki fourth = TestPki.in(folder, at(NOW));
        Files.writeString(folder.resolve("digests.txt"), "garbage");
        TestPki fifth = TestPki.in(folder, at(NOW));

        Set<Object> authorities = new HashSet<>(
                List.of(made.ca(), second.ca(), third.ca(), fourth.ca(), fifth.ca()));
        assertThat(authorities).hasSize(5);
        assertThat(TestPki.in(folder, at(NOW)).caDer()).isEqualTo(fifth.caDer());
    }

    @Test
    void many_at_once_get_the_same_one() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        List<Callable<byte[]>> openers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            openers.add(() -> TestPki.in(folder, at(NOW)).caDer());
        }

        List<Future<byte[]>> authorities = pool.invokeAll(openers);
        pool.shutdown();

        byte[] kept = Files.readAllBytes(folder.resolve("ca.der"));
        for (Future<byte[]> authority : authorities) {
            assertThat(authority.get()).isEqualTo(kept);
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_an_error_of_the_bench() throws IOException {
        Path file = Files.writeString(folder.resolve("occupied"), "a file, not a folder");

        assertThatThrownBy(() -> TestPki.in(file))
                .isInstanceOf(EspalierException.class)
                .hasMessageStartingWith("wanted: a test PKI in " + file)
                .hasMessageEndingWith("name another one with espalier.pki.folder");
    }

    private static InstantSource at(Instant now) {
        return InstantSource.fixed(now);
    }
}
