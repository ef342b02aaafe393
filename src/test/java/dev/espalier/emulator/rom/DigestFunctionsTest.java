package dev.espalier.emulator.rom;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestFunctionsTest {

    private static final int CONTEXT = RomBench.SCRATCH;
    private static final int DATA = RomBench.SCRATCH + 0x400;
    private static final int OUT = RomBench.SCRATCH_2;
    private static final int MORE = RomBench.SCRATCH_2 + 0x1000;

    private final RomBench rom = new RomBench();
    private final Random random = new Random(5);

    @Test
    void md5_agrees_with_java_for_every_length_and_split() throws GeneralSecurityException {
        assertDigests("MD5Init", "MD5Update", "MD5Final", "MD5");
    }

    @Test
    void sha1_agrees_with_java_for_every_length_and_split() throws GeneralSecurityException {
        assertDigests("SHA1Init", "SHA1Update", "SHA1Final", "SHA-1");
    }

    private void assertDigests(String init, String update, String end, String algorithm)
            throws GeneralSecurityException {
        for (int length = 0; length < 200; length += 1 + length / 40) {
            byte[] data = randomBytes(length);
            rom.put(DATA, data);
            int split = length == 0 ? 0 : random.nextInt(length);
            byte[] expected = MessageDigest.getInstance(algorithm).digest(data);

            rom.call(init, CONTEXT);
            rom.call(update, CONTEXT, DATA, split);
            rom.call(update, CONTEXT, DATA + split, length - split);
            rom.call(end, OUT, CONTEXT);

            assertThat(rom.bytes(OUT, expected.length)).as("%s of %d bytes", algorithm, length).isEqualTo(expected);
        }
    }

    @Test
    void keyed_digests_agree_with_java() throws GeneralSecurityException {
        for (int keyLength : new int[] {1, 20, 64, 65, 100}) {
            byte[] key = randomBytes(keyLength);
            byte[] data = randomBytes(70);
            rom.put(CONTEXT, key);
            rom.put(DATA, data);

            rom.call("hmac_md5", CONTEXT, keyLength, DATA, data.length, OUT);
            assertThat(rom.bytes(OUT, 16)).isEqualTo(mac("HmacMD5", key, data));

            rom.call("hmac_sha1", CONTEXT, keyLength, DATA, data.length, OUT);
            assertThat(rom.bytes(OUT, 20)).isEqualTo(mac("HmacSHA1", key, data));
        }
    }

    private static byte[] mac(String algorithm, byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(data);
    }

    @ParameterizedTest(name = "{0} characters, {1} rounds, {2} bytes")
    @CsvSource({"9, 20, 32", "63, 2, 50", "64, 1, 20", "8, 4096, 32"})
    void a_passphrase_becomes_the_key_that_java_derives(int characters, int rounds, int bytes)
            throws GeneralSecurityException {
        String passphrase = "hil-bench".repeat(8).substring(0, characters);
        byte[] ssid = "espalier".getBytes(StandardCharsets.US_ASCII);
        byte[] expected = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
            .generateSecret(new PBEKeySpec(passphrase.toCharArray(), ssid, rounds, bytes * 8)).getEncoded();

        rom.call("pbkdf2_sha1", rom.text(CONTEXT, passphrase), rom.put(DATA, ssid), ssid.length, rounds, OUT, bytes);

        assertThat(rom.bytes(OUT, bytes)).isEqualTo(expected);
    }

    @Test
    void the_key_of_a_wireless_network_takes_less_than_a_second_of_a_core_that_feeds_no_watchdog() {
        long before = rom.clock.cycles();

        rom.call("pbkdf2_sha1", rom.text(CONTEXT, "hil-bench"), rom.text(DATA, "espalier"), 8, 4096, OUT, 32);

        assertThat(rom.clock.cycles() - before).isLessThan(80_000_000L);
    }

    @Test
    void base64_agrees_with_java() {
        for (int length = 0; length < 40; length++) {
            byte[] data = randomBytes(length);
            String expected = Base64.getEncoder().encodeToString(data);

            rom.call("base64_encode", rom.put(DATA, data), length, OUT, MORE);
            assertThat(rom.text(OUT)).isEqualTo(expected);
            assertThat(rom.bus.load32(MORE)).isEqualTo(expected.length());

            rom.call("base64_decode", OUT, expected.length(), CONTEXT, MORE);
            assertThat(rom.bus.load32(MORE)).isEqualTo(length);
            assertThat(rom.bytes(CONTEXT, length)).isEqualTo(data);
        }
    }

    @Test
    void aes_blocks_are_decrypted_as_java_does() throws GeneralSecurityException {
        for (int i = 0; i < 20; i++) {
            byte[] key = randomBytes(16);
            byte[] plain = randomBytes(16);
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            rom.put(DATA, cipher.doFinal(plain));

            int schedule = rom.call("aes_decrypt_init", rom.put(CONTEXT, key), 16);
            rom.call("aes_decrypt", schedule, DATA, OUT);

            assertThat(rom.bytes(OUT, 16)).isEqualTo(plain);
        }
    }

    @Test
    void a_wrapped_key_is_unwrapped_and_a_damaged_one_refused() throws GeneralSecurityException {
        byte[] kek = randomBytes(16);
        byte[] key = randomBytes(32);
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, "AES"));
        byte[] wrapped = cipher.wrap(new SecretKeySpec(key, "AES"));

        assertThat(rom.call("aes_unwrap", rom.put(CONTEXT, kek), 4, rom.put(DATA, wrapped), OUT)).isZero();
        assertThat(rom.bytes(OUT, 32)).isEqualTo(key);

        wrapped[9] ^= 1;
        assertThat(rom.call("aes_unwrap", CONTEXT, 4, rom.put(DATA, wrapped), OUT)).isEqualTo(-1);
    }

    @Test
    void rc4_agrees_with_java_after_its_skip() throws GeneralSecurityException {
        byte[] key = randomBytes(16);
        byte[] data = randomBytes(50);
        Cipher cipher = Cipher.getInstance("RC4");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "RC4"));
        byte[] stream = cipher.doFinal(new byte[256 + data.length]);
        byte[] expected = Arrays.copyOfRange(stream, 256, stream.length);
        for (int i = 0; i < data.length; i++) {
            expected[i] ^= data[i];
        }

        rom.call("rc4_skip", rom.put(CONTEXT, key), 16, 256, rom.put(DATA, data), data.length);

        assertThat(rom.bytes(DATA, data.length)).isEqualTo(expected);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
