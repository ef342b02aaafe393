/* Keys of WEP from a pass phrase, as everybody's drivers made them. */
#include "rom.h"

#define INDICES 4
#define KEY_64 5
#define KEY_128 13
#define MULTIPLIER 0x343FD
#define INCREMENT 0x269EC3
#define MD5_INPUT 64

struct md5 {
    uint32_t words[22];
};

void MD5Init(struct md5 *md5);
void MD5Update(struct md5 *md5, const uint8_t *data, uint32_t length);
void MD5Final(uint8_t digest[16], struct md5 *md5);

static bool valid(uint32_t room, uint32_t needed, const char *phrase, int index)
{
    return room >= needed && index >= 0 && index < INDICES && byte_at(phrase);
}

/* Five octets of a linear generator that the phrase seeds; gives their number, or -1. */
int wepkey_64(uint8_t *key, uint32_t room, const char *phrase, int index)
{
    if (!valid(room, KEY_64, phrase, index)) {
        return -1;
    }
    uint32_t state = 0;
    for (uint32_t i = 0, octet; (octet = byte_at(phrase + i)); i++) {
        state ^= octet << (i % 4 * 8);
    }
    for (int i = 0; i < KEY_64 * index; i++) {
        state = state * MULTIPLIER + INCREMENT;
    }
    for (int i = 0; i < KEY_64; i++) {
        state = state * MULTIPLIER + INCREMENT;
        key[i] = state >> 16;
    }
    return KEY_64;
}

/* Thirteen octets of the digest of the repeated phrase; gives their number, or -1. */
int wepkey_128(uint8_t *key, uint32_t room, const char *phrase, int index)
{
    static const char tail[] = "#$%!@#%&^";
    if (!valid(room, KEY_128, phrase, index)) {
        return -1;
    }
    uint8_t repeated[MD5_INPUT], digest[16];
    uint32_t length = strlen(phrase);
    for (uint32_t i = 0; i < MD5_INPUT; i++) {
        uint32_t at = i % (length + 3 * index);
        repeated[i] = at < length ? byte_at(phrase + at) : tail[at - length];
    }
    struct md5 md5;
    MD5Init(&md5);
    MD5Update(&md5, repeated, sizeof repeated);
    MD5Final(digest, &md5);
    memcpy(key, digest + index, KEY_128);
    return KEY_128;
}
