// The network task: frames from the virtual interface to lwIP and back, lwIP's timers, link changes.
// It runs on the system stack; the sketch calls lwIP from its own stack, never while this task runs.
#include "network.h"
#include <string.h>
#include "core.h"
#include "espconn.h"
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include "osapi.h"

#define QUEUE_LENGTH 4
#define LONGEST_SLEEP_MS 250
#define RETRY_MS 1000
#define MTU 1500
// Frames per run of the task: between runs timers get their turn and closed connections end, however
// fast the peers send. Frames left raise the interrupt again.
#define FRAMES_PER_RUN 4

static struct netif interfaces[2];
static ETSEvent queue[QUEUE_LENGTH];
static volatile bool posted;
static ETSTimer poll_timer;
static ETSTimer retry_timer;

static struct {
    char ssid[SSID_SIZE];
    char password[PASSWORD_SIZE];
    bool wanted;
    bool retries;
    bool up;
    enum nic_station_status outcome;
    ip4_addr_t ip, gateway, mask;
} station = {.retries = true};

static struct {
    char ssid[SSID_SIZE];
    char password[PASSWORD_SIZE];
    ip4_addr_t ip, gateway, mask;
} access_point;

u32_t sys_now(void) {
    return micros64() / 1000;
}

struct netif *network_interface(int number) {
    return &interfaces[number];
}

void network_mac(int number, uint8_t mac[6]) {
    uint32_t low = number == NIC_STATION ? NIC_STA_MAC_LOW : NIC_AP_MAC_LOW;
    uint32_t high = number == NIC_STATION ? NIC_STA_MAC_HIGH : NIC_AP_MAC_HIGH;
    for (int i = 0; i < 6; i++) {
        mac[i] = i < 4 ? low >> (8 * i) : high >> (8 * (i - 4));
    }
}

void IRAM_ATTR network_wake(void) {
    if (!posted) {
        posted = true;
        ets_post(PRIORITY_NETWORK, 0, 0);
    }
}

static void IRAM_ATTR nic_interrupt(void *arg) {
    (void)arg;
    NIC_INT_ENABLE = 0;
    network_wake();
}

static void wake_from_timer(void *arg) {
    (void)arg;
    network_wake();
}

// The interface copies the frame at once from one piece of data RAM.
static err_t send_frame(struct netif *netif, struct pbuf *p) {
    struct pbuf *whole = p;
    if (p->next) {
        whole = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
        if (!whole) {
            return ERR_MEM;
        }
    }
    NIC_TX_ADDRESS = (uint32_t)whole->payload + ETH_PAD_SIZE;
    NIC_TX_LENGTH = whole->tot_len - ETH_PAD_SIZE;
    NIC_TX_COMMAND = netif->num;
    if (whole != p) {
        pbuf_free(whole);
    }
    return ERR_OK;
}

static void receive_frames(void) {
    uint32_t length;
    for (int n = 0; n < FRAMES_PER_RUN && (length = NIC_RX_LENGTH) != 0; n++) {
        struct pbuf *p = pbuf_alloc(PBUF_RAW, length + ETH_PAD_SIZE, PBUF_RAM);
        if (!p) {
            NIC_RX_COMMAND = NIC_RX_DROP;
            continue;
        }
        struct netif *netif = &interfaces[NIC_RX_INTERFACE];
        NIC_RX_ADDRESS = (uint32_t)p->payload + ETH_PAD_SIZE;
        NIC_RX_CAPACITY = length;
        NIC_RX_COMMAND = NIC_RX_TAKE;
        if (netif->input(p, netif) != ERR_OK) {
            pbuf_free(p);
        }
        espconn_service();
    }
}

static err_t interface_init(struct netif *netif) {
    netif->name[0] = netif->num == NIC_STATION ? 's' : 'a';
    netif->name[1] = netif->num == NIC_STATION ? 't' : 'p';
    netif->output = etharp_output;
    netif->linkoutput = send_frame;
    netif->mtu = MTU;
    netif->hwaddr_len = ETH_HWADDR_LEN;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    network_mac(netif->num, netif->hwaddr);
    return ERR_OK;
}

static void station_up(void) {
    struct netif *netif = &interfaces[NIC_STATION];
    station.up = true;
    netif_set_up(netif);
    netif_set_link_up(netif);
    netif_set_default(netif);
    if (station.ip.addr) {
        netif_set_addr(netif, &station.ip, &station.mask, &station.gateway);
    } else {
        dhcp_start(netif);
    }
}

static void station_down(void) {
    struct netif *netif = &interfaces[NIC_STATION];
    station.up = false;
    dhcp_stop(netif);
    netif_set_addr(netif, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4);
    netif_set_link_down(netif);
    netif_set_down(netif);
}

static void retry(void *arg) {
    (void)arg;
    if (station.wanted && NIC_STA_STATUS != NIC_ASSOCIATED) {
        NIC_STA_COMMAND = NIC_STA_CONNECT;
    }
}

static void link_changed(void) {
    enum nic_station_status now = NIC_STA_STATUS;
    if (now != NIC_CONNECTING) {
        station.outcome = now;
    }
    if (now == NIC_ASSOCIATED && !station.up) {
        station_up();
    } else if (now != NIC_ASSOCIATED && station.up) {
        station_down();
    }
    if (station.wanted && station.retries && now >= NIC_WRONG_PASSWORD && now <= NIC_FAILED) {
        os_timer_arm(&retry_timer, RETRY_MS, false);
    }
}

static void network_task(ETSEvent *event) {
    (void)event;
    posted = false;
    uint32_t status = NIC_INT_STATUS;
    NIC_INT_CLEAR = status;
    if (status & NIC_INT_LINK) {
        link_changed();
    }
    receive_frames();
    sys_check_timeouts();
    espconn_service();
    uint32_t sleep = sys_timeouts_sleeptime();
    os_timer_arm(&poll_timer, sleep < LONGEST_SLEEP_MS ? sleep + 1 : LONGEST_SLEEP_MS, false);
    NIC_INT_ENABLE = NIC_INT_ALL;
    esp_schedule();
}

static bool copy_text(char *destination, size_t size, const char *source) {
    size_t length = source ? strlen(source) : 0;
    if (length >= size) {
        return false;
    }
    if (length) {
        memcpy(destination, source, length);
    }
    destination[length] = 0;
    return true;
}

bool station_connect(const char *ssid, const char *password) {
    station_disconnect();
    if (!copy_text(station.ssid, sizeof station.ssid, ssid)
        || !copy_text(station.password, sizeof station.password, password)) {
        return false;
    }
    return station_reconnect();
}

bool station_reconnect(void) {
    NIC_CONTROL |= NIC_CONTROL_STATION;
    NIC_STA_SSID = (uint32_t)station.ssid;
    NIC_STA_PASS = (uint32_t)station.password;
    station.wanted = true;
    station.outcome = NIC_CONNECTING;
    NIC_STA_COMMAND = NIC_STA_CONNECT;
    return true;
}

void station_disconnect(void) {
    os_timer_disarm(&retry_timer);
    station.wanted = false;
    NIC_STA_COMMAND = NIC_STA_DISCONNECT;
    station.outcome = NIC_IDLE;
    if (station.up) {
        station_down();
    }
}

void station_addresses(uint32_t ip, uint32_t gateway, uint32_t mask) {
    station.ip.addr = ip;
    station.gateway.addr = gateway;
    station.mask.addr = mask;
    if (station.up) {
        station_down();
        station_up();
    }
}

enum nic_station_status station_status(void) { return station.outcome; }
void station_retries(bool on) { station.retries = on; }
bool station_retries_on(void) { return station.retries; }
const char *station_ssid(void) { return station.ssid; }
const char *station_password(void) { return station.password; }
const char *access_point_ssid(void) { return access_point.ssid; }

bool access_point_start(const char *ssid, const char *password) {
    struct netif *netif = &interfaces[NIC_AP];
    access_point_stop();
    if (!copy_text(access_point.ssid, sizeof access_point.ssid, ssid)
        || !copy_text(access_point.password, sizeof access_point.password, password)) {
        return false;
    }
    NIC_CONTROL |= NIC_CONTROL_AP;
    NIC_AP_SSID = (uint32_t)access_point.ssid;
    NIC_AP_PASS = (uint32_t)access_point.password;
    NIC_AP_COMMAND = NIC_AP_START;
    netif_set_addr(netif, &access_point.ip, &access_point.mask, &access_point.gateway);
    netif_set_up(netif);
    netif_set_link_up(netif);
    if (!station.up) {
        netif_set_default(netif);
    }
    dhcp_server_start(netif);
    return true;
}

void access_point_stop(void) {
    struct netif *netif = &interfaces[NIC_AP];
    dhcp_server_stop();
    NIC_AP_COMMAND = NIC_AP_STOP;
    netif_set_link_down(netif);
    netif_set_down(netif);
}

void access_point_addresses(uint32_t ip, uint32_t gateway, uint32_t mask) {
    access_point.ip.addr = ip;
    access_point.gateway.addr = gateway;
    access_point.mask.addr = mask;
    struct netif *netif = &interfaces[NIC_AP];
    if (netif_is_up(netif)) {
        dhcp_server_stop();
        netif_set_addr(netif, &access_point.ip, &access_point.mask, &access_point.gateway);
        dhcp_server_start(netif);
    }
}

void network_start(void) {
    lwip_init();
    for (int i = 0; i < 2; i++) {
        netif_add(&interfaces[i], IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4, NULL, interface_init, ethernet_input);
    }
    IP4_ADDR(&access_point.ip, 192, 168, 4, 1);
    access_point.gateway = access_point.ip;
    IP4_ADDR(&access_point.mask, 255, 255, 255, 0);
    os_timer_setfn(&poll_timer, wake_from_timer, NULL);
    os_timer_setfn(&retry_timer, retry, NULL);
    ets_task(network_task, PRIORITY_NETWORK, queue, QUEUE_LENGTH);
    ets_isr_attach(0, nic_interrupt, NULL);
    ets_isr_unmask(1u << 0);
    network_wake();
}
