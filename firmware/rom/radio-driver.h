/* What the parts of the radio's driver share. */
#ifndef RADIO_DRIVER_H
#define RADIO_DRIVER_H

#include "radio.h"
#include "radio-frame.h"

/* Words of the symbol window, and what they make of a guest's function, variable or structure. */
#define WORD(name) REG(RADIO_WINDOW + 4 * RADIO_WORD_##name)
#define GUEST(name) ((void *)WORD(name))
#define POINTER_AT(base, name) (*(void **)((uint8_t *)(base) + WORD(name)))
#define WORD_AT(base, name) (*(uint32_t *)((uint8_t *)(base) + WORD(name)))
#define HALF_AT(base, name) (*(uint16_t *)((uint8_t *)(base) + WORD(name)))
#define BYTE_AT(base, name) (*((uint8_t *)(base) + WORD(name)))

#define QUEUE_LENGTH 2
#define LONGEST_FRAME 160
#define STATE_RUN 5
#define NODE_AUTHORIZED BIT(0)
#define MICROSECONDS REG(0x3FF20C00)

/* The station's and the soft AP's configuration of the public header; later SDKs have more at the end. */
union configuration {
    struct {
        char ssid[SSID_BYTES];
        char password[64];
    } station;
    struct {
        char ssid[SSID_BYTES];
        char password[64];
        uint8_t ssid_length;
        uint8_t channel;
        uint32_t authentication;
    } soft_ap;
    uint8_t bytes[160];
};

extern struct radio {
    event_t queue[QUEUE_LENGTH];
    volatile bool posted;
    bool attached;                 /* in front of the SDK's handler of the MAC interrupt */
    void (*mac_handler)(void *argument, void *frame);
    uint8_t asked;
    uint8_t association_kind;      /* of the response that is due */
    bool associating;              /* the interface is deciding */
    bool soft_ap_runs;
    bool soft_ap_changed;          /* stopped, started, or both at once with another configuration */
    bool client_joined;
    uint8_t station[MAC_BYTES];    /* as its frames have it */
    uint8_t bssid[MAC_BYTES];      /* whom it asked */
    uint8_t client[MAC_BYTES];
    uint8_t soft_ap[MAC_BYTES];
    uint32_t client_seen;          /* microseconds, when the soft AP was last told of it */
    struct network network;        /* work space */
} radio;

/*
 * Work space: a received frame as the lower MAC hands it up, status first, or a configuration. What the
 * driver keeps is small, as the guest's system stack grows down to the ROM's variables.
 */
extern union air {
    struct {
        uint32_t status[3];
        uint8_t frame[LONGEST_FRAME];
    };
    union configuration configuration;
} air;

/* radio.c */
void radio_wake(void);
void *radio_interface(enum nic_interface number);
/* Hands the frame in air.frame to the guest as received on that interface. */
void radio_receive_frame(enum nic_interface number, uint32_t length, int rssi);

static inline bool same_mac(const uint8_t *left, const uint8_t *right)
{
    return memcmp(left, right, MAC_BYTES) == 0;
}

/* radio-station.c */
bool station_runs(void);
void *station_node(void);
void station_sent(const uint8_t *frame);
void station_answer(void);
void station_link_changed(void);

/* radio-soft-ap.c */
void soft_ap_sent(const uint8_t *frame);
void soft_ap_restart(void);
void soft_ap_follow_client(void);
void soft_ap_show_client(void);

/* radio-packet.c */
void receive_packets(void);

#endif
