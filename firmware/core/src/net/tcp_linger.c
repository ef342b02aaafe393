// The gentle end of a connection.
#include "lwip/tcp.h"
#include "network.h"

#define POLLS_PER_SECOND_INTERVAL 2
#define LINGER_SECONDS 2

static err_t linger_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t error) {
    (void)arg, (void)error;
    if (p) {
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
    }
    return ERR_OK;
}

static err_t linger_poll(void *arg, struct tcp_pcb *pcb) {
    uint32_t seconds = (uint32_t)arg + 1;
    if (seconds < LINGER_SECONDS) {
        tcp_arg(pcb, (void *)seconds);
        return ERR_OK;
    }
    tcp_poll(pcb, NULL, 0);
    tcp_abort(pcb);
    return ERR_ABRT;
}

void tcp_end_gently(struct tcp_pcb *pcb) {
    if (pcb->state == ESTABLISHED && tcp_shutdown(pcb, 0, 1) == ERR_OK) {
        tcp_recv(pcb, linger_received);
        tcp_poll(pcb, linger_poll, POLLS_PER_SECOND_INTERVAL);
    } else if (tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
    }
}
