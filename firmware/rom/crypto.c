/* Digests, base64 and ciphers of the ROM, from their public specifications. */
#include "rom.h"

/* MD5, RFC 1321. The context is laid out state, bit count, buffer. */
struct md5 {
    uint32_t state[4];
    uint32_t bits[2];
    uint8_t buffer[64];
};

static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static inline uint32_t rotate(uint32_t value, int count)
{
    return value << count | value >> (32 - count);
}

static void md5_block(uint32_t state[4], const uint32_t words[16])
{
    /* Four rounds of four rotations, one octet each, the first lowest. */
    static const uint32_t shifts[4] = { 0x16110c07, 0x140e0905, 0x17100b04, 0x150f0a06 };
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 64; i++) {
        uint32_t mix;
        int index;
        switch (i >> 4) {
        case 0: mix = (b & c) | (~b & d); index = i; break;
        case 1: mix = (d & b) | (~d & c); index = 5 * i + 1; break;
        case 2: mix = b ^ c ^ d; index = 3 * i + 5; break;
        default: mix = c ^ (b | ~d); index = 7 * i; break;
        }
        int shift = shifts[i >> 4] >> (8 * (i & 3)) & 0xFF;
        uint32_t sum = a + mix + md5_sines[i] + words[index & 15];
        a = d;
        d = c;
        c = b;
        b += rotate(sum, shift);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void MD5Init(struct md5 *md5)
{
    *md5 = (struct md5){ .state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } };
}

void MD5Update(struct md5 *md5, const uint8_t *data, uint32_t length)
{
    uint32_t used = md5->bits[0] >> 3 & 63;
    uint32_t before = md5->bits[0];
    md5->bits[0] += length << 3;
    md5->bits[1] += (length >> 29) + (md5->bits[0] < before);
    while (length) {
        uint32_t count = 64 - used < length ? 64 - used : length;
        memcpy(md5->buffer + used, data, count);
        data += count;
        length -= count;
        used = (used + count) & 63;
        if (used == 0) {
            md5_block(md5->state, (const uint32_t *)md5->buffer);
        }
    }
}

void MD5Final(uint8_t digest[16], struct md5 *md5)
{
    uint32_t bits[2] = { md5->bits[0], md5->bits[1] };
    uint8_t padding[64] = { 0x80 };
    uint32_t used = md5->bits[0] >> 3 & 63;
    MD5Update(md5, padding, used < 56 ? 56 - used : 120 - used);
    MD5Update(md5, (const uint8_t *)bits, 8);
    memcpy(digest, md5->state, 16);
}

/* SHA-1, FIPS 180. The context is laid out state, bit count, buffer. */
struct sha1 {
    uint32_t state[5];
    uint32_t bits[2];
    uint8_t buffer[64];
};

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

static void put_big_endian(uint8_t *to, uint32_t value)
{
    to[0] = value >> 24;
    to[1] = value >> 16;
    to[2] = value >> 8;
    to[3] = value;
}

/* One round; the caller turns the five names instead of moving their values. */
#define SHA1_ROUND(a, b, c, d, e, mix, constant, i) \
    do { \
        (e) += rotate(a, 5) + (mix) + (constant) + sha1_word(words, i); \
        (b) = rotate(b, 30); \
    } while (0)
#define SHA1_FIVE(mix, constant, i) \
    do { \
        SHA1_ROUND(a, b, c, d, e, mix(b, c, d), constant, i); \
        SHA1_ROUND(e, a, b, c, d, mix(a, b, c), constant, (i) + 1); \
        SHA1_ROUND(d, e, a, b, c, mix(e, a, b), constant, (i) + 2); \
        SHA1_ROUND(c, d, e, a, b, mix(d, e, a), constant, (i) + 3); \
        SHA1_ROUND(b, c, d, e, a, mix(c, d, e), constant, (i) + 4); \
    } while (0)
#define SHA1_TWENTY(mix, constant, i) \
    do { \
        SHA1_FIVE(mix, constant, i); \
        SHA1_FIVE(mix, constant, (i) + 5); \
        SHA1_FIVE(mix, constant, (i) + 10); \
        SHA1_FIVE(mix, constant, (i) + 15); \
    } while (0)
#define SHA1_CHOOSE(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define SHA1_PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define SHA1_MAJORITY(x, y, z) (((x) & (y)) | ((z) & ((x) | (y))))

/* Word i of the message schedule, kept in sixteen places. */
static inline __attribute__((always_inline)) uint32_t sha1_word(uint32_t words[16], int i)
{
    if (i >= 16) {
        words[i & 15] = rotate(words[(i + 13) & 15] ^ words[(i + 8) & 15] ^ words[(i + 2) & 15] ^ words[i & 15], 1);
    }
    return words[i & 15];
}

/*
 * Unrolled and by words, the words are used up: a key from a passphrase takes 16384 of these and must
 * be there long before the soft watchdog bites.
 */
static void __attribute__((optimize("O2"))) sha1_block(uint32_t state[5], uint32_t words[16])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    SHA1_TWENTY(SHA1_CHOOSE, 0x5a827999, 0);
    SHA1_TWENTY(SHA1_PARITY, 0x6ed9eba1, 20);
    SHA1_TWENTY(SHA1_MAJORITY, 0x8f1bbcdc, 40);
    SHA1_TWENTY(SHA1_PARITY, 0xca62c1d6, 60);
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void SHA1Transform(uint32_t state[5], const uint8_t block[64])
{
    uint32_t words[16];
    for (int i = 0; i < 16; i++) {
        words[i] = big_endian(block + 4 * i);
    }
    sha1_block(state, words);
}

void SHA1Init(struct sha1 *sha1)
{
    *sha1 = (struct sha1){ .state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

void SHA1Update(struct sha1 *sha1, const uint8_t *data, uint32_t length)
{
    uint32_t used = sha1->bits[0] >> 3 & 63;
    uint32_t before = sha1->bits[0];
    sha1->bits[0] += length << 3;
    sha1->bits[1] += (length >> 29) + (sha1->bits[0] < before);
    while (length) {
        uint32_t count = 64 - used < length ? 64 - used : length;
        memcpy(sha1->buffer + used, data, count);
        data += count;
        length -= count;
        used = (used + count) & 63;
        if (used == 0) {
            SHA1Transform(sha1->state, sha1->buffer);
        }
    }
}

void SHA1Final(uint8_t digest[20], struct sha1 *sha1)
{
    uint8_t bits[8];
    uint8_t padding[64] = { 0x80 };
    put_big_endian(bits, sha1->bits[1]);
    put_big_endian(bits + 4, sha1->bits[0]);
    uint32_t used = sha1->bits[0] >> 3 & 63;
    SHA1Update(sha1, padding, used < 56 ? 56 - used : 120 - used);
    SHA1Update(sha1, bits, 8);
    for (int i = 0; i < 5; i++) {
        put_big_endian(digest + 4 * i, sha1->state[i]);
    }
}

int md5_vector(uint32_t count, const uint8_t *parts[], const uint32_t *lengths, uint8_t *digest)
{
    struct md5 md5;
    MD5Init(&md5);
    for (uint32_t i = 0; i < count; i++) {
        MD5Update(&md5, parts[i], lengths[i]);
    }
    MD5Final(digest, &md5);
    return 0;
}

int sha1_vector(uint32_t count, const uint8_t *parts[], const uint32_t *lengths, uint8_t *digest)
{
    struct sha1 sha1;
    SHA1Init(&sha1);
    for (uint32_t i = 0; i < count; i++) {
        SHA1Update(&sha1, parts[i], lengths[i]);
    }
    SHA1Final(digest, &sha1);
    return 0;
}

typedef int (*vector_digest)(uint32_t, const uint8_t *[], const uint32_t *, uint8_t *);

#define MAX_PARTS 10

/* HMAC, RFC 2104, over a digest with blocks of 64 bytes. */
static int hmac(vector_digest digest_of, uint32_t digest_length, const uint8_t *key, uint32_t key_length,
    uint32_t count, const uint8_t *parts[], const uint32_t *lengths, uint8_t *mac)
{
    uint8_t short_key[20];
    uint8_t pad[64];
    const uint8_t *all[MAX_PARTS + 1] = { pad };
    uint32_t all_lengths[MAX_PARTS + 1] = { sizeof pad };
    if (count > MAX_PARTS) {
        return -1;
    }
    if (key_length > sizeof pad) {
        digest_of(1, &key, &key_length, short_key);
        key = short_key;
        key_length = digest_length;
    }
    for (uint32_t i = 0; i < sizeof pad; i++) {
        pad[i] = 0x36 ^ (i < key_length ? byte_at(key + i) : 0);
    }
    for (uint32_t i = 0; i < count; i++) {
        all[i + 1] = parts[i];
        all_lengths[i + 1] = lengths[i];
    }
    digest_of(count + 1, all, all_lengths, mac);
    for (uint32_t i = 0; i < sizeof pad; i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }
    all[1] = mac;
    all_lengths[1] = digest_length;
    return digest_of(2, all, all_lengths, mac);
}

int hmac_md5_vector(const uint8_t *key, uint32_t key_length, uint32_t count, const uint8_t *parts[],
    const uint32_t *lengths, uint8_t *mac)
{
    return hmac(md5_vector, 16, key, key_length, count, parts, lengths, mac);
}

int hmac_md5(const uint8_t *key, uint32_t key_length, const uint8_t *data, uint32_t length, uint8_t *mac)
{
    return hmac_md5_vector(key, key_length, 1, &data, &length, mac);
}

int hmac_sha1_vector(const uint8_t *key, uint32_t key_length, uint32_t count, const uint8_t *parts[],
    const uint32_t *lengths, uint8_t *mac)
{
    return hmac(sha1_vector, 20, key, key_length, count, parts, lengths, mac);
}

int hmac_sha1(const uint8_t *key, uint32_t key_length, const uint8_t *data, uint32_t length, uint8_t *mac)
{
    return hmac_sha1_vector(key, key_length, 1, &data, &length, mac);
}

/* The pseudo-random function of IEEE 802.11i: label, zero, data, counter. */
int sha1_prf(const uint8_t *key, uint32_t key_length, const char *label, const uint8_t *data,
    uint32_t data_length, uint8_t *out, uint32_t length)
{
    uint8_t counter = 0;
    uint8_t digest[20];
    const uint8_t *parts[3] = { (const uint8_t *)label, data, &counter };
    const uint32_t lengths[3] = { strlen(label) + 1, data_length, 1 };
    for (; length; counter++) {
        uint32_t taken = length < sizeof digest ? length : sizeof digest;
        hmac_sha1_vector(key, key_length, 3, parts, lengths, digest);
        memcpy(out, digest, taken);
        out += taken;
        length -= taken;
    }
    return 0;
}

/* A digest over a block that gave the state and a message of five words. */
static void sha1_after_block(const uint32_t state[5], uint32_t message[5])
{
    uint32_t words[16] = { 0 };
    memcpy(words, message, 20);
    words[5] = 0x80000000;
    words[15] = (64 + 20) * 8;
    memcpy(message, state, 20);
    sha1_block(message, words);
}

/* The state after the key's block of HMAC, filled with `pad`. */
static void sha1_hmac_state(struct sha1 *sha1, const uint8_t *key, uint32_t key_length, uint8_t pad)
{
    uint8_t block[64];
    for (uint32_t i = 0; i < sizeof block; i++) {
        block[i] = pad ^ (i < key_length ? byte_at(key + i) : 0);
    }
    SHA1Init(sha1);
    SHA1Update(sha1, block, sizeof block);
}

/*
 * PBKDF2 with HMAC-SHA-1, RFC 2898: how a passphrase and an SSID become a key. The two states that
 * HMAC begins from depend on the passphrase only.
 */
int pbkdf2_sha1(const char *passphrase, const uint8_t *salt, uint32_t salt_length, int iterations,
    uint8_t *out, uint32_t length)
{
    struct sha1 inner, outer;
    uint8_t digest[20], block_number[4];
    uint32_t words[5], sum[5];
    uint32_t key_length = strlen(passphrase);
    sha1_hmac_state(&inner, (const uint8_t *)passphrase, key_length, 0x36);
    sha1_hmac_state(&outer, (const uint8_t *)passphrase, key_length, 0x5c);
    for (uint32_t block = 1; length; block++) {
        const uint8_t *parts[2] = { salt, block_number };
        const uint32_t lengths[2] = { salt_length, 4 };
        put_big_endian(block_number, block);
        hmac_sha1_vector((const uint8_t *)passphrase, key_length, 2, parts, lengths, digest);
        for (int j = 0; j < 5; j++) {
            sum[j] = words[j] = big_endian(digest + 4 * j);
        }
        for (int i = 1; i < iterations; i++) {
            sha1_after_block(inner.state, words);
            sha1_after_block(outer.state, words);
            for (int j = 0; j < 5; j++) {
                sum[j] ^= words[j];
            }
        }
        for (int j = 0; j < 5; j++) {
            put_big_endian(digest + 4 * j, sum[j]);
        }
        uint32_t taken = length < sizeof digest ? length : sizeof digest;
        memcpy(out, digest, taken);
        out += taken;
        length -= taken;
    }
    return 0;
}

static const uint32_t base64_digits[16] = {
    0x44434241, 0x48474645, 0x4c4b4a49, 0x504f4e4d, 0x54535251, 0x58575655, 0x62615a59, 0x66656463,
    0x6a696867, 0x6e6d6c6b, 0x7271706f, 0x76757473, 0x7a797877, 0x33323130, 0x37363534, 0x2f2b3938,
};

static char base64_digit(uint32_t value)
{
    return base64_digits[value / 4] >> (8 * (value % 4));
}

/* NUL-terminated base64 of the bytes; gives the number of characters through length. */
char *base64_encode(const uint8_t *from, uint32_t count, char *to, uint32_t *length)
{
    char *at = to;
    for (; count; count -= count < 3 ? count : 3, from += 3) {
        uint32_t group = byte_at(from) << 16;
        group |= count > 1 ? byte_at(from + 1) << 8 : 0;
        group |= count > 2 ? byte_at(from + 2) : 0;
        *at++ = base64_digit(group >> 18);
        *at++ = base64_digit(group >> 12 & 63);
        *at++ = count > 1 ? base64_digit(group >> 6 & 63) : '=';
        *at++ = count > 2 ? base64_digit(group & 63) : '=';
    }
    *at = 0;
    if (length) {
        *length = at - to;
    }
    return to;
}

static int base64_value(uint8_t c)
{
    for (int i = 0; i < 64; i++) {
        if (base64_digit(i) == (char)c) {
            return i;
        }
    }
    return -1;
}

/* Decodes; characters outside the alphabet are skipped, '=' ends the text. */
uint8_t *base64_decode(const char *from, uint32_t count, uint8_t *to, uint32_t *length)
{
    uint8_t *at = to;
    uint32_t group = 0;
    int bits = 0;
    for (; count && byte_at(from) != '='; count--, from++) {
        int value = base64_value(byte_at(from));
        if (value < 0) {
            continue;
        }
        group = group << 6 | value;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *at++ = group >> bits;
        }
    }
    if (length) {
        *length = at - to;
    }
    return to;
}

/* RC4: skips part of the key stream, then applies it to the data in place. */
int rc4_skip(const uint8_t *key, uint32_t key_length, uint32_t skip, uint8_t *data, uint32_t length)
{
    uint8_t state[256];
    uint8_t j = 0;
    for (uint32_t i = 0; i < 256; i++) {
        state[i] = i;
    }
    for (uint32_t i = 0, k = 0; i < 256; i++, k = k + 1 == key_length ? 0 : k + 1) {
        uint8_t swap = state[i];
        j += swap + byte_at(key + k);
        state[i] = state[j];
        state[j] = swap;
    }
    uint8_t i = j = 0;
    for (uint32_t n = 0; n < skip + length; n++) {
        uint8_t swap = state[++i];
        j += swap;
        state[i] = state[j];
        state[j] = swap;
        if (n >= skip) {
            *data++ ^= state[(uint8_t)(state[i] + swap)];
        }
    }
    return 0;
}
