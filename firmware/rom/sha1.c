/*
 * SHA-1 of FIPS 180 and the keys that are made with it. A WPA key takes 16,384 blocks, and firmware
 * feeds no watchdog meanwhile, so the rounds are written out.
 */
#include "rom.h"

/* Laid out state, bit count, buffer. */
struct sha1 {
    uint32_t state[5];
    uint32_t bits[2];
    uint8_t buffer[64];
};

#define BLOCK_WORDS 16
#define DIGEST_WORDS 5
#define DIGEST_BYTES 20

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

#define CHOOSE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))

/* The last sixteen words are kept. */
#define WORD(i) words[(i) & 15]
#define GIVEN(i) WORD(i)
#define MIXED(i) (WORD(i) = rotate_left(WORD((i) - 3) ^ WORD((i) - 8) ^ WORD((i) - 14) ^ WORD(i), 1))

#define ROUND(a, b, c, d, e, mix, constant, word) \
    e += rotate_left(a, 5) + mix(b, c, d) + (constant) + (word); \
    b = rotate_left(b, 30)

/* After five rounds each variable has its own name again. */
#define FIVE_ROUNDS(mix, constant, from, i) \
    ROUND(a, b, c, d, e, mix, constant, from(i)); \
    ROUND(e, a, b, c, d, mix, constant, from((i) + 1)); \
    ROUND(d, e, a, b, c, mix, constant, from((i) + 2)); \
    ROUND(c, d, e, a, b, mix, constant, from((i) + 3)); \
    ROUND(b, c, d, e, a, mix, constant, from((i) + 4))

#define TWENTY_ROUNDS(mix, constant, i) \
    FIVE_ROUNDS(mix, constant, MIXED, i); \
    FIVE_ROUNDS(mix, constant, MIXED, (i) + 5); \
    FIVE_ROUNDS(mix, constant, MIXED, (i) + 10); \
    FIVE_ROUNDS(mix, constant, MIXED, (i) + 15)

/* Takes a block in; its words are used up. */
static void transform(uint32_t state[DIGEST_WORDS], uint32_t words[BLOCK_WORDS])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    FIVE_ROUNDS(CHOOSE, 0x5a827999, GIVEN, 0);
    FIVE_ROUNDS(CHOOSE, 0x5a827999, GIVEN, 5);
    FIVE_ROUNDS(CHOOSE, 0x5a827999, GIVEN, 10);
    ROUND(a, b, c, d, e, CHOOSE, 0x5a827999, GIVEN(15));
    ROUND(e, a, b, c, d, CHOOSE, 0x5a827999, MIXED(16));
    ROUND(d, e, a, b, c, CHOOSE, 0x5a827999, MIXED(17));
    ROUND(c, d, e, a, b, CHOOSE, 0x5a827999, MIXED(18));
    ROUND(b, c, d, e, a, CHOOSE, 0x5a827999, MIXED(19));
    TWENTY_ROUNDS(PARITY, 0x6ed9eba1, 20);
    TWENTY_ROUNDS(MAJORITY, 0x8f1bbcdc, 40);
    TWENTY_ROUNDS(PARITY, 0xca62c1d6, 60);
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void SHA1Transform(uint32_t state[5], const uint8_t block[64])
{
    uint32_t words[BLOCK_WORDS];
    for (int i = 0; i < BLOCK_WORDS; i++) {
        words[i] = big_endian(block + 4 * i);
    }
    transform(state, words);
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

int hmac_sha1_vector(const uint8_t *key, uint32_t key_length, uint32_t count, const uint8_t *parts[],
    const uint32_t *lengths, uint8_t *mac);

/* A keyed digest after its key: the states of its two runs. */
struct keyed {
    uint32_t inner[DIGEST_WORDS];
    uint32_t outer[DIGEST_WORDS];
};

static void take_pad(uint32_t state[DIGEST_WORDS], const uint8_t key[64], uint8_t pad)
{
    struct sha1 sha1;
    SHA1Init(&sha1);
    for (int i = 0; i < 64; i++) {
        sha1.buffer[i] = key[i] ^ pad;
    }
    SHA1Transform(sha1.state, sha1.buffer);
    memcpy(state, sha1.state, sizeof sha1.state);
}

static void take_key(struct keyed *keyed, const uint8_t *key, uint32_t length)
{
    uint8_t padded[64] = { 0 };
    if (length > sizeof padded) {
        sha1_vector(1, &key, &length, padded);
    } else {
        memcpy(padded, key, length);
    }
    take_pad(keyed->inner, padded, 0x36);
    take_pad(keyed->outer, padded, 0x5c);
}

/* Goes on from a state behind one block with a digest as the last words. */
static void digest_again(const uint32_t state[DIGEST_WORDS], uint32_t digest[DIGEST_WORDS])
{
    uint32_t words[BLOCK_WORDS] = { [DIGEST_WORDS] = 0x80000000, [BLOCK_WORDS - 1] = (64 + DIGEST_BYTES) * 8 };
    for (int i = 0; i < DIGEST_WORDS; i++) {
        words[i] = digest[i];
        digest[i] = state[i];
    }
    transform(digest, words);
}

static void key_block(const struct keyed *keyed, int iterations, uint8_t digest[DIGEST_BYTES])
{
    uint32_t present[DIGEST_WORDS], sum[DIGEST_WORDS];
    for (int i = 0; i < DIGEST_WORDS; i++) {
        present[i] = sum[i] = big_endian(digest + 4 * i);
    }
    for (int n = 1; n < iterations; n++) {
        digest_again(keyed->inner, present);
        digest_again(keyed->outer, present);
        for (int i = 0; i < DIGEST_WORDS; i++) {
            sum[i] ^= present[i];
        }
    }
    for (int i = 0; i < DIGEST_WORDS; i++) {
        put_big_endian(digest + 4 * i, sum[i]);
    }
}

/* PBKDF2 with HMAC-SHA-1, RFC 2898: how a passphrase and an SSID become a key. */
int pbkdf2_sha1(const char *passphrase, const uint8_t *salt, uint32_t salt_length, int iterations,
    uint8_t *out, uint32_t length)
{
    struct keyed keyed;
    uint8_t digest[DIGEST_BYTES], block_number[4];
    uint32_t key_length = strlen(passphrase);
    take_key(&keyed, (const uint8_t *)passphrase, key_length);
    for (uint32_t block = 1; length; block++) {
        const uint8_t *parts[2] = { salt, block_number };
        const uint32_t lengths[2] = { salt_length, 4 };
        put_big_endian(block_number, block);
        hmac_sha1_vector((const uint8_t *)passphrase, key_length, 2, parts, lengths, digest);
        key_block(&keyed, iterations, digest);
        uint32_t taken = length < sizeof digest ? length : sizeof digest;
        memcpy(out, digest, taken);
        out += taken;
        length -= taken;
    }
    return 0;
}
