// espconn: the vendor's TCP server interface over lwIP. All call-backs run in the network task.
#include "espconn.h"
#include <string.h>
#include "core.h"
#include "lwip/tcp.h"
#include "network.h"

#define MAX_LISTENERS 2
#define DEFAULT_MAX_CONNECTIONS 5
#define MOST_MAX_CONNECTIONS 15
#define DEFAULT_IDLE_SECONDS 10
#define POLLS_PER_SECOND_INTERVAL 2

struct listener {
    struct espconn *espconn;
    struct tcp_pcb *pcb;
    uint32_t idle_seconds;
    uint8_t max_connections;
};

struct connection {
    struct espconn espconn;
    esp_tcp tcp;
    struct connection *next;
    struct listener *listener;
    struct tcp_pcb *pcb;
    const uint8_t *unsent;
    uint32_t unsent_length;
    uint32_t unacknowledged;
    uint32_t idle_limit;
    uint32_t idle;
    bool sending;
    bool close_wanted;
    bool abort_wanted;
};

static struct listener listeners[MAX_LISTENERS];
static struct connection *connections;
static uint8_t max_connections_allowed = DEFAULT_MAX_CONNECTIONS;

static struct listener *listener_of(const struct espconn *e) {
    for (int i = 0; i < MAX_LISTENERS; i++) {
        if (e && listeners[i].espconn == e) {
            return &listeners[i];
        }
    }
    return NULL;
}

static struct connection *connection_of(const struct espconn *e) {
    for (struct connection *c = connections; c; c = c->next) {
        if (&c->espconn == e) {
            return c;
        }
    }
    return NULL;
}

static void forget_pcb(struct connection *c) {
    tcp_arg(c->pcb, NULL);
    tcp_recv(c->pcb, NULL);
    tcp_sent(c->pcb, NULL);
    tcp_err(c->pcb, NULL);
    tcp_poll(c->pcb, NULL, 0);
    c->pcb = NULL;
}

static void unlink_connection(struct connection *c) {
    for (struct connection **link = &connections; *link; link = &(*link)->next) {
        if (*link == c) {
            *link = c->next;
            break;
        }
    }
    if (c->listener->espconn) {
        c->listener->espconn->link_cnt--;
    }
}

// Gives the record back after telling its owner; error 0 means a regular end.
static void finish(struct connection *c, sint8 error) {
    c->espconn.state = ESPCONN_CLOSE;
    if (error) {
        if (c->tcp.reconnect_callback) {
            c->tcp.reconnect_callback(&c->espconn, error);
        }
    } else if (c->tcp.disconnect_callback) {
        c->tcp.disconnect_callback(&c->espconn);
    }
    unlink_connection(c);
    heap_free(c);
}

static void push(struct connection *c) {
    while (c->unsent_length) {
        uint32_t room = tcp_sndbuf(c->pcb);
        uint32_t n = c->unsent_length < room ? c->unsent_length : room;
        if (!n || tcp_write(c->pcb, c->unsent, n, TCP_WRITE_FLAG_COPY) != ERR_OK) {
            break;
        }
        c->unsent += n;
        c->unsent_length -= n;
        c->unacknowledged += n;
    }
    tcp_output(c->pcb);
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t length) {
    (void)pcb;
    struct connection *c = arg;
    c->idle = 0;
    c->unacknowledged -= length < c->unacknowledged ? length : c->unacknowledged;
    push(c);
    if (c->sending && !c->unsent_length && !c->unacknowledged) {
        c->sending = false;
        c->espconn.state = ESPCONN_CONNECT;
        if (c->espconn.sent_callback) {
            c->espconn.sent_callback(&c->espconn);
        }
    }
    return ERR_OK;
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error) {
    (void)error;
    struct connection *c = arg;
    c->idle = 0;
    if (!p) {
        c->close_wanted = true;
        return ERR_OK;
    }
    for (struct pbuf *q = p; q; q = q->next) {
        if (c->espconn.recv_callback && !c->close_wanted && !c->abort_wanted) {
            c->espconn.recv_callback(&c->espconn, q->payload, q->len);
        }
    }
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    return ERR_OK;
}

// lwIP has freed the control block already.
static void on_error(void *arg, err_t error) {
    struct connection *c = arg;
    c->pcb = NULL;
    finish(c, error == ERR_RST ? ESPCONN_RST : ESPCONN_ABRT);
}

// Once a second: idle connections end, and a send that found no memory is tried again.
static err_t on_poll(void *arg, struct tcp_pcb *pcb) {
    (void)pcb;
    struct connection *c = arg;
    c->idle++;
    if (c->idle_limit && c->idle >= c->idle_limit) {
        c->close_wanted = true;
    }
    push(c);
    return ERR_OK;
}

static void fill_addresses(struct connection *c) {
    c->tcp.remote_port = c->pcb->remote_port;
    c->tcp.local_port = c->pcb->local_port;
    memcpy(c->tcp.remote_ip, &c->pcb->remote_ip, 4);
    memcpy(c->tcp.local_ip, &c->pcb->local_ip, 4);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t error) {
    struct listener *l = arg;
    if (error != ERR_OK || !pcb) {
        return ERR_VAL;
    }
    struct connection *c = l->espconn->link_cnt < l->max_connections
                               ? heap_zalloc(sizeof *c, __builtin_return_address(0)) : NULL;
    if (!c) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    c->espconn = *l->espconn;
    c->tcp = *l->espconn->proto.tcp;
    c->espconn.proto.tcp = &c->tcp;
    c->espconn.reverse = NULL;
    c->espconn.state = ESPCONN_CONNECT;
    c->listener = l;
    c->pcb = pcb;
    c->idle_limit = l->idle_seconds;
    c->next = connections;
    connections = c;
    l->espconn->link_cnt++;
    fill_addresses(c);
    tcp_arg(pcb, c);
    tcp_recv(pcb, on_received);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
    tcp_poll(pcb, on_poll, POLLS_PER_SECOND_INTERVAL);
    if (c->tcp.connect_callback) {
        c->tcp.connect_callback(&c->espconn);
    }
    return ERR_OK;
}

static bool close_due(struct connection *c) {
    if (c->abort_wanted) {
        struct tcp_pcb *pcb = c->pcb;
        forget_pcb(c);
        tcp_abort(pcb);
        finish(c, ESPCONN_ABRT);
        return true;
    }
    bool peer_listens = c->pcb->state == ESTABLISHED;
    if (!c->close_wanted || (c->sending && peer_listens && c->idle < DEFAULT_IDLE_SECONDS)) {
        return false;
    }
    struct tcp_pcb *pcb = c->pcb;
    forget_pcb(c);
    tcp_end_gently(pcb);
    finish(c, 0);
    return true;
}

void espconn_service(void) {
    struct connection *c = connections;
    while (c) {
        // A call-back may have changed the list: begin anew after each end.
        c = close_due(c) ? connections : c->next;
    }
}

sint8 espconn_accept(struct espconn *e) {
    if (!e || e->type != ESPCONN_TCP || !e->proto.tcp) {
        return ESPCONN_ARG;
    }
    if (listener_of(e)) {
        return ESPCONN_ISCONN;
    }
    struct listener *l = NULL;
    for (int i = 0; i < MAX_LISTENERS && !l; i++) {
        l = listeners[i].espconn ? NULL : &listeners[i];
    }
    struct tcp_pcb *pcb = l ? tcp_new() : NULL;
    if (!pcb) {
        return ESPCONN_MEM;
    }
    ip_set_option(pcb, SOF_REUSEADDR);
    if (tcp_bind(pcb, IP4_ADDR_ANY, e->proto.tcp->local_port) != ERR_OK) {
        tcp_close(pcb);
        return ESPCONN_ISCONN;
    }
    l->pcb = tcp_listen(pcb);
    if (!l->pcb) {
        tcp_close(pcb);
        return ESPCONN_MEM;
    }
    l->espconn = e;
    l->idle_seconds = DEFAULT_IDLE_SECONDS;
    l->max_connections = DEFAULT_MAX_CONNECTIONS;
    e->state = ESPCONN_LISTEN;
    e->link_cnt = 0;
    tcp_arg(l->pcb, l);
    tcp_accept(l->pcb, on_accept);
    return ESPCONN_OK;
}

sint8 espconn_delete(struct espconn *e) {
    struct listener *l = listener_of(e);
    if (!l) {
        return ESPCONN_ARG;
    }
    tcp_close(l->pcb);
    for (struct connection *c = connections; c; c = c->next) {
        c->abort_wanted |= c->listener == l;
    }
    espconn_service();
    l->espconn = NULL;
    return ESPCONN_OK;
}

sint8 espconn_regist_connectcb(struct espconn *e, espconn_connect_callback callback) {
    if (!e || !e->proto.tcp) {
        return ESPCONN_ARG;
    }
    e->proto.tcp->connect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_disconcb(struct espconn *e, espconn_connect_callback callback) {
    if (!e || !e->proto.tcp) {
        return ESPCONN_ARG;
    }
    e->proto.tcp->disconnect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_reconcb(struct espconn *e, espconn_reconnect_callback callback) {
    if (!e || !e->proto.tcp) {
        return ESPCONN_ARG;
    }
    e->proto.tcp->reconnect_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_recvcb(struct espconn *e, espconn_recv_callback callback) {
    if (!e) {
        return ESPCONN_ARG;
    }
    e->recv_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_sentcb(struct espconn *e, espconn_sent_callback callback) {
    if (!e) {
        return ESPCONN_ARG;
    }
    e->sent_callback = callback;
    return ESPCONN_OK;
}

sint8 espconn_regist_time(struct espconn *e, uint32 interval, uint8 type_flag) {
    struct listener *l = listener_of(e);
    struct connection *one = connection_of(e);
    if (one && type_flag) {
        one->idle_limit = interval;
        return ESPCONN_OK;
    }
    if (!l && one) {
        l = one->listener;
    }
    if (!l) {
        return ESPCONN_ARG;
    }
    l->idle_seconds = interval;
    for (struct connection *c = connections; c; c = c->next) {
        if (c->listener == l) {
            c->idle_limit = interval;
        }
    }
    return ESPCONN_OK;
}

sint8 espconn_tcp_set_max_con(uint8 count) {
    if (!count || count > MOST_MAX_CONNECTIONS) {
        return ESPCONN_ARG;
    }
    max_connections_allowed = count;
    return ESPCONN_OK;
}

sint8 espconn_tcp_set_max_con_allow(struct espconn *e, uint8 count) {
    struct listener *l = listener_of(e);
    if (!l || !count || count > max_connections_allowed) {
        return ESPCONN_ARG;
    }
    l->max_connections = count;
    return ESPCONN_OK;
}

sint8 espconn_send(struct espconn *e, uint8 *data, uint16 length) {
    struct connection *c = connection_of(e);
    if (!data || !length) {
        return ESPCONN_ARG;
    }
    if (!c || !c->pcb || c->close_wanted || c->abort_wanted) {
        return ESPCONN_CONN;
    }
    if (c->sending) {
        return ESPCONN_INPROGRESS;
    }
    c->sending = true;
    c->espconn.state = ESPCONN_WRITE;
    c->unsent = data;
    c->unsent_length = length;
    push(c);
    return ESPCONN_OK;
}

sint8 espconn_sent(struct espconn *e, uint8 *data, uint16 length) {
    return espconn_send(e, data, length);
}

static sint8 end_later(struct espconn *e, bool abort) {
    struct connection *c = connection_of(e);
    if (!c) {
        return ESPCONN_ARG;
    }
    c->close_wanted = true;
    c->abort_wanted |= abort;
    network_wake();
    return ESPCONN_OK;
}

sint8 espconn_disconnect(struct espconn *e) { return end_later(e, false); }
sint8 espconn_abort(struct espconn *e) { return end_later(e, true); }
