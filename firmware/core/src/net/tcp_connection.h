// One TCP connection of the sketch, shared by the copies of a WiFiClient.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "lwip/tcp.h"

class TcpConnection {
public:
    TcpConnection() = default;
    // Takes over an accepted connection.
    explicit TcpConnection(tcp_pcb *pcb);
    TcpConnection(const TcpConnection &) = delete;
    TcpConnection &operator=(const TcpConnection &) = delete;

    void share() { references_++; }
    void release();

    bool connect(uint32_t ip, uint16_t port, unsigned long timeout_ms);
    size_t write(const uint8_t *data, size_t size, unsigned long timeout_ms);
    size_t available() const { return received_ ? received_->tot_len - offset_ : 0; }
    size_t peek(uint8_t *buffer, size_t size) const;
    size_t read(uint8_t *buffer, size_t size);
    // The connection can still carry data both ways.
    bool open() const { return pcb_ && !peer_closed_; }
    bool flush(unsigned long timeout_ms);
    void close();
    tcp_pcb *pcb() const { return pcb_; }

    TcpConnection *next_waiting = nullptr;

private:
    ~TcpConnection() { close(); }

    tcp_pcb *pcb_ = nullptr;
    pbuf *received_ = nullptr;
    size_t offset_ = 0;
    int references_ = 1;
    bool connected_ = false;
    bool peer_closed_ = false;

    void attach(tcp_pcb *pcb);
    static err_t onConnected(void *arg, tcp_pcb *pcb, err_t error);
    static err_t onReceived(void *arg, tcp_pcb *pcb, pbuf *p, err_t error);
    static err_t onSent(void *arg, tcp_pcb *pcb, u16_t length);
    static void onError(void *arg, err_t error);
};
