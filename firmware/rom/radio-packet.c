/* Packets between lwIP and the network interface, Ethernet II. */
#include "radio-driver.h"

#define FRAMES_PER_RUN 4
#define LONGEST_PACKET 1514
#define PBUF_RAW 3
#define PBUF_RAM 0

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
        soft_ap_show_client();
    }
    int (*input)(struct pbuf *, void *) = POINTER_AT(netif, NETIF_INPUT);
    if (input(p, netif) != 0) {
        ((void (*)(struct pbuf *))GUEST(PBUF_FREE))(p);
    }
}

void receive_packets(void)
{
    uint32_t length;
    for (int n = 0; n < FRAMES_PER_RUN && (length = NIC_RX_LENGTH) != 0; n++) {
        receive_packet(NIC_RX_INTERFACE, length);
    }
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
