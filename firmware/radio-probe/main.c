/*
 * Takes the place of the vendor's radio libraries above the radio's driver in the mask ROM, so that a
 * test can see what the driver makes of calls and gives in return. It has the names and the offsets that
 * the SDK table 2.2.1 asks for, and no more of such a library than that. Commands are letters at the
 * serial port, answers are lines. What is not redirected says so.
 */
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t signal;
    uint32_t parameter;
} event_t;

typedef struct timer {
    struct timer *next;
    uint32_t expire;
    uint32_t period;
    void (*function)(void *argument);
    void *argument;
} timer_t;

int ets_printf(const char *format, ...);
int ets_task(void (*task)(event_t *event), uint8_t priority, event_t *queue, uint8_t size);
int ets_post(uint8_t priority, uint32_t signal, uint32_t parameter);
void ets_run(void) __attribute__((noreturn));
void ets_timer_init(void);
void ets_timer_setfn(timer_t *timer, void (*function)(void *), void *argument);
void ets_timer_arm(timer_t *timer, uint32_t milliseconds, bool repeat);
void ets_isr_attach(uint32_t number, void *handler, void *argument);
void ets_isr_unmask(uint32_t mask);
void ets_delay_us(uint32_t microseconds);
void uart_div_modify(uint32_t number, uint32_t divisor);
int uart_rx_one_char(uint8_t *c);
void *ets_memcpy(void *to, const void *from, uint32_t count);
void *ets_memset(void *to, int byte, uint32_t count);
int ets_memcmp(const void *left, const void *right, uint32_t count);

#define UART_STATUS (*(volatile uint32_t *)0x6000001C)
#define UART_TX_COUNT 0x00FF0000
#define APB_HZ 80000000
#define BAUD 115200
#define POLL_MS 5
#define COMMAND_PRIORITY 1
#define SETTINGS_BYTES 128

/* ---- the library's structures: the fields that the table names, at its offsets */

struct channel {
    uint8_t pad[6];
    uint8_t number;
};

struct node {
    uint8_t mac[8];
    uint32_t flags;
    uint8_t pad[12];
    uint8_t handshake;
    uint8_t rest[39];
};

struct interface_record {
    void *netif;
    uint8_t pad_4[20];
    timer_t beacon_timer;
    uint8_t pad_44[24];
    uint32_t state;
    uint8_t pad_72[72];
    struct node *node;
    uint8_t pad_148[52];
    uint32_t soft_ap;
};

struct control {
    uint32_t flags[2];
    struct channel *channel;
    uint8_t pad[3];
    uint8_t status;
    uint8_t rest[16];
};

struct buffer {
    void *packet;
    uint32_t *descriptor;
    uint32_t pad_8[2];
    uint8_t *frame;
    uint16_t header_bytes;
    uint16_t body_bytes;
    uint32_t pad_24[3];
    struct control *control;
};

struct pbuf {
    struct pbuf *next;
    uint8_t *payload;
    uint16_t total;
    uint16_t length;
    uint8_t type;
    uint8_t flags;
    uint16_t references;
};

struct netif {
    uint32_t pad[4];
    int (*input)(struct pbuf *packet, struct netif *netif);
    uint32_t pad_20[2];
    struct interface_record *state;
};

struct station_config {
    char ssid[32];
    char password[64];
};

struct soft_ap_config {
    char ssid[32];
    char password[64];
    uint8_t ssid_length;
    uint8_t channel;
    uint32_t authentication;
};

struct {
    uint32_t pad[4];
    struct interface_record *station;
    struct interface_record *soft_ap;
} g_ic;

void *g_phyFuns;
uint8_t chip6_phy_init_ctrl[SETTINGS_BYTES];

static struct channel channel = { .number = 6 };
static struct node peer, client;
static bool client_known;
static struct interface_record records[2];
static struct netif netifs[2];
static struct station_config station_config = { "espalier", "hil-bench" };
static struct soft_ap_config soft_ap_config = { "probe-ap", "probe-secret", 8, 6, 3 };
static const uint8_t station_mac[6] = { 0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56 };
static const uint8_t soft_ap_mac[6] = { 0x5E, 0xCF, 0x7F, 0x12, 0x34, 0x56 };
static const uint8_t access_point[6] = { 0x02, 0x45, 0x53, 0x50, 0x00, 0x01 };
static const uint8_t everybody[6] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
static uint32_t pbufs_out;

/* ---- what the driver calls */

static int16_t half(const uint8_t *at)
{
    return at[0] | at[1] << 8;
}

/* Elements of a beacon, probe response or association request. */
static void print_elements(const uint8_t *at, const uint8_t *end)
{
    for (; at + 2 <= end; at += 2 + at[1]) {
        if (at[0] == 0) {
            ets_printf(" ssid ");
            for (int i = 0; i < at[1]; i++) {
                ets_printf("%c", at[2 + i]);
            }
        } else if (at[0] == 3) {
            ets_printf(" channel %d", at[2]);
        } else if (at[0] == 48) {
            ets_printf(" rsn");
        }
    }
}

static void print_frame(const char *whose, const struct buffer *buffer, int strength)
{
    const uint32_t *status = (const uint32_t *)buffer->frame;
    const uint8_t *frame = (const uint8_t *)buffer->descriptor[1];
    const uint8_t *end = frame + (status[0] >> 16 & 0xFFF) - 4;
    ets_printf("%s gets %02x from %02x%02x to %02x%02x rssi %d", whose, frame[0], frame[10], frame[15], frame[4], frame[9],
        strength - 96);
    if (frame[0] == 0x50) {
        print_elements(frame + 36, end);
    } else if (frame[0] == 0x00) {
        print_elements(frame + 28, end);
    } else if (frame[0] == 0x10) {
        ets_printf(" status %d id %d", half(frame + 26), half(frame + 28) & 0x3FFF);
    } else if (frame[0] == 0xB0) {
        ets_printf(" step %d status %d", half(frame + 26), half(frame + 28));
    } else if (frame[0] == 0xC0 || frame[0] == 0xA0) {
        ets_printf(" reason %d", half(frame + 24));
    }
    ets_printf(" on %d\n", buffer->control->channel->number);
}

void sta_input(struct interface_record *vif, struct buffer *buffer, int strength, int noise)
{
    const uint8_t *frame = (const uint8_t *)buffer->descriptor[1];
    (void)noise;
    print_frame("station", buffer, strength);
    if (frame[0] == 0x10) {
        vif->state = 5;
        vif->node = &peer;
        peer.handshake = 1;
        peer.flags = 0;
    } else if (frame[0] == 0xC0) {
        vif->state = 0;
        vif->node = 0;
    }
}

void hostap_input(struct interface_record *vif, struct buffer *buffer, int strength, int noise)
{
    const uint8_t *frame = (const uint8_t *)buffer->descriptor[1];
    (void)vif;
    (void)noise;
    print_frame("soft ap", buffer, strength);
    if (frame[0] == 0x00) {
        ets_memcpy(client.mac, frame + 10, 6);
        client_known = true;
        client.handshake = 1;
        client.flags = 0;
    } else if (frame[0] == 0xA0) {
        client_known = false;
    }
}

struct node *cnx_node_search(const uint8_t *mac)
{
    return client_known && ets_memcmp(client.mac, mac, 6) == 0 ? &client : 0;
}

void eagle_auth_done(void)
{
    ets_printf("auth done\n");
    peer.flags |= 1;
    peer.handshake = 0;
}

void ppEnqueueTxDone(struct buffer *buffer)
{
    ets_printf("done %02x status %d body %d\n", buffer->frame[0], buffer->control->status, buffer->body_bytes);
}

int pp_post(int signal)
{
    ets_printf("posted %d\n", signal);
    return 0;
}

struct channel *chm_get_current_channel(void) { return &channel; }

bool wifi_station_get_config(struct station_config *config)
{
    ets_memcpy(config, &station_config, sizeof station_config);
    return true;
}

bool wifi_softap_get_config(struct soft_ap_config *config)
{
    ets_memcpy(config, &soft_ap_config, sizeof soft_ap_config);
    return true;
}

void ets_timer_disarm(timer_t *timer)
{
    ets_printf("%s timer disarmed\n", timer == &records[0].beacon_timer ? "beacon" : "some");
}

void ets_timer_arm_new(timer_t *timer, uint32_t milliseconds, bool repeat, bool is_milliseconds)
{
    ets_printf("%s timer armed for %d %d %d\n", timer == &records[0].beacon_timer ? "beacon" : "some", milliseconds,
        repeat, is_milliseconds);
}

struct pbuf *pbuf_alloc(int layer, uint16_t length, int type)
{
    static struct pbuf packet;
    static uint8_t bytes[1600];
    pbufs_out++;
    packet = (struct pbuf){ .payload = bytes, .total = length, .length = length, .type = type, .references = 1 };
    return layer == 3 ? &packet : 0;
}

uint8_t pbuf_free(struct pbuf *packet)
{
    pbufs_out -= packet->references == 1;
    packet->references--;
    return 1;
}

struct netif *eagle_lwip_getif(int number) { return &netifs[number]; }

static int input(struct pbuf *packet, struct netif *netif)
{
    const uint8_t *bytes = packet->payload;
    ets_printf("packet on %d type %02x%02x kind %d\n", netif->state == &records[1], bytes[12], bytes[13], bytes[21]);
    pbuf_free(packet);
    return 0;
}

/* ---- what the driver replaces */

/* The compiler must not look inside: what it sees there does not hold. */
#define REPLACED(name, ...) \
    __attribute__((noipa)) int name(__VA_ARGS__) \
    { \
        ets_printf("not redirected: " #name "\n"); \
        return 1; \
    }

REPLACED(register_chipv6_phy, const void *settings __attribute__((unused)))
REPLACED(sleep_reset_analog_rtcreg_8266, void)
REPLACED(pm_set_sleep_mode, int mode __attribute__((unused)))
REPLACED(pm_wakeup_init, void)
REPLACED(phy_disable_agc, void)
REPLACED(phy_enable_agc, void)
REPLACED(phy_change_channel, void)
REPLACED(phy_afterwake_set_rfoption, void)
REPLACED(chip_v6_rxmax_ext, void)
REPLACED(chip_v6_set_chan_offset, void)
REPLACED(noise_check_loop, void)
REPLACED(read_hw_noisefloor, void)
REPLACED(tx_pwctrl_background, void)
REPLACED(test_tout, int suspend __attribute__((unused)))
REPLACED(phy_get_vdd33, void)
REPLACED(wDev_SetRxPolicy, int policy __attribute__((unused)), int number __attribute__((unused)),
    const uint8_t *address __attribute__((unused)))
REPLACED(wDev_Get_Next_TBTT, void)
REPLACED(ppTxPkt, struct buffer *buffer __attribute__((unused)))
REPLACED(ppRecycleRxPkt, struct buffer *buffer __attribute__((unused)))
REPLACED(ic_get_rssi, void)
REPLACED(ieee80211_output_pbuf, struct netif *netif __attribute__((unused)), struct pbuf *packet __attribute__((unused)))
REPLACED(wpa_auth_sta_associated, void)

void register_chipv6_phy_init_param(const uint8_t *settings)
{
    ets_memcpy(chip6_phy_init_ctrl, settings, SETTINGS_BYTES);
}

/* Whether every function of the physical layer gives 0. */
static bool layer_is_silent(void)
{
    return (sleep_reset_analog_rtcreg_8266() | pm_set_sleep_mode(2) | pm_wakeup_init() | phy_disable_agc()
        | phy_enable_agc() | phy_change_channel() | phy_afterwake_set_rfoption() | chip_v6_rxmax_ext()
        | chip_v6_set_chan_offset() | noise_check_loop() | read_hw_noisefloor() | tx_pwctrl_background()
        | ppRecycleRxPkt(0) | wpa_auth_sta_associated()) == 0;
}

/* ---- commands */

static void send_frame(uint8_t kind, const uint8_t *to, const uint8_t *from)
{
    static uint8_t frame[40];
    static uint32_t descriptor[3];
    static struct control control;
    static struct buffer buffer = { .descriptor = descriptor, .frame = frame, .header_bytes = 24, .control = &control };
    ets_memset(frame, 0, sizeof frame);
    frame[0] = kind;
    ets_memcpy(frame + 4, to, 6);
    ets_memcpy(frame + 10, from, 6);
    ets_memcpy(frame + 16, to, 6);
    buffer.body_bytes = 6;
    control.status = 0;
    ets_printf("ppTxPkt %d\n", ppTxPkt(&buffer));
}

/* Asks for the router's hardware address, in two pieces. */
static void send_packet(void)
{
    static uint8_t bytes[42] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56, 0x08, 0x06,
        0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01, 0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56, 192, 168, 0, 50,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 192, 168, 0, 1,
    };
    struct pbuf second = { .payload = bytes + 14, .total = 28, .length = 28, .references = 1 };
    struct pbuf first = { .next = &second, .payload = bytes, .total = 42, .length = 14, .references = 0 };
    pbufs_out++;
    ets_printf("output %d", ieee80211_output_pbuf(&netifs[0], &first));
    ets_printf(" pbufs out %d\n", pbufs_out);
}

static void serve(char command)
{
    switch (command) {
    case 'p':
        send_frame(0x40, everybody, station_mac);
        break;
    case 'a':
        send_frame(0xB0, access_point, station_mac);
        break;
    case 'c':
        send_frame(0x00, access_point, station_mac);
        break;
    case 'd':
        send_frame(0xA0, access_point, station_mac);
        records[0].state = 0;
        break;
    case 'w':
        ets_memcpy(station_config.password, "wrong-password", 15);
        break;
    case 't':
        send_packet();
        break;
    case 'n':
        channel.number = channel.number == 6 ? 1 : 6;
        ets_printf("channel %d\n", channel.number);
        break;
    case 'S':
        ets_printf("policy %d\n", wDev_SetRxPolicy(2, 1, soft_ap_mac) != 1);
        break;
    case 'X':
        wDev_SetRxPolicy(0, 1, 0);
        ets_printf("soft ap off\n");
        break;
    case 'K':
        client_known = false;
        send_frame(0xC0, client.mac, soft_ap_mac);
        break;
    case 'B':
        send_frame(0x80, everybody, soft_ap_mac);
        break;
    case 'Z':
        ets_printf("started again %d\n", register_chipv6_phy(chip6_phy_init_ctrl));
        break;
    case 'k':
        ets_printf("client known %d authorized %d handshake %d\n", client_known, client.flags & 1, client.handshake);
        break;
    case 'i':
        ets_printf("rssi %d beacon in %d silent %d analog %d supply %d settings %d table %d\n", ic_get_rssi(),
            wDev_Get_Next_TBTT(), layer_is_silent(), test_tout(0), phy_get_vdd33(), chip6_phy_init_ctrl[1],
            g_phyFuns == *(void **)0x3FFFC730);
        break;
    }
}

static event_t queue[4];
static timer_t poll_timer;

static void on_poll(void *unused)
{
    (void)unused;
    ets_post(COMMAND_PRIORITY, 0, 0);
}

static void on_command(event_t *event)
{
    uint8_t c;
    (void)event;
    while (uart_rx_one_char(&c) == 0) {
        serve(c);
    }
}

static void mac_interrupt(void *argument, void *frame)
{
    (void)argument;
    (void)frame;
}

int main(void)
{
    static const uint8_t settings[SETTINGS_BYTES] = { 5, 1 };
    while (UART_STATUS & UART_TX_COUNT) {
    }
    ets_delay_us(150);
    int started = register_chipv6_phy(settings);
    uart_div_modify(0, APB_HZ / BAUD);
    for (int i = 0; i < 2; i++) {
        records[i].soft_ap = i;
        records[i].netif = &netifs[i];
        netifs[i].input = input;
        netifs[i].state = &records[i];
    }
    records[1].state = 5;
    g_ic.station = &records[0];
    g_ic.soft_ap = &records[1];
    ets_isr_attach(0, mac_interrupt, 0);
    ets_isr_unmask(1);
    ets_timer_init();
    ets_task(on_command, COMMAND_PRIORITY, queue, 4);
    ets_timer_setfn(&poll_timer, on_poll, 0);
    ets_timer_arm(&poll_timer, POLL_MS, true);
    ets_printf("\nprobe ready %d\n", started);
    ets_run();
}
