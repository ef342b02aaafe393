/*
 * 802.11 management frames, as far as the access points and clients of the virtual network speak
 * them. Formats: IEEE 802.11, "Frame formats"; RSN element: 802.11i.
 */
#ifndef RADIO_FRAME_H
#define RADIO_FRAME_H

#include "radio-nic.h"

/* Octet 0 of a frame: type and subtype. */
enum frame_kind {
    FRAME_ASSOCIATION_REQUEST = 0x00,
    FRAME_ASSOCIATION_RESPONSE = 0x10,
    FRAME_REASSOCIATION_REQUEST = 0x20,
    FRAME_REASSOCIATION_RESPONSE = 0x30,
    FRAME_PROBE_REQUEST = 0x40,
    FRAME_PROBE_RESPONSE = 0x50,
    FRAME_BEACON = 0x80,
    FRAME_DISASSOCIATION = 0xA0,
    FRAME_AUTHENTICATION = 0xB0,
    FRAME_DEAUTHENTICATION = 0xC0,
    FRAME_NULL = 0x48,
};
#define FRAME_TYPE_MASK 0x0C
#define FRAME_TYPE_MANAGEMENT 0x00

#define FRAME_HEADER_BYTES 24
#define FRAME_TO_DS 0x01 /* octet 1, data frames: to an access point */
#define FRAME_ADDRESS_1 4 /* receiver */
#define FRAME_ADDRESS_2 10 /* transmitter */
#define FRAME_ADDRESS_3 16 /* network */

enum reason { REASON_LEFT = 3, REASON_INACTIVE_AP = 8, REASON_4WAY_HANDSHAKE_TIMEOUT = 15 };

#define SSID_BYTES 32
#define BEACON_INTERVAL 100

/* An access point as a frame describes it. */
struct network {
    uint8_t bssid[MAC_BYTES];
    char ssid[SSID_BYTES + 1];
    uint8_t channel;
    int8_t rssi;
    bool is_protected;
};

/* Each writes a frame to `to` and gives its length; none is longer than 200 bytes. */
uint32_t frame_describing(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const struct network *network);
uint32_t frame_authentication(uint8_t *to, const uint8_t *receiver, const uint8_t *sender, const uint8_t *bssid, int step);
uint32_t frame_association_request(uint8_t *to, const uint8_t *sender, const struct network *network);
uint32_t frame_association_response(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const struct network *network);
uint32_t frame_farewell(uint8_t *to, enum frame_kind kind, const uint8_t *receiver, const uint8_t *sender,
    const uint8_t *bssid, enum reason reason);
uint32_t frame_null(uint8_t *to, const uint8_t *sender, const uint8_t *bssid);

#endif
