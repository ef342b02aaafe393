#include "tcp_connection.h"
#include "Arduino.h"
#include "core.h"

TcpConnection::TcpConnection(tcp_pcb *pcb) {
    attach(pcb);
    connected_ = true;
}

void TcpConnection::attach(tcp_pcb *pcb) {
    pcb_ = pcb;
    tcp_arg(pcb, this);
    tcp_recv(pcb, onReceived);
    tcp_sent(pcb, onSent);
    tcp_err(pcb, onError);
}

void TcpConnection::release() {
    if (--references_ == 0) {
        delete this;
    }
}

err_t TcpConnection::onConnected(void *arg, tcp_pcb *, err_t) {
    static_cast<TcpConnection *>(arg)->connected_ = true;
    esp_schedule();
    return ERR_OK;
}

err_t TcpConnection::onReceived(void *arg, tcp_pcb *, pbuf *p, err_t) {
    auto *self = static_cast<TcpConnection *>(arg);
    if (!p) {
        self->peer_closed_ = true;
    } else if (self->received_) {
        pbuf_cat(self->received_, p);
    } else {
        self->received_ = p;
        self->offset_ = 0;
    }
    esp_schedule();
    return ERR_OK;
}

err_t TcpConnection::onSent(void *, tcp_pcb *, u16_t) {
    esp_schedule();
    return ERR_OK;
}

// lwIP has freed the control block already.
void TcpConnection::onError(void *arg, err_t) {
    static_cast<TcpConnection *>(arg)->pcb_ = nullptr;
    esp_schedule();
}

bool TcpConnection::connect(uint32_t ip, uint16_t port, unsigned long timeout_ms) {
    tcp_pcb *pcb = tcp_new();
    if (!pcb) {
        return false;
    }
    attach(pcb);
    ip_addr_t address = IPADDR4_INIT(ip);
    if (tcp_connect(pcb, &address, port, onConnected) != ERR_OK) {
        close();
        return false;
    }
    unsigned long start = millis();
    while (pcb_ && !connected_ && millis() - start < timeout_ms) {
        sketch_wait(timeout_ms - (millis() - start));
    }
    if (!connected_) {
        close();
    }
    return connected_ && pcb_;
}

size_t TcpConnection::write(const uint8_t *data, size_t size, unsigned long timeout_ms) {
    size_t written = 0;
    unsigned long progress = millis();
    while (written < size && open()) {
        size_t room = tcp_sndbuf(pcb_);
        size_t n = size - written < room ? size - written : room;
        if (n && tcp_write(pcb_, data + written, n, TCP_WRITE_FLAG_COPY) == ERR_OK) {
            written += n;
            progress = millis();
            continue;
        }
        tcp_output(pcb_);
        if (millis() - progress >= timeout_ms) {
            break;
        }
        sketch_wait(20);
    }
    if (pcb_) {
        tcp_output(pcb_);
    }
    return written;
}

size_t TcpConnection::peek(uint8_t *buffer, size_t size) const {
    return received_ ? pbuf_copy_partial(received_, buffer, size, offset_) : 0;
}

size_t TcpConnection::read(uint8_t *buffer, size_t size) {
    size_t n = peek(buffer, size);
    offset_ += n;
    while (received_ && offset_ >= received_->len) {
        pbuf *rest = received_->next;
        offset_ -= received_->len;
        if (rest) {
            pbuf_ref(rest);
        }
        pbuf_free(received_);
        received_ = rest;
    }
    if (pcb_ && n) {
        tcp_recved(pcb_, n);
    }
    return n;
}

bool TcpConnection::flush(unsigned long timeout_ms) {
    unsigned long start = millis();
    while (pcb_ && tcp_sndqueuelen(pcb_) != 0) {
        tcp_output(pcb_);
        if (millis() - start >= timeout_ms) {
            return false;
        }
        sketch_wait(20);
    }
    return true;
}

void TcpConnection::close() {
    if (pcb_) {
        tcp_pcb *pcb = pcb_;
        pcb_ = nullptr;
        tcp_arg(pcb, nullptr);
        tcp_recv(pcb, nullptr);
        tcp_sent(pcb, nullptr);
        tcp_err(pcb, nullptr);
        if (tcp_close(pcb) != ERR_OK) {
            tcp_abort(pcb);
        }
    }
    if (received_) {
        pbuf_free(received_);
        received_ = nullptr;
    }
    offset_ = 0;
}
