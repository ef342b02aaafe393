/* Writes 802.11 management frames. */
#include "radio-frame.h"

#define CAPABILITY_ESS BIT(0)
#define CAPABILITY_PRIVACY BIT(4)
#define CAPABILITY_SHORT_SLOT BIT(10)
#define LISTEN_INTERVAL 1
#define ASSOCIATION_ID 0xC001 /* the first one, with both top bits set as the standard has it */

enum element { ELEMENT_SSID = 0, ELEMENT_RATES = 1, ELEMENT_CHANNEL = 3, ELEMENT_TIM = 5, ELEMENT_RSN = 48, ELEMENT_MORE_RATES = 50 };

/* Units of 500 kbit/s; bit 7 marks those that every station must know. */
static const uint8_t rates[] = { 0x82, 0x84, 0x8B, 0x96, 0x24, 0x30, 0x48, 0x6C };
static const uint8_t more_rates[] = { 0x0C, 0x12, 0x18, 0x60 };
/* Version 1; group and pairwise cipher AES; key management by passphrase; no capabilities. */
static const uint8_t rsn[] = {
    1, 0, 0x00, 0x0F, 0xAC, 4, 1, 0, 0x00, 0x0F, 0xAC, 4, 1, 0, 0x00, 0x0F, 0xAC, 2, 0, 0,
};

static uint8_t *put16(uint8_t *at, uint32_t value)
{
    at[0] = value;
    at[1] = value >> 8;
    return at + 2;
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, uint32_t count)
{
    memcpy(at, bytes, count);
    return at + count;
}

static uint8_t *put_element(uint8_t *at, enum element element, const void *bytes, uint32_t count)
{
    *at++ = element;
    *at++ = count;
    return put_bytes(at, bytes, count);
}

static uint8_t *put_header(uint8_t *at, enum frame_kind kind, const uint8_t *receiver, const uint8_t *sender, const uint8_t *bssid)
{
    static uint32_t sequence;
    at = put16(at, kind);
    at = put16(at, 0);
    at = put_bytes(at, receiver, MAC_BYTES);
    at = put_bytes(at, sender, MAC_BYTES);
    at = put_bytes(at, bssid, MAC_BYTES);
    return put16(at, sequence++ << 4);
}

static uint32_t capabilities(const struct network *network)
{
    return CAPABILITY_ESS | CAPABILITY_SHORT_SLOT | (network->is_protected ? CAPABILITY_PRIVACY : 0);
}

static uint8_t *put_rates(uint8_t *at)
{
    return put_element(at, ELEMENT_RATES, rates, sizeof rates);
}

static uint8_t *put_rsn(uint8_t *at, const struct network *network)
{
    return network->is_protected ? put_element(at, ELEMENT_RSN, rsn, sizeof rsn) : at;
}

static uint8_t *put_ssid(uint8_t *at, const struct network *network)
{
    return put_element(at, ELEMENT_SSID, network->ssid, strlen(network->ssid));
}

/* Beacon or probe response. */
uint32_t frame_describing(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const struct network *network)
{
    uint8_t *at = put_header(to, kind, receiver, network->bssid, network->bssid);
    memset(at, 0, 8); /* time stamp */
    at = put16(at + 8, BEACON_INTERVAL);
    at = put16(at, capabilities(network));
    at = put_ssid(at, network);
    at = put_rates(at);
    at = put_element(at, ELEMENT_CHANNEL, &network->channel, 1);
    at = put_element(at, ELEMENT_MORE_RATES, more_rates, sizeof more_rates);
    return put_rsn(at, network) - to;
}

/* Open System; step 1 asks, step 2 grants. */
uint32_t frame_authentication(uint8_t *to, const uint8_t *receiver, const uint8_t *sender, const uint8_t *bssid, int step)
{
    uint8_t *at = put_header(to, FRAME_AUTHENTICATION, receiver, sender, bssid);
    at = put16(at, 0);
    at = put16(at, step);
    return put16(at, 0) - to;
}

uint32_t frame_association_request(uint8_t *to, const uint8_t *sender, const struct network *network)
{
    uint8_t *at = put_header(to, FRAME_ASSOCIATION_REQUEST, network->bssid, sender, network->bssid);
    at = put16(at, capabilities(network));
    at = put16(at, LISTEN_INTERVAL);
    at = put_ssid(at, network);
    at = put_rates(at);
    at = put_element(at, ELEMENT_MORE_RATES, more_rates, sizeof more_rates);
    return put_rsn(at, network) - to;
}

uint32_t frame_association_response(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const struct network *network)
{
    uint8_t *at = put_header(to, kind, receiver, network->bssid, network->bssid);
    at = put16(at, capabilities(network));
    at = put16(at, 0);
    at = put16(at, ASSOCIATION_ID);
    at = put_rates(at);
    return put_element(at, ELEMENT_MORE_RATES, more_rates, sizeof more_rates) - to;
}

/* Deauthentication or disassociation. */
uint32_t frame_farewell(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const uint8_t *sender,
    const uint8_t *bssid, enum reason reason)
{
    return put16(put_header(to, kind, receiver, sender, bssid), reason) - to;
}

/* A data frame without data: a client shows that it is there. */
uint32_t frame_null(uint8_t *to, const uint8_t *sender, const uint8_t *bssid)
{
    uint8_t *end = put_header(to, FRAME_NULL, bssid, sender, bssid);
    to[1] = FRAME_TO_DS;
    return end - to;
}
