/* The station's side of the radio's driver: answers its frames as the virtual access points would. */
#include "radio-driver.h"

#define LOST_BEACONS_MS 6000 /* 60 beacons, what the SDK itself waits for */
#define NO_SIGNAL 31

/* What the SDK's station has asked for on the air, to be answered in the task. */
#define ASKED_PROBE BIT(0)
#define ASKED_AUTHENTICATION BIT(1)
#define ASKED_ASSOCIATION BIT(2)

void *station_node(void)
{
    void *vif = radio_interface(NIC_STATION);
    return vif ? POINTER_AT(vif, VIF_NODE) : NULL;
}

bool station_runs(void)
{
    void *vif = radio_interface(NIC_STATION);
    return vif && WORD_AT(vif, VIF_STATE) == STATE_RUN;
}

/* Loads one of the access points that the interface hears into radio.network. */
static void scan(uint32_t index)
{
    struct network *network = &radio.network;
    NIC_SCAN_SELECT = index;
    NIC_SCAN_SSID = (uint32_t)network->ssid;
    NIC_SCAN_COMMAND = NIC_START;
    nic_read_mac(NIC_SCAN_BSSID, network->bssid);
    network->channel = NIC_SCAN_CHANNEL;
    network->rssi = NIC_SCAN_RSSI;
    network->is_protected = NIC_SCAN_PROTECTED;
}

/* Finds the access point that the station's frames went to. */
static bool scan_addressed(void)
{
    for (uint32_t i = 0; i < NIC_SCAN_COUNT; i++) {
        scan(i);
        if (same_mac(radio.network.bssid, radio.bssid)) {
            return true;
        }
    }
    return false;
}

static void disarm_beacon_timer(void)
{
    uint8_t *vif = radio_interface(NIC_STATION);
    ((void (*)(void *))GUEST(TIMER_DISARM))(vif + WORD(VIF_BEACON_TIMER));
}

/* Gives the interface the stored name and passphrase, and a command for them. */
static void command_station(uint32_t command)
{
    union configuration *configuration = &air.configuration;
    memset(configuration, 0, sizeof *configuration);
    ((bool (*)(void *))GUEST(STATION_CONFIG))(configuration);
    memset(radio.network.ssid, 0, sizeof radio.network.ssid);
    memcpy(radio.network.ssid, configuration->station.ssid, SSID_BYTES);
    NIC_CONTROL |= NIC_CONTROL_STATION;
    NIC_STA_SSID = (uint32_t)radio.network.ssid;
    NIC_STA_PASS = (uint32_t)configuration->station.password;
    NIC_STA_COMMAND = command;
}

/* Every access point on the present channel answers; one may be there only because it is looked for. */
static void answer_probe(void)
{
    if (station_runs() && NIC_STA_STATUS != NIC_ASSOCIATED) {
        return; /* its own access point is silent; the SDK shall find out */
    }
    if (!station_runs()) {
        command_station(NIC_SEEK);
    }
    uint8_t *channel = ((void *(*)(void))GUEST(CURRENT_CHANNEL))();
    for (uint32_t i = 0; i < NIC_SCAN_COUNT; i++) {
        scan(i);
        if (channel && radio.network.channel == BYTE_AT(channel, CHANNEL_NUMBER)) {
            uint32_t length = frame_describing(air.frame, FRAME_PROBE_RESPONSE, radio.station, &radio.network);
            radio_receive_frame(NIC_STATION, length, radio.network.rssi);
        }
    }
    if (station_runs()) {
        disarm_beacon_timer(); /* a frame of its access point armed it, and beacons do not follow */
    }
}

static void answer_authentication(void)
{
    if (scan_addressed()) {
        uint32_t length = frame_authentication(air.frame, radio.station, radio.bssid, radio.bssid, 2);
        radio_receive_frame(NIC_STATION, length, radio.network.rssi);
    }
}

/* The interface joins with the stored name and passphrase; link_changed has the outcome. */
static void begin_association(void)
{
    radio.associating = true;
    command_station(NIC_START);
}

static void answer_association(void)
{
    scan_addressed();
    uint32_t length = frame_association_response(air.frame, radio.association_kind, radio.station, &radio.network);
    radio_receive_frame(NIC_STATION, length, radio.network.rssi);
}

static void finish_association(bool accepted)
{
    answer_association();
    void *node = station_node();
    if (!accepted) {
        uint32_t length = frame_farewell(air.frame, FRAME_DEAUTHENTICATION, radio.station, radio.bssid, radio.bssid,
            REASON_4WAY_HANDSHAKE_TIMEOUT);
        radio_receive_frame(NIC_STATION, length, radio.network.rssi);
    } else if (station_runs() && node && BYTE_AT(node, NODE_HANDSHAKE)) {
        ((void (*)(void))GUEST(AUTH_DONE))();
    }
}

void station_link_changed(void)
{
    enum nic_station_status now = NIC_STA_STATUS;
    if (now == NIC_LINK_LOST && station_runs()) {
        uint8_t *vif = radio_interface(NIC_STATION);
        void *timer = vif + WORD(VIF_BEACON_TIMER);
        ((void (*)(void *))GUEST(TIMER_DISARM))(timer);
        ((void (*)(void *, uint32_t, int, int))GUEST(TIMER_ARM))(timer, LOST_BEACONS_MS, 0, 1);
    }
    if (radio.associating && now != NIC_CONNECTING) {
        radio.associating = false;
        if (now == NIC_ASSOCIATED || now == NIC_WRONG_PASSWORD) {
            finish_association(now == NIC_ASSOCIATED);
        }
    }
}

void station_sent(const uint8_t *frame)
{
    memcpy(radio.station, frame + FRAME_ADDRESS_2, MAC_BYTES);
    switch (frame[0]) {
    case FRAME_PROBE_REQUEST:
        radio.asked |= ASKED_PROBE;
        break;
    case FRAME_AUTHENTICATION:
        memcpy(radio.bssid, frame + FRAME_ADDRESS_1, MAC_BYTES);
        radio.asked |= ASKED_AUTHENTICATION;
        break;
    case FRAME_ASSOCIATION_REQUEST:
    case FRAME_REASSOCIATION_REQUEST:
        radio.association_kind = frame[0] + FRAME_ASSOCIATION_RESPONSE;
        radio.asked |= ASKED_ASSOCIATION;
        break;
    case FRAME_DISASSOCIATION:
    case FRAME_DEAUTHENTICATION:
        radio.asked = 0;
        radio.associating = false;
        NIC_STA_COMMAND = NIC_STOP;
        break;
    default:
        return;
    }
    radio_wake();
}

void station_answer(void)
{
    uint8_t asked = radio.asked;
    radio.asked = 0;
    if (asked & ASKED_PROBE) {
        answer_probe();
    }
    if (asked & ASKED_AUTHENTICATION) {
        answer_authentication();
    }
    if (asked & ASKED_ASSOCIATION) {
        begin_association();
    }
}

int radio_signal_strength(void)
{
    return NIC_STA_STATUS == NIC_ASSOCIATED ? (int)NIC_STA_RSSI : NO_SIGNAL;
}
