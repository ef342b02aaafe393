// A DHCP server for the soft access point: four leases from the address after the access point's own.
#include <string.h>
#include "lwip/prot/dhcp.h"
#include "lwip/prot/iana.h"
#include "lwip/udp.h"
#include "network.h"

#define LEASES 4
#define LEASE_SECONDS 7200
#define OPTIONS_SIZE 68

static struct udp_pcb *pcb;
static struct netif *served;
static uint8_t holders[LEASES][6];
static int next_victim;

static uint8_t *put_option(uint8_t *at, uint8_t code, const void *value, uint8_t length) {
    *at++ = code;
    *at++ = length;
    memcpy(at, value, length);
    return at + length;
}

static const uint8_t *find_option(const struct dhcp_msg *m, size_t length, uint8_t code) {
    const uint8_t *at = m->options, *end = (const uint8_t *)m + length;
    while (at + 2 <= end && *at != DHCP_OPTION_END) {
        if (*at == DHCP_OPTION_PAD) {
            at++;
        } else if (at + 2 + at[1] > end) {
            return NULL;
        } else if (*at == code) {
            return at;
        } else {
            at += 2 + at[1];
        }
    }
    return NULL;
}

static uint32_t lease_for(const uint8_t mac[6]) {
    static const uint8_t nobody[6];
    int lease = -1;
    for (int i = 0; i < LEASES && lease < 0; i++) {
        lease = memcmp(holders[i], mac, 6) == 0 ? i : -1;
    }
    for (int i = 0; i < LEASES && lease < 0; i++) {
        lease = memcmp(holders[i], nobody, 6) == 0 ? i : -1;
    }
    if (lease < 0) {
        lease = next_victim;
        next_victim = (next_victim + 1) % LEASES;
    }
    memcpy(holders[lease], mac, 6);
    return lwip_htonl(lwip_ntohl(netif_ip4_addr(served)->addr) + 1 + lease);
}

static void reply(const struct dhcp_msg *request, uint8_t type, uint32_t address) {
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, offsetof(struct dhcp_msg, options) + OPTIONS_SIZE, PBUF_RAM);
    if (!p) {
        return;
    }
    struct dhcp_msg *m = p->payload;
    uint32_t self = netif_ip4_addr(served)->addr, mask = netif_ip4_netmask(served)->addr;
    uint32_t seconds = lwip_htonl(LEASE_SECONDS);
    memset(m, 0, p->len);
    m->op = DHCP_BOOTREPLY;
    m->htype = LWIP_IANA_HWTYPE_ETHERNET;
    m->hlen = 6;
    m->xid = request->xid;
    m->flags = request->flags;
    m->yiaddr.addr = address;
    m->siaddr.addr = self;
    m->cookie = PP_HTONL(DHCP_MAGIC_COOKIE);
    memcpy(m->chaddr, request->chaddr, sizeof m->chaddr);
    uint8_t *at = put_option(m->options, DHCP_OPTION_MESSAGE_TYPE, &type, 1);
    at = put_option(at, DHCP_OPTION_SERVER_ID, &self, 4);
    if (address) {
        at = put_option(at, DHCP_OPTION_LEASE_TIME, &seconds, 4);
        at = put_option(at, DHCP_OPTION_SUBNET_MASK, &mask, 4);
        at = put_option(at, DHCP_OPTION_ROUTER, &self, 4);
        at = put_option(at, DHCP_OPTION_DNS_SERVER, &self, 4);
    }
    *at = DHCP_OPTION_END;
    udp_sendto_if(pcb, p, IP4_ADDR_BROADCAST, LWIP_IANA_PORT_DHCP_CLIENT, served);
    pbuf_free(p);
}

static void answer(const struct dhcp_msg *request, size_t length) {
    const uint8_t *type = find_option(request, length, DHCP_OPTION_MESSAGE_TYPE);
    if (request->op != DHCP_BOOTREQUEST || !type) {
        return;
    }
    uint32_t lease = lease_for(request->chaddr);
    if (type[2] == DHCP_DISCOVER) {
        reply(request, DHCP_OFFER, lease);
    } else if (type[2] == DHCP_REQUEST) {
        const uint8_t *wanted = find_option(request, length, DHCP_OPTION_REQUESTED_IP);
        bool other = wanted && memcmp(wanted + 2, &lease, 4) != 0;
        reply(request, other ? DHCP_NAK : DHCP_ACK, other ? 0 : lease);
    }
}

static void received(void *arg, struct udp_pcb *from, struct pbuf *p, const ip_addr_t *address, u16_t port) {
    (void)arg, (void)from, (void)address, (void)port;
    if (!p->next && p->len > offsetof(struct dhcp_msg, options)) {
        answer(p->payload, p->len);
    }
    pbuf_free(p);
}

void dhcp_server_start(struct netif *netif) {
    dhcp_server_stop();
    served = netif;
    pcb = udp_new();
    if (pcb) {
        ip_set_option(pcb, SOF_BROADCAST);
        udp_bind(pcb, IP4_ADDR_ANY, LWIP_IANA_PORT_DHCP_SERVER);
        udp_bind_netif(pcb, netif);
        udp_recv(pcb, received, NULL);
    }
}

void dhcp_server_stop(void) {
    if (pcb) {
        udp_remove(pcb);
        pcb = NULL;
    }
}
