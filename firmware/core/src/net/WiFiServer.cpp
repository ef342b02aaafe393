#include "WiFiServer.h"
#include <new>
#include "core.h"
#include "tcp_connection.h"

void WiFiServer::begin() {
    stop();
    tcp_pcb *pcb = tcp_new();
    if (!pcb) {
        return;
    }
    ip_set_option(pcb, SOF_REUSEADDR);
    if (tcp_bind(pcb, IP4_ADDR_ANY, port_) != ERR_OK) {
        tcp_close(pcb);
        return;
    }
    tcp_pcb *listening = tcp_listen(pcb);
    if (!listening) {
        tcp_close(pcb);
        return;
    }
    pcb_ = listening;
    tcp_arg(pcb_, this);
    tcp_accept(pcb_, accepted);
}

void WiFiServer::stop() {
    if (pcb_) {
        tcp_close(pcb_);
        pcb_ = nullptr;
    }
    while (waiting_) {
        TcpConnection *next = waiting_->next_waiting;
        waiting_->release();
        waiting_ = next;
    }
}

signed char WiFiServer::accepted(void *arg, tcp_pcb *pcb, signed char error) {
    auto *self = static_cast<WiFiServer *>(arg);
    if (error != ERR_OK || !pcb) {
        return ERR_VAL;
    }
    auto *connection = new (std::nothrow) TcpConnection(pcb);
    if (!connection) {
        return ERR_MEM;
    }
    if (self->no_delay_) {
        tcp_nagle_disable(pcb);
    }
    TcpConnection **link = &self->waiting_;
    while (*link) {
        link = &(*link)->next_waiting;
    }
    *link = connection;
    esp_schedule();
    return ERR_OK;
}

WiFiClient WiFiServer::available() {
    TcpConnection *connection = waiting_;
    if (!connection) {
        return WiFiClient();
    }
    waiting_ = connection->next_waiting;
    connection->next_waiting = nullptr;
    return WiFiClient(connection);
}
