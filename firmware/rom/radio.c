/*
 * Drives the virtual network interface for firmware whose radio libraries are the vendor's own.
 *
 * The vendor's code runs unchanged down to its lower MAC: what it would send as an 802.11 frame is
 * answered here as the virtual access points and clients would, and the answers go in where received
 * frames do. Two things are cut short: packets of lwIP pass as Ethernet II between lwIP and the
 * interface, and the handshake for keys is skipped, as the interface has judged the passphrase.
 * Symbols and offsets come from the symbol window (radio.h), which an SDK's table fills.
 */
#include "radio.h"
#include "radio-frame.h"
#include "phy.h"

#define WORD(name) REG(RADIO_WINDOW + 4 * RADIO_WORD_##name)
#define GUEST(name) ((void *)WORD(name))
/* The field of a guest's structure, at the offset that the window names. */
#define POINTER_AT(base, name) (*(void **)((uint8_t *)(base) + WORD(name)))
#define WORD_AT(base, name) (*(uint32_t *)((uint8_t *)(base) + WORD(name)))
#define HALF_AT(base, name) (*(uint16_t *)((uint8_t *)(base) + WORD(name)))
#define BYTE_AT(base, name) (*((uint8_t *)(base) + WORD(name)))

#define TASK_PRIORITY 30 /* no task of the SDK's has it */
#define QUEUE_LENGTH 2
#define FRAMES_PER_RUN 4
#define LONGEST_PACKET 1514
#define LONGEST_FRAME 160
#define CHECK_SEQUENCE_BYTES 4
#define LOST_BEACONS_MS 6000 /* 60 beacons, what the SDK itself waits for */
#define NO_SIGNAL 31
#define POLICY_MEMBER 2 /* receive policy of an interface that is in a network */
#define PP_SIGNAL_TX_DONE 4
#define TX_ACKNOWLEDGED 1
#define RSSI_BIAS 96 /* received strength counts from -96 dBm */
#define STATE_RUN 5
#define NODE_AUTHORIZED BIT(0)
#define PBUF_RAW 3
#define PBUF_RAM 0

#define SAR_CONTROL REG(0x60000D5C)
#define SAR_FROM_PIN BIT(21)
#define SAR_DATA REG(0x60000D80)
#define MEASURES_SUPPLY 0xFF

/* As lwIP lays it out. */
struct pbuf {
    struct pbuf *next;
    uint8_t *payload;
    uint16_t total;
    uint16_t length;
    uint8_t type;
    uint8_t flags;
    uint16_t references;
};

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

/* What the vendor's station has asked for on the air, to be answered in the task. */
#define ASKED_PROBE BIT(0)
#define ASKED_AUTHENTICATION BIT(1)
#define ASKED_ASSOCIATION BIT(2)

static struct {
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
static union {
    struct {
        uint32_t status[3];
        uint8_t frame[LONGEST_FRAME];
    };
    union configuration configuration;
} air;

#define INUM_MAC 0
#define MAC_INT_STATUS REG(0x3FF20C20)
#define MICROSECONDS REG(0x3FF20C00)
#define CLIENT_REFRESH_US 10000000u

static void post_task(void)
{
    if (!radio.posted) {
        radio.posted = true;
        ets_post(TASK_PRIORITY, 0, 0);
    }
}

static void *interface_record(enum nic_interface number)
{
    void *ic = GUEST(G_IC);
    return number == NIC_STATION ? POINTER_AT(ic, IC_STATION) : POINTER_AT(ic, IC_SOFT_AP);
}

static void *station_node(void)
{
    void *vif = interface_record(NIC_STATION);
    return vif ? POINTER_AT(vif, VIF_NODE) : NULL;
}

static bool station_runs(void)
{
    void *vif = interface_record(NIC_STATION);
    return vif && WORD_AT(vif, VIF_STATE) == STATE_RUN;
}

/* Hands the frame in air.frame to the guest as received on that interface. */
static void receive_frame(enum nic_interface number, uint32_t length, int rssi)
{
    static uint32_t descriptor[3], control[8], buffer[12];
    typedef void (*input_t)(void *vif, void *buffer, int strength, int noise);
    int strength = rssi + RSSI_BIAS;

    air.status[0] = (uint8_t)strength | (length + CHECK_SEQUENCE_BYTES) << 16;
    air.status[1] = air.status[2] = 0;
    descriptor[1] = (uint32_t)air.frame;
    memset(buffer, 0, sizeof buffer);
    memset(control, 0, sizeof control);
    POINTER_AT(buffer, BUFFER_DESCRIPTOR) = descriptor;
    POINTER_AT(buffer, BUFFER_FRAME) = air.status;
    POINTER_AT(buffer, BUFFER_CONTROL) = control;
    POINTER_AT(control, CONTROL_CHANNEL) = ((void *(*)(void))GUEST(CURRENT_CHANNEL))();
    input_t input = number == NIC_STATION ? GUEST(STA_INPUT) : GUEST(HOSTAP_INPUT);
    input(interface_record(number), buffer, strength, 0);
}

static bool same_mac(const uint8_t *left, const uint8_t *right)
{
    return memcmp(left, right, MAC_BYTES) == 0;
}

/* ---- station */

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
    uint8_t *vif = interface_record(NIC_STATION);
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
            receive_frame(NIC_STATION, length, radio.network.rssi);
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
        receive_frame(NIC_STATION, length, radio.network.rssi);
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
    receive_frame(NIC_STATION, length, radio.network.rssi);
}

static void finish_association(bool accepted)
{
    answer_association();
    void *node = station_node();
    if (!accepted) {
        uint32_t length = frame_farewell(air.frame, FRAME_DEAUTHENTICATION, radio.station, radio.bssid, radio.bssid,
            REASON_4WAY_HANDSHAKE_TIMEOUT);
        receive_frame(NIC_STATION, length, radio.network.rssi);
    } else if (station_runs() && node && BYTE_AT(node, NODE_HANDSHAKE)) {
        ((void (*)(void))GUEST(AUTH_DONE))();
    }
}

static void link_changed(void)
{
    enum nic_station_status now = NIC_STA_STATUS;
    if (now == NIC_LINK_LOST && station_runs()) {
        uint8_t *vif = interface_record(NIC_STATION);
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

static void note_frame_of_station(const uint8_t *frame)
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
    post_task();
}

static void answer_station(void)
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

/* ---- soft AP */

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

static void soft_ap_changed(void)
{
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

/* The client authenticates and associates; the guest answers each frame before receive_frame returns. */
static void client_joins(void)
{
    const int strength = -40;
    describe_soft_ap();
    nic_read_mac(NIC_AP_CLIENT, radio.client);
    const uint8_t *bssid = radio.network.bssid;
    receive_frame(NIC_SOFT_AP, frame_authentication(air.frame, bssid, radio.client, bssid, 1), strength);
    receive_frame(NIC_SOFT_AP, frame_association_request(air.frame, radio.client, &radio.network), strength);
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
    receive_frame(NIC_SOFT_AP,
        frame_farewell(air.frame, FRAME_DISASSOCIATION, bssid, radio.client, bssid, REASON_INACTIVE_AP), NO_SIGNAL);
}

static void clients_changed(void)
{
    bool joined = radio.soft_ap_runs && NIC_AP_STATIONS;
    if (joined && !radio.client_joined) {
        client_joins();
    } else if (!joined && radio.client_joined) {
        client_leaves();
    }
}

/* The guest sends clients away that it has not heard for minutes, and packets do not pass it. */
static void show_client(void)
{
    if (MICROSECONDS - radio.client_seen > CLIENT_REFRESH_US) {
        radio.client_seen = MICROSECONDS;
        describe_soft_ap();
        receive_frame(NIC_SOFT_AP, frame_null(air.frame, radio.client, radio.network.bssid), -40);
    }
}

/* A client that was sent away tries again with the next beacon, as one does that hears the name. */
static void note_frame_of_soft_ap(const uint8_t *frame)
{
    if (frame[0] == FRAME_DISASSOCIATION || frame[0] == FRAME_DEAUTHENTICATION) {
        radio.client_joined = false;
    } else if (frame[0] == FRAME_BEACON && !radio.client_joined && NIC_AP_STATIONS) {
        post_task();
    }
}

/* ---- packets */

static bool may_receive(enum nic_interface number)
{
    if (number == NIC_SOFT_AP) {
        return radio.client_joined;
    }
    void *node = station_node();
    return station_runs() && node && (WORD_AT(node, NODE_FLAGS) & NODE_AUTHORIZED);
}

static void receive_packet(enum nic_interface number, uint32_t length)
{
    void *netif = ((void *(*)(int))GUEST(LWIP_GETIF))(number);
    struct pbuf *p = NULL;
    if (netif && may_receive(number)) {
        p = ((struct pbuf * (*)(int, uint32_t, int)) GUEST(PBUF_ALLOC))(PBUF_RAW, length, PBUF_RAM);
    }
    if (!p) {
        NIC_RX_COMMAND = NIC_RX_DROP;
        return;
    }
    NIC_RX_ADDRESS = (uint32_t)p->payload;
    NIC_RX_CAPACITY = length;
    NIC_RX_COMMAND = NIC_RX_TAKE;
    if (number == NIC_SOFT_AP) {
        show_client();
    }
    int (*input)(struct pbuf *, void *) = POINTER_AT(netif, NETIF_INPUT);
    if (input(p, netif) != 0) {
        ((void (*)(struct pbuf *))GUEST(PBUF_FREE))(p);
    }
}

static void receive_packets(void)
{
    uint32_t length;
    for (int n = 0; n < FRAMES_PER_RUN && (length = NIC_RX_LENGTH) != 0; n++) {
        receive_packet(NIC_RX_INTERFACE, length);
    }
}

/* The MAC interrupt is the interface's and the lower MAC's, whose timer drives the soft watchdog. */
static void on_interrupt(void *argument, void *frame)
{
    if (NIC_INT_STATUS & NIC_INT_ENABLE) {
        NIC_INT_ENABLE = 0;
        post_task();
    }
    if (MAC_INT_STATUS && radio.mac_handler) {
        radio.mac_handler(argument, frame);
    }
}

static void radio_task(event_t *event)
{
    (void)event;
    radio.posted = false;
    if (!radio.attached) {
        radio.attached = true;
        radio.mac_handler = _xtos_set_interrupt_handler_arg(INUM_MAC, on_interrupt, NULL);
        ets_isr_unmask(BIT(INUM_MAC));
    }
    uint32_t status = NIC_INT_STATUS;
    NIC_INT_CLEAR = status;
    if (radio.soft_ap_changed) {
        soft_ap_changed();
    }
    answer_station();
    if (status & NIC_INT_LINK) {
        link_changed();
    }
    clients_changed();
    receive_packets();
    NIC_INT_ENABLE = NIC_INT_ALL;
}

/* ---- entries */

int radio_return_zero(void)
{
    return 0;
}

/* As a reset of the chip leaves the interface: software that starts anew without one expects it so. */
static void reset_interface(void)
{
    NIC_INT_ENABLE = 0;
    NIC_CONTROL = 0;
    NIC_INT_CLEAR = NIC_INT_ALL;
    while (NIC_RX_LENGTH) {
        NIC_RX_COMMAND = NIC_RX_DROP;
    }
}

/*
 * What the physical layer's start does beside starting a radio: it brings the clocks to 80 MHz, and
 * leaves settings and the ROM's functions where the layer's other parts look for them (sleep, for one).
 */
int radio_start(const void *settings)
{
    ((void (*)(const void *))GUEST(PHY_TAKE_SETTINGS))(settings);
    memset(&radio, 0, sizeof radio);
    reset_interface();
    *(struct phy_functions **)GUEST(PHY_FUNCTIONS) = phy_functions;
    rom_i2c_writeReg(103, 4, 1, 0x88);
    rom_i2c_writeReg(103, 4, 2, 0x91);
    ets_task(radio_task, TASK_PRIORITY, radio.queue, QUEUE_LENGTH);
    post_task(); /* runs when the SDK's start is over and its interrupt handler attached */
    return 0;
}

/* lwIP's packet, in pieces; 0 when it was sent. */
int radio_send_packet(void *netif, struct pbuf *p)
{
    void *vif = POINTER_AT(netif, NETIF_STATE);
    if (!p || WORD_AT(vif, VIF_STATE) != STATE_RUN || p->total > LONGEST_PACKET) {
        return 1;
    }
    uint32_t left = p->total;
    for (const struct pbuf *piece = p; piece && left; piece = piece->next) {
        uint32_t length = piece->length < left ? piece->length : left;
        left -= length;
        NIC_TX_ADDRESS = (uint32_t)piece->payload;
        NIC_TX_LENGTH = length;
        if (left) {
            NIC_TX_APPEND = NIC_START;
        }
    }
    NIC_TX_COMMAND = BYTE_AT(vif, VIF_SOFT_AP) ? NIC_SOFT_AP : NIC_STATION;
    /* The lower MAC takes a reference and gives it up when the packet is out; some owners wait for that. */
    p->references++;
    ((void (*)(struct pbuf *))GUEST(PBUF_FREE))(p);
    return 0;
}

/* The check sequence counts as part of a frame from here on, as it does in the lower MAC. */
static void add_check_sequence(void *buffer)
{
    uint32_t *descriptor = POINTER_AT(buffer, BUFFER_DESCRIPTOR);
    HALF_AT(buffer, BUFFER_BODY_BYTES) += CHECK_SEQUENCE_BYTES;
    uint32_t length = (*descriptor >> 12 & 0xFFF) + CHECK_SEQUENCE_BYTES;
    *descriptor = (*descriptor & 0xFF000FFF) | (length & 0xFFF) << 12;
}

/* A frame of the guest's: what follows from it comes later, its acknowledgement at once. */
int radio_send_frame(void *buffer)
{
    const uint8_t *frame = POINTER_AT(buffer, BUFFER_FRAME);
    if ((frame[0] & FRAME_TYPE_MASK) == FRAME_TYPE_MANAGEMENT) {
        if (same_mac(frame + FRAME_ADDRESS_2, radio.soft_ap)) {
            note_frame_of_soft_ap(frame);
        } else {
            note_frame_of_station(frame);
        }
    }
    add_check_sequence(buffer);
    BYTE_AT(POINTER_AT(buffer, BUFFER_CONTROL), CONTROL_STATUS) = TX_ACKNOWLEDGED;
    ((void (*)(void *))GUEST(ENQUEUE_TX_DONE))(buffer);
    ((int (*)(int))GUEST(PP_POST))(PP_SIGNAL_TX_DONE);
    return 0;
}

void radio_receive_policy(uint32_t policy, uint32_t number, const uint8_t *address)
{
    if (number == NIC_SOFT_AP) {
        radio.soft_ap_runs = policy == POLICY_MEMBER;
        radio.soft_ap_changed = true;
        if (radio.soft_ap_runs) {
            memcpy(radio.soft_ap, address, MAC_BYTES);
        }
        post_task();
    }
}

uint32_t radio_beacon_interval(void)
{
    return BEACON_INTERVAL;
}

int radio_signal_strength(void)
{
    return NIC_STA_STATUS == NIC_ASSOCIATED ? (int)NIC_STA_RSSI : NO_SIGNAL;
}

/* The converter's word is inverted: coarse bits, and fine ones that overlap them. Half steps of the pin's reading. */
static uint32_t convert(void)
{
    uint32_t word = ~SAR_DATA;
    int fine = ((int)(word & 0xFF) - 21) * 279 >> 8;
    return (word & 0xF00) + (fine < 0 ? 0 : fine > 255 ? 255 : fine);
}

static uint32_t read_pin(void)
{
    SAR_CONTROL |= SAR_FROM_PIN;
    uint32_t value = convert();
    SAR_CONTROL &= ~SAR_FROM_PIN;
    return (value + 1) >> 1;
}

uint32_t radio_analog_input(void)
{
    return BYTE_AT(GUEST(PHY_SETTINGS), SETTINGS_ANALOG) == MEASURES_SUPPLY ? 0xFFFF : read_pin();
}

uint32_t radio_supply_voltage(void)
{
    SAR_CONTROL &= ~SAR_FROM_PIN;
    return convert() * 2;
}

void radio_analog_samples(uint16_t *to, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = read_pin();
    }
}
