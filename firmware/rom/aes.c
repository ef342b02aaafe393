/* AES-128 (FIPS 197) with the ROM's tables, and the key unwrap of RFC 3394. */
#include "rom.h"

#define ROUNDS 10
#define KEY_WORDS (4 * (ROUNDS + 1))

extern const uint32_t Te0[], Td0[];
extern const uint8_t rcons[], Td4s[];

static uint8_t octet(uint32_t word, int index)
{
    return word >> (24 - 8 * index);
}

/* The S-box is the second octet of a Te0 entry. */
static uint8_t substitute(uint8_t byte)
{
    return Te0[byte] >> 8;
}

static uint32_t rotate_right(uint32_t value, int count)
{
    return count ? value >> count | value << (32 - count) : value;
}

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

void rijndaelKeySetupEnc(uint32_t schedule[KEY_WORDS], const uint8_t key[16])
{
    for (int i = 0; i < 4; i++) {
        schedule[i] = big_endian(key + 4 * i);
    }
    for (int i = 4; i < KEY_WORDS; i++) {
        uint32_t word = schedule[i - 1];
        if (i % 4 == 0) {
            word = (uint32_t)(substitute(octet(word, 1)) ^ rcons[i / 4 - 1]) << 24
                | substitute(octet(word, 2)) << 16 | substitute(octet(word, 3)) << 8
                | substitute(octet(word, 0));
        }
        schedule[i] = schedule[i - 4] ^ word;
    }
}

/* Inverse column mixing by table: Td0 of the S-box undoes the table's inverse S-box. */
static uint32_t unmix(uint32_t word)
{
    uint32_t mixed = 0;
    for (int i = 0; i < 4; i++) {
        mixed ^= rotate_right(Td0[substitute(octet(word, i))], 8 * i);
    }
    return mixed;
}

/* The schedule of the equivalent inverse cipher: reversed, inner rounds unmixed. */
void rijndaelKeySetupDec(uint32_t schedule[KEY_WORDS], const uint8_t key[16])
{
    uint32_t forward[KEY_WORDS];
    rijndaelKeySetupEnc(forward, key);
    for (int round = 0; round <= ROUNDS; round++) {
        for (int i = 0; i < 4; i++) {
            uint32_t word = forward[4 * (ROUNDS - round) + i];
            schedule[4 * round + i] = round == 0 || round == ROUNDS ? word : unmix(word);
        }
    }
}

void aes_decrypt(const uint32_t *schedule, const uint8_t from[16], uint8_t to[16])
{
    uint32_t state[4], next[4];
    for (int i = 0; i < 4; i++) {
        state[i] = big_endian(from + 4 * i) ^ schedule[i];
    }
    for (int round = 1; round < ROUNDS; round++) {
        for (int i = 0; i < 4; i++) {
            next[i] = schedule[4 * round + i];
            for (int j = 0; j < 4; j++) {
                next[i] ^= rotate_right(Td0[octet(state[(i - j) & 3], j)], 8 * j);
            }
        }
        for (int i = 0; i < 4; i++) {
            state[i] = next[i];
        }
    }
    for (int i = 0; i < 4; i++) {
        uint32_t word = 0;
        for (int j = 0; j < 4; j++) {
            word = word << 8 | Td4s[octet(state[(i - j) & 3], j)];
        }
        put_big_endian(to + 4 * i, word ^ schedule[4 * ROUNDS + i]);
    }
}

/* One context at a time, in the ROM's own memory. */
static uint32_t decrypt_schedule[KEY_WORDS];

void *aes_decrypt_init(const uint8_t *key, uint32_t length)
{
    if (length != 16) {
        return NULL;
    }
    rijndaelKeySetupDec(decrypt_schedule, key);
    return decrypt_schedule;
}

void aes_decrypt_deinit(void *schedule)
{
    (void)schedule;
    bzero(decrypt_schedule, sizeof decrypt_schedule);
}

/* Unwraps blocks of eight bytes; 0 when the integrity value is right. */
int aes_unwrap(const uint8_t *kek, int blocks, const uint8_t *cipher, uint8_t *plain)
{
    uint32_t schedule[KEY_WORDS];
    uint8_t block[16];
    uint8_t check[8];
    rijndaelKeySetupDec(schedule, kek);
    memcpy(check, cipher, 8);
    memcpy(plain, cipher + 8, 8 * blocks);
    for (int step = 5; step >= 0; step--) {
        for (int i = blocks; i >= 1; i--) {
            memcpy(block, check, 8);
            block[7] ^= blocks * step + i;
            memcpy(block + 8, plain + 8 * (i - 1), 8);
            aes_decrypt(schedule, block, block);
            memcpy(check, block, 8);
            memcpy(plain + 8 * (i - 1), block + 8, 8);
        }
    }
    for (int i = 0; i < 8; i++) {
        if (check[i] != 0xA6) {
            return -1;
        }
    }
    return 0;
}
