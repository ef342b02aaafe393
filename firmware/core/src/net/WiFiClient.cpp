#include "WiFiClient.h"
#include <new>
#include "Arduino.h"
#include "ESP8266WiFi.h"
#include "tcp_connection.h"

namespace {
constexpr unsigned long kDefaultTimeoutMs = 5000;
constexpr unsigned long kDefaultFlushMs = 300;
}

WiFiClient::WiFiClient() { _timeout = kDefaultTimeoutMs; }

WiFiClient::WiFiClient(TcpConnection *connection) : connection_(connection) { _timeout = kDefaultTimeoutMs; }

WiFiClient::WiFiClient(const WiFiClient &other) : Client(other), connection_(other.connection_) {
    if (connection_) {
        connection_->share();
    }
}

WiFiClient &WiFiClient::operator=(const WiFiClient &other) {
    if (other.connection_) {
        other.connection_->share();
    }
    if (connection_) {
        connection_->release();
    }
    connection_ = other.connection_;
    _timeout = other._timeout;
    return *this;
}

WiFiClient::~WiFiClient() {
    if (connection_) {
        connection_->release();
    }
}

int WiFiClient::connect(IPAddress ip, uint16_t port) {
    stop();
    auto *connection = new (std::nothrow) TcpConnection;
    if (!connection) {
        return 0;
    }
    if (!connection->connect(ip.v4(), port, _timeout)) {
        connection->release();
        return 0;
    }
    connection_ = connection;
    return 1;
}

int WiFiClient::connect(const char *host, uint16_t port) {
    IPAddress ip;
    return WiFi.hostByName(host, ip, _timeout) ? WiFiClient::connect(ip, port) : 0;
}

int WiFiClient::connect(const String &host, uint16_t port) { return connect(host.c_str(), port); }

size_t WiFiClient::write(uint8_t c) { return write(&c, 1); }

size_t WiFiClient::write(const uint8_t *buffer, size_t size) {
    return connection_ ? connection_->write(buffer, size, _timeout) : 0;
}

int WiFiClient::available() { return connection_ ? connection_->available() : 0; }

int WiFiClient::read() {
    uint8_t c;
    return connection_ && connection_->read(&c, 1) ? c : -1;
}

int WiFiClient::read(uint8_t *buffer, size_t size) { return connection_ ? connection_->read(buffer, size) : 0; }

int WiFiClient::peek() {
    uint8_t c;
    return connection_ && connection_->peek(&c, 1) ? c : -1;
}

size_t WiFiClient::peekBytes(uint8_t *buffer, size_t size) {
    return connection_ ? connection_->peek(buffer, size) : 0;
}

int WiFiClient::availableForWrite() {
    return connection_ && connection_->open() ? tcp_sndbuf(connection_->pcb()) : 0;
}

bool WiFiClient::flush(unsigned int max_wait_ms) {
    return !connection_ || connection_->flush(max_wait_ms ? max_wait_ms : kDefaultFlushMs);
}

bool WiFiClient::stop(unsigned int max_wait_ms) {
    if (!connection_) {
        return true;
    }
    bool sent = connection_->flush(max_wait_ms ? max_wait_ms : kDefaultFlushMs);
    connection_->close();
    connection_->release();
    connection_ = nullptr;
    return sent;
}

uint8_t WiFiClient::connected() { return connection_ && (connection_->open() || connection_->available()); }

uint8_t WiFiClient::status() { return connection_ && connection_->pcb() ? connection_->pcb()->state : CLOSED; }

IPAddress WiFiClient::remoteIP() {
    return connection_ && connection_->pcb() ? IPAddress(ip_addr_get_ip4_u32(&connection_->pcb()->remote_ip)) : IPAddress();
}

uint16_t WiFiClient::remotePort() { return connection_ && connection_->pcb() ? connection_->pcb()->remote_port : 0; }

IPAddress WiFiClient::localIP() {
    return connection_ && connection_->pcb() ? IPAddress(ip_addr_get_ip4_u32(&connection_->pcb()->local_ip)) : IPAddress();
}

uint16_t WiFiClient::localPort() { return connection_ && connection_->pcb() ? connection_->pcb()->local_port : 0; }

void WiFiClient::setNoDelay(bool on) {
    if (connection_ && connection_->pcb()) {
        if (on) {
            tcp_nagle_disable(connection_->pcb());
        } else {
            tcp_nagle_enable(connection_->pcb());
        }
    }
}

bool WiFiClient::getNoDelay() const {
    return connection_ && connection_->pcb() && tcp_nagle_disabled(connection_->pcb());
}

void WiFiClient::keepAlive(uint16_t idle_sec, uint16_t interval_sec, uint8_t count) {
    if (connection_ && connection_->pcb()) {
        tcp_pcb *pcb = connection_->pcb();
        pcb->keep_idle = idle_sec * 1000u;
        pcb->keep_intvl = interval_sec * 1000u;
        pcb->keep_cnt = count;
        ip_set_option(pcb, SOF_KEEPALIVE);
    }
}
