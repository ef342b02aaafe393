/* The soft AP's side of the radio's driver: the virtual network's client, as the SDK hears it. */
#include "radio-driver.h"

#define CLIENT_RSSI -40
#define POLICY_MEMBER 2 /* receive policy of an interface that is in a network */
#define CLIENT_REFRESH_US 10000000u

/* Loads the guest's own access point into radio.network and its configuration into air. */
static void describe_soft_ap(void)
{
    struct network *network = &radio.network;
    memset(&air.configuration, 0, sizeof air.configuration);
    ((bool (*)(void *))GUEST(SOFT_AP_CONFIG))(&air.configuration);
    memset(network, 0, sizeof *network);
    memcpy(network->ssid, air.configuration.soft_ap.ssid, SSID_BYTES);
    memcpy(network->bssid, radio.soft_ap, MAC_BYTES);
    network->is_protected = air.configuration.soft_ap.authentication != 0;
}

/* Follows what the SDK has done to its access point since. */
void soft_ap_restart(void)
{
    if (!radio.soft_ap_changed) {
        return;
    }
    radio.soft_ap_changed = false;
    radio.client_joined = false;
    if (!radio.soft_ap_runs) {
        NIC_AP_COMMAND = NIC_STOP;
    } else {
        describe_soft_ap();
        const char *none = radio.network.ssid + SSID_BYTES;
        NIC_CONTROL |= NIC_CONTROL_AP;
        NIC_AP_SSID = (uint32_t)radio.network.ssid;
        NIC_AP_PASS = (uint32_t)(radio.network.is_protected ? air.configuration.soft_ap.password : none);
        NIC_AP_COMMAND = NIC_START;
    }
}

static void *client_node(void)
{
    return ((void *(*)(const uint8_t *))GUEST(NODE_SEARCH))(radio.client);
}

/* The client authenticates and associates; the guest answers each frame before it returns. */
static void client_joins(void)
{
    describe_soft_ap();
    nic_read_mac(NIC_AP_CLIENT, radio.client);
    const uint8_t *bssid = radio.network.bssid;
    radio_receive_frame(NIC_SOFT_AP, frame_authentication(air.frame, bssid, radio.client, bssid, 1), CLIENT_RSSI);
    radio_receive_frame(NIC_SOFT_AP, frame_association_request(air.frame, radio.client, &radio.network), CLIENT_RSSI);
    void *node = client_node();
    radio.client_joined = node != NULL;
    if (node) {
        BYTE_AT(node, NODE_HANDSHAKE) = 0;
        WORD_AT(node, NODE_FLAGS) |= NODE_AUTHORIZED;
    }
    radio.client_seen = MICROSECONDS;
}

static void client_leaves(void)
{
    describe_soft_ap();
    const uint8_t *bssid = radio.network.bssid;
    radio.client_joined = false;
    radio_receive_frame(NIC_SOFT_AP,
        frame_farewell(air.frame, FRAME_DISASSOCIATION, bssid, radio.client, bssid, REASON_INACTIVE_AP), CLIENT_RSSI);
}

/* Follows the client's coming and going. */
void soft_ap_follow_client(void)
{
    bool joined = radio.soft_ap_runs && NIC_AP_STATIONS;
    if (joined && !radio.client_joined) {
        client_joins();
    } else if (!joined && radio.client_joined) {
        client_leaves();
    }
}

/* The guest sends clients away that it has not heard for minutes, and packets do not pass it. */
void soft_ap_show_client(void)
{
    if (MICROSECONDS - radio.client_seen > CLIENT_REFRESH_US) {
        radio.client_seen = MICROSECONDS;
        describe_soft_ap();
        radio_receive_frame(NIC_SOFT_AP, frame_null(air.frame, radio.client, radio.network.bssid), CLIENT_RSSI);
    }
}

/* A client that was sent away tries again with the next beacon, as one does that hears the name. */
void soft_ap_sent(const uint8_t *frame)
{
    if (frame[0] == FRAME_DISASSOCIATION || frame[0] == FRAME_DEAUTHENTICATION) {
        radio.client_joined = false;
    } else if (frame[0] == FRAME_BEACON && !radio.client_joined && NIC_AP_STATIONS) {
        radio_wake();
    }
}

void radio_receive_policy(uint32_t policy, uint32_t number, const uint8_t *address)
{
    if (number == NIC_SOFT_AP) {
        radio.soft_ap_runs = policy == POLICY_MEMBER;
        radio.soft_ap_changed = true;
        if (radio.soft_ap_runs) {
            memcpy(radio.soft_ap, address, MAC_BYTES);
        }
        radio_wake();
    }
}

uint32_t radio_beacon_interval(void)
{
    return BEACON_INTERVAL;
}
